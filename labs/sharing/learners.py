"""Says whose labs an instructor may follow, visit and end: those of learners whom they teach.

`labs` knows no classes: settings.LEARNERS_TAUGHT names a function that gives the learners of an
instructor, None for everybody.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.module_loading import import_string

from labs.models import LabSession
from virtlearn.people.models import User


def sessions_taught(teacher: User) -> QuerySet[LabSession]:
    """Labs of the learners of `teacher`, running or not."""
    learners: QuerySet[User] | None = import_string(settings.LEARNERS_TAUGHT)(teacher)
    rows = LabSession.objects.select_related("user")
    return rows if learners is None else rows.filter(user__in=learners.values("pk"))


def is_taught(teacher: User, session: UUID) -> bool:
    """Whether the session's learner is one of `teacher`'s now."""
    return sessions_taught(teacher).filter(pk=session).exists()


def session_taught_or_404(teacher: User, session: UUID) -> LabSession:
    row = sessions_taught(teacher).filter(pk=session).first()
    if row is None:
        raise Http404
    return row

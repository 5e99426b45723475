"""Keeps how the total of a class's grades is made."""

from __future__ import annotations

from django.db import transaction

from lessons.classes.gradebook.settings import Settings, settings_kept
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.settings.selectors import settings_in_force, settings_newest
from lessons.classes.services import class_locked, running_or_refuse
from lessons.models import Class, GradeScheme
from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


@transaction.atomic
def settings_keep(*, row: Class, by: User, settings: Settings, seen: int) -> GradeScheme:
    """`seen` is the number of the change that the teacher saw in force, 0 for none.

    Raises RefusedError where another has come since, where nothing would change, and for a class
    that is over.
    """
    running_or_refuse(row)
    locked = class_locked(row)
    if settings_newest(locked) != seen:
        raise RefusedError(GradeCode.SETTINGS_OLD)
    if settings_in_force(locked) == settings:
        raise RefusedError(GradeCode.SETTINGS_SAME)
    made = GradeScheme.objects.create(in_class=locked, kept=settings_kept(settings), by=by)
    audit_record(action=AuditAction.GRADE_SETTINGS, actor=by, detail=row.name)
    return made

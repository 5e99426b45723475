"""Presence of a group's members in the terminals of their lab.

Membership is the permission; the row says who is there. It is made when a terminal is opened, and
ends when somebody has left the group: at once by labs/lifecycle/groups.py, and at the latest at the
next access recheck.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.models import LabSession, Share, Visit
from labs.sessions.selectors import is_open_to
from virtlearn.people.models import User


def group_visit_ensure(*, session: LabSession, user: User) -> Visit | None:
    """The visit of a member of the session's group, who may do all that its learner may; None for
    who is in the group no more, or never was."""
    mine = Visit.objects.filter(session=session, user=user, ended_at=None)
    if not is_open_to(session, user):
        mine.filter(group=True).update(ended_at=timezone.now())
        return None
    terms = {"mode": Share.Mode.TYPE, "share": None, "group": True}
    found = mine.first()
    if found is None:
        try:
            with transaction.atomic():
                return Visit.objects.create(session=session, user=user, **terms)
        except IntegrityError:  # another tab of theirs came first
            found = mine.get()
    if not found.group:  # they were here as somebody else before
        mine.update(**terms)
        found.refresh_from_db()
    return found

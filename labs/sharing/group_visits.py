"""Presence of a group's members in the terminals of their lab.

Membership is the permission; the row says who is there. It is made when a terminal is opened, and
ends when somebody has left the group: at once by labs/lifecycle/groups.py, and at the latest at the
next access recheck.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.catalog.coursework import members_of
from labs.models import LabSession, Share, Visit
from labs.sessions.selectors import is_open_to
from labs.sharing.visits import name_most
from virtlearn.core.short_text import short_text
from virtlearn.people.models import User


def group_visit_ensure(*, session: LabSession, user: User) -> Visit | None:
    """The visit of a member of the session's group, who may do all that its learner may; None for
    who is in the group no more, or never was."""
    mine = Visit.objects.filter(session=session, user=user, ended_at=None)
    if not is_open_to(session, user):
        mine.filter(group=True).update(ended_at=timezone.now())
        return None
    found = mine.first()
    if found is not None and found.group:
        return found
    name = short_text(members_of(group=session.group).get(user.pk, ""), name_most)
    terms = {"mode": Share.Mode.TYPE, "share": None, "group": True, "name": name}
    if found is None:
        try:
            with transaction.atomic():
                return Visit.objects.create(session=session, user=user, **terms)
        except IntegrityError:  # another tab of theirs came first
            found = mine.get()
    mine.update(**terms)  # they may have been here as somebody else before
    found.refresh_from_db()
    return found

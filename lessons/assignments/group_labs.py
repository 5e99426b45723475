"""Closes the labs of groups to who is in them no more."""

from __future__ import annotations

from labs.lifecycle.groups import group_leave
from lessons.assignments.groups import key_of, places_now
from lessons.models import GroupPlace, Membership


def groups_leave(*, membership: Membership) -> None:
    """After a change of somebody's place in a class: of the groups in which they are not any more.

    The place in the group stays, so that who is let in again is in it as before.
    """
    if membership.user_id is None:
        return
    theirs = GroupPlace.objects.filter(membership=membership, ended_at=None)
    still = set(places_now().filter(membership=membership).values_list("group", flat=True))
    for group in theirs.exclude(group__in=still).values_list("group", flat=True):
        group_leave(group=key_of(group), user_id=membership.user_id)

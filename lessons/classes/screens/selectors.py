"""Reads which classes show screens, and what their members have answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lessons.assignments.groups import key_of, places_now
from lessons.classes.access import class_phase
from lessons.classes.screens.policy import may_show
from lessons.classes.selectors import memberships_of
from lessons.models import Class, Membership
from virtlearn.people.models import User


def member_shows(row: Class, member: Membership) -> bool:
    """Whether the class's board may show what this learner's terminals show."""
    guest = member.user is None or member.user.is_guest
    return may_show(row.screens, member.screens, guest=guest)


def groups_show(row: Class, groups: Collection[str]) -> frozenset[str]:
    """Those of the groups, by their keys, that are the class's and of which every member agrees:
    what a machine shows that they share is everybody's."""
    if not groups:
        return frozenset()
    numbers = [int(key) for key in groups]
    places = places_now().filter(group__in=numbers, group__of_set__in_class=row)
    agree: dict[str, bool] = {}
    for place in places.select_related("membership__user"):
        key = key_of(place.group_id)
        agree[key] = agree.get(key, True) and member_shows(row, place.membership)
    return frozenset(key for key, agreed in agree.items() if agreed)


def questions_of(user: User | None, course: str) -> Sequence[Membership]:
    """Places of a learner in classes of the course that show screens, and of which they have not
    said whether theirs may be."""
    if user is None or user.is_guest:
        return ()
    mine = memberships_of(user).filter(
        role=Membership.Role.LEARNER,
        screens=None,
        in_class__course__slug=course,
    )
    rows = mine.exclude(in_class__screens=Class.Screens.OFF)
    return [each for each in rows if not class_phase(each.in_class).is_over]

"""What the pages of groups show: to staff everybody, to a learner the own group and free places."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.classes.groups.selectors import learners_placeable, places_of
from lessons.classes.selectors import member_name
from lessons.models import Class, Group, GroupPlace, GroupSet, Membership

State, Role = Membership.State, Membership.Role


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """`absent`: their state in the class in words, where they are not in it as a learner."""

    member: int
    name: str
    absent: str = ""


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """`free`: places that can still be taken; `people` is empty where the reader may not see who is
    there."""

    pk: int
    name: str
    begun: bool
    free: int
    people: Sequence[PersonView] = ()


class SetView(msgspec.Struct, frozen=True, kw_only=True):
    """A set as staff see it; `small` is how many groups have fewer members than they should."""

    row: GroupSet
    groups: Sequence[GroupView]
    without: Sequence[PersonView]
    small: int

    @property
    def placed(self) -> int:
        return sum(len(each.people) for each in self.groups)


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """A set as a learner sees it: `own` is their group; `others` can be joined, by free places."""

    row: GroupSet
    own: GroupView | None
    others: Sequence[GroupView] = ()
    may_leave: bool = False
    may_open: bool = False  # a group that nobody is in yet


def set_view(of_set: GroupSet) -> SetView:
    by_group = places_by_group(of_set)
    groups = [group_view(of_set, each, by_group.get(each.pk, [])) for each in of_set.groups.all()]
    placed = {place.membership_id for places in by_group.values() for place in places}
    without = [each for each in learners_placeable(of_set.in_class) if each.pk not in placed]
    small = sum(0 < len(each.people) < of_set.least for each in groups)
    people = [person_view(each) for each in without]
    return SetView(row=of_set, groups=groups, without=in_order(people), small=small)


def own_view(of_set: GroupSet, member: Membership) -> OwnView:
    by_group = places_by_group(of_set)
    groups = list(of_set.groups.all())
    own = None
    for each in groups:
        places = by_group.get(each.pk, [])
        if any(place.membership_id == member.pk for place in places):
            shown = group_view(of_set, each, places)
            inside = [person for person in shown.people if not person.absent]
            own = msgspec.structs.replace(shown, people=inside)
    if of_set.mode != GroupSet.Mode.CHOICE or (own is not None and own.begun):
        return OwnView(row=of_set, own=own)
    views = [group_view(of_set, each, by_group.get(each.pk, [])) for each in groups]
    others = [
        msgspec.structs.replace(each, people=())
        for each in views
        if each.free and not each.begun and (own is None or each.pk != own.pk)
    ]
    may_open = all(each.free < of_set.most for each in views)
    return OwnView(row=of_set, own=own, others=others, may_leave=own is not None, may_open=may_open)


def places_by_group(of_set: GroupSet) -> dict[int, list[GroupPlace]]:
    found: dict[int, list[GroupPlace]] = {}
    for place in places_of(of_set):
        found.setdefault(place.group_id, []).append(place)
    return found


def group_view(of_set: GroupSet, group: Group, places: Sequence[GroupPlace]) -> GroupView:
    return GroupView(
        pk=group.pk,
        name=group.name,
        begun=group.begun_at is not None,
        free=max(0, of_set.most - len(places)),
        people=[person_view(place.membership) for place in places],
    )


def person_view(member: Membership) -> PersonView:
    absent = ""
    if member.state != State.JOINED:
        absent = str(member.get_state_display())
    elif member.role != Role.LEARNER:
        absent = str(member.get_role_display())
    return PersonView(member=member.pk, name=member_name(member), absent=absent)


def in_order(people: Sequence[PersonView]) -> list[PersonView]:
    return sorted(people, key=lambda each: (each.name.casefold(), each.member))


def own_lines(row: Class, member: Membership) -> list[OwnView]:
    """All sets of a class, for its learner."""
    return [own_view(each, member) for each in row.group_sets.all()]

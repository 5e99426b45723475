"""Reads groups: who is in which now, and with which of them a learner does a lab.

In a group is who has a place in it and is a learner of its class. A group works in a lab once it
has as many members as its set asks for, or a teacher has locked the set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.selectors import Assigned
from lessons.assignments.work import Gate
from lessons.models import Class, Group, GroupPlace, GroupSet, GroupTask, Membership
from lessons.publishing.selectors import course_has_groups
from virtlearn.people.models import User

Mode = GroupSet.Mode


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The group with which somebody does a lab now; None for alone. `refused`: why they can't do it
    at all, and by which assignment."""

    group: Group | None = None
    refused: tuple[AssignmentCode, Assigned] | None = None


def places_now() -> QuerySet[GroupPlace]:
    return GroupPlace.objects.filter(
        ended_at=None,
        membership__state=Membership.State.JOINED,
        membership__role=Membership.Role.LEARNER,
        membership__in_class__archived_at=None,
    )


def key_of(group: int) -> str:
    """As labs keep it in their sessions."""
    return str(group)


def groups_of(user: User, course: str) -> frozenset[str]:
    """Keys of the groups of `user` in classes of the course; without a statement where no class
    has any."""
    if not course_has_groups(course):
        return frozenset()
    rows = places_now().filter(membership__user=user, membership__in_class__course__slug=course)
    return frozenset(key_of(group) for group in rows.values_list("group", flat=True))


def is_member(user: User, group: int) -> bool:
    return places_now().filter(group=group, membership__user=user).exists()


def members_of(group: int) -> list[Membership]:
    """Who is in it now, by their seats."""
    rows = places_now().filter(group=group).select_related("membership__user")
    return [place.membership for place in rows]


def group_of(of_set: int, membership: Membership) -> Group | None:
    rows = places_now().filter(of_set=of_set, membership=membership)
    place = rows.select_related("group__of_set").first()
    return place.group if place else None


def names_of(row: Class) -> Mapping[int, Sequence[str]]:
    """By membership, the names of the groups in which somebody of the class is, set by set."""
    found: dict[int, list[str]] = {}
    rows = places_now().filter(of_set__in_class=row).order_by("of_set")
    for membership, name in rows.values_list("membership", "group__name"):
        found.setdefault(membership, []).append(name)
    return found


def choice_of(gate: Gate) -> Choice:
    """By the assignments that count work in the lab now. One that wants no group is enough for
    whoever has none; practice needs none."""
    counting = [each for each in gate.assigned if each.decision.counts]
    grouped = [each for each in counting if each.assignment.group_set_id]
    refused = None
    for each in grouped:
        group = group_of(each.assignment.group_set_id or 0, each.membership)
        if group is not None and works(group):
            return Choice(group=group)
        refused = refused or (code_of(each, group), each)
    return Choice(refused=refused if len(grouped) == len(counting) else None)


def works(group: Group) -> bool:
    """Whether it may start a lab. One that has begun goes on with however many are left."""
    if group.begun_at is not None or group.of_set.mode == Mode.LOCKED:
        return True
    return places_now().filter(group=group).count() >= group.of_set.least


def code_of(assigned: Assigned, group: Group | None) -> AssignmentCode:
    if group is not None:
        return AssignmentCode.LAB_GROUP_SMALL
    of_set = assigned.assignment.group_set
    choosing = of_set is not None and of_set.mode == Mode.CHOICE
    return AssignmentCode.LAB_CHOOSE_GROUP if choosing else AssignmentCode.LAB_NO_GROUP


@transaction.atomic
def group_begin(*, group: Group, user: User) -> bool:
    """It starts its work, after which its members neither leave it nor are joined by themselves.

    False where `user` has left it meanwhile.
    """
    locked = Group.objects.select_for_update().get(pk=group.pk)
    if not is_member(user, locked.pk):
        return False
    if locked.begun_at is None:
        Group.objects.filter(pk=locked.pk).update(begun_at=timezone.now())
    return True


def task_keep(*, members: Sequence[Membership], lab: str, task: str, points: float) -> None:
    """Keeps a task that their group has done for each of `members`; the better points stay."""
    worse = GroupTask.objects.filter(membership__in=members, lab=lab, task=task, points__lt=points)
    worse.update(points=points)
    rows = [GroupTask(membership=each, lab=lab, task=task, points=points) for each in members]
    GroupTask.objects.bulk_create(rows, ignore_conflicts=True)

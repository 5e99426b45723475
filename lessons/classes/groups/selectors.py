"""Reads the groups of a class for its pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from lessons.models import Class, GroupChange, GroupPlace, GroupSet, Membership

State = Membership.State


def places_of(of_set: GroupSet) -> QuerySet[GroupPlace]:
    """All that are taken, also by who was removed from the class or has not joined it yet."""
    rows = GroupPlace.objects.filter(of_set=of_set, ended_at=None)
    return rows.select_related("membership__user", "group")


def learners_without(of_set: GroupSet) -> QuerySet[Membership]:
    """Learners who have joined the class and are in no group of the set."""
    taken = GroupPlace.objects.filter(of_set=of_set, ended_at=None).values("membership")
    return learners_placeable(of_set.in_class, joined=True).exclude(pk__in=taken)


def learners_placeable(row: Class, *, joined: bool = False) -> QuerySet[Membership]:
    """Whom a teacher may put into a group: learners who have joined, or are invited."""
    states = [State.JOINED] if joined else [State.JOINED, State.INVITED]
    rows = row.memberships.filter(role=Membership.Role.LEARNER, state__in=states)
    return rows.select_related("user").order_by("pk")


def change_last(of_set: GroupSet, before: GroupChange | None = None) -> GroupChange | None:
    """The step that can be taken back, if there is one."""
    rows = of_set.changes.filter(undone_at=None).select_related("by")
    if before is not None:
        rows = rows.filter(pk__lt=before.pk)
    return rows.order_by("-pk").first()


def sets_of(row: Class) -> Sequence[GroupSet]:
    return list(row.group_sets.order_by("pk"))

"""Reads assignments and what each member may do in them, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

import msgspec
from django.db.models import Max, Prefetch, Q, QuerySet

from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.kept import patch_read, rule_read
from lessons.assignments.access.member import (
    Accommodation,
    Extension,
    LateDays,
    Member,
    MemberState,
    Work,
)
from lessons.assignments.access.overrides import Override, Source, SourceKind
from lessons.assignments.access.wall_clock import WallTime
from lessons.assignments.sittings import of_members, sittings_read
from lessons.models import (
    Accommodation as AccommodationRow,
)
from lessons.models import (
    Assignment,
    AssignmentExtension,
    AssignmentItem,
    AssignmentOverride,
    AssignmentStart,
    AssignmentWork,
    Class,
    LateDayBudget,
    Membership,
)
from virtlearn.people.models import User

Key = tuple[int, int]  # of an assignment and a membership
Start = tuple[datetime, datetime | None]  # when it began, and when it was handed in
nothing_more, no_late_days, not_begun = Accommodation(), LateDays(), Work()


def assignments_of(row: Class) -> QuerySet[Assignment]:
    """Those of a class that are not deleted, with their items, by when they are due."""
    return row.assignments.filter(deleted_at=None).prefetch_related("items")


def assignments_deleted(row: Class) -> QuerySet[Assignment]:
    return row.assignments.exclude(deleted_at=None).order_by("-deleted_at")


def learners_of(row: Class) -> QuerySet[Membership]:
    """Who has joined as a learner."""
    rows = row.memberships.filter(state=Membership.State.JOINED, role=Membership.Role.LEARNER)
    return rows.select_related("user", "in_class").prefetch_related("labels")


def places_of(user: User) -> QuerySet[Membership]:
    """The classes that are not archived in which `user` is."""
    rows = Membership.objects.filter(
        user=user, state=Membership.State.JOINED, in_class__archived_at=None
    )
    return rows.select_related("in_class__course", "user").prefetch_related("labels")


def decisions(
    assignments: Sequence[Assignment], memberships: Sequence[Membership], now: datetime
) -> Mapping[Key, AccessDecision]:
    """What each member may do at `now` in each assignment of their own class.

    Those of whom the same is known are decided on once.
    """
    rules = {each.pk: rule_read(each.rule) for each in assignments}
    made: dict[tuple[int, int], AccessDecision] = {}
    found = {}
    for key, member in members_read(assignments, memberships).items():
        same = key[0], id(member)
        if same not in made:
            made[same] = access_decide(rules[key[0]], member, now)
        found[key] = made[same]
    return found


def decision_of(assignment: Assignment, membership: Membership, now: datetime) -> AccessDecision:
    return decisions([assignment], [membership], now)[assignment.pk, membership.pk]


def members_read(
    assignments: Sequence[Assignment], memberships: Sequence[Membership]
) -> dict[Key, Member]:
    """What the decision has to know of each member in each assignment of their class.

    Those who have the same have it in one object: most of a class have nothing of their own.
    """
    chosen = Q(assignment__in=[each.pk for each in assignments])
    theirs = of_members(memberships)
    own = chosen & theirs
    overrides = defaultdict(list)
    for override in AssignmentOverride.objects.filter(chosen).select_related("label"):
        overrides[override.assignment_id].append(override)
    extensions = {
        (each.assignment_id, each.membership_id): Extension(
            days=each.days, without_penalty=each.without_penalty
        )
        for each in AssignmentExtension.objects.filter(own)
    }
    accommodations = {
        each.membership_id: Accommodation(time_percent=each.time_percent, days=each.days)
        for each in AccommodationRow.objects.filter(theirs)
    }
    starts: defaultdict[Key, list[Start]] = defaultdict(list)
    begun = AssignmentStart.objects.filter(own).order_by("number")
    columns = ("assignment", "membership", "started_at", "handed_in_at")
    for of_assignment, of_member, started_at, handed_in_at in begun.values_list(*columns):
        starts[of_assignment, of_member].append((started_at, handed_in_at))
    budgets, spent = late_days_read(memberships)
    windows = {each.in_class_id: window_of(each.in_class) for each in memberships}
    labels = {each.pk: labels_of(each) for each in memberships} if overrides else {}
    sittings = sittings_read(assignments, memberships, overrides)
    same: dict[tuple[Any, ...], Member] = {}
    found: dict[Key, Member] = {}
    for assignment in assignments:
        its_overrides = overrides.get(assignment.pk, ())
        for membership in memberships:
            if assignment.in_class_id != membership.in_class_id:
                continue
            key = assignment.pk, membership.pk
            budget = budgets.get(membership.in_class_id, 0)
            given: dict[str, Any] = {
                "state": MemberState(membership.state),
                "is_staff": membership.role != Membership.Role.LEARNER,
                **windows[membership.in_class_id],
                "overrides": overrides_of(membership.pk, labels[membership.pk], its_overrides)
                if its_overrides
                else (),
                "extension": extensions.get(key),
                "accommodation": accommodations.get(membership.pk, nothing_more),
                "late_days": late_days_of(budget, spent.get(membership.pk, {}), assignment.pk)
                if budget or membership.pk in spent
                else no_late_days,
                "work": work_of(starts[key]) if key in starts else not_begun,
                "sitting": sittings.of(assignment, membership.pk),
            }
            values = tuple(given.values())
            if values not in same:
                same[values] = Member(**given)
            found[key] = same[values]
    return found


def window_of(row: Class) -> dict[str, WallTime | None]:
    """The first and the last minute of a class."""
    first, last = (
        WallTime(local=datetime.combine(day, moment), zone=row.time_zone) if day else None
        for day, moment in ((row.starts_on, time(0, 0)), (row.ends_on, time(23, 59)))
    )
    return {"class_starts": first, "class_ends": last}


def labels_of(membership: Membership) -> Mapping[int, str]:
    return {label.pk: label.name for label in membership.labels.all()}


def overrides_of(
    member: int, labels: Mapping[int, str], rows: Iterable[AssignmentOverride]
) -> tuple[Override, ...]:
    """Those of the member and of their labels, in the order of the list."""
    return tuple(
        Override(
            source=Source(SourceKind.MEMBER, row.reason)
            if row.label_id is None
            else Source(SourceKind.LABEL, labels[row.label_id]),
            patch=patch_read(row.patch),
        )
        for row in rows
        if row.membership_id == member or row.label_id in labels
    )


def tasks_counted(assignment: Assignment, membership: Membership) -> Mapping[str, dict[str, int]]:
    """By lab, for each task that a member's work in it counts for, the credit in percent."""
    rows = AssignmentWork.objects.filter(
        assignment=assignment, membership=membership, counted=True
    ).exclude(task="")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for lab, task, credit in rows.values_list("lab", "task", "credit"):
        found[lab][task] = credit
    return found


def late_days_read(
    memberships: Sequence[Membership],
) -> tuple[dict[int, int], Mapping[int, dict[int, int]]]:
    """By class its budget; by member and assignment, how many late days were spent."""
    classes = {each.in_class_id for each in memberships}
    budgets = dict(
        LateDayBudget.objects.filter(in_class__in=classes).values_list("in_class", "days")
    )
    rows = AssignmentWork.objects.filter(of_members(memberships), late_days__gt=0).order_by()
    spent: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows.values("membership", "assignment").annotate(days=Max("late_days")):
        spent[row["membership"]][row["assignment"]] = row["days"]
    return budgets, spent


def late_days_of(budget: int, spent: Mapping[int, int], assignment: int) -> LateDays:
    return LateDays(left=max(0, budget - sum(spent.values())), spent=spent.get(assignment, 0))


def work_of(starts: Sequence[Start]) -> Work:
    begun_at, handed_in_at = starts[-1] if starts else (None, None)
    return Work(starts=len(starts), started_at=begun_at if handed_in_at is None else None)


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment that something a learner does belongs to, and what they may do in it."""

    assignment: Assignment
    membership: Membership
    item: AssignmentItem
    decision: AccessDecision


def assigned_to(
    user: User | None, course_slug: str, wanted: Q, now: datetime
) -> Sequence[Assigned]:
    """The assignments of the user's classes with an item that is `wanted`.

    For who is in no class with such an item, one statement.
    """
    if user is None:
        return []
    items = list(
        AssignmentItem.objects.filter(
            wanted,
            assignment__deleted_at=None,
            assignment__in_class__course__slug=course_slug,
            assignment__in_class__archived_at=None,
            assignment__in_class__memberships__user=user,
            assignment__in_class__memberships__state=Membership.State.JOINED,
        ).select_related("assignment__group_set")
    )
    if not items:
        return []
    by_assignment = {item.assignment_id: item for item in items}
    assignments = [item.assignment for item in by_assignment.values()]
    classes = [each.in_class_id for each in assignments]
    memberships = {each.in_class_id: each for each in places_of(user).filter(in_class__in=classes)}
    found = decisions(assignments, list(memberships.values()), now)
    return [
        Assigned(
            assignment=each,
            membership=memberships[each.in_class_id],
            item=by_assignment[each.pk],
            decision=found[each.pk, memberships[each.in_class_id].pk],
        )
        for each in assignments
    ]


def exceptions_of(assignment: Assignment) -> Assignment:
    """It again, with overrides and extensions and whose they are."""
    return (
        Assignment.objects.filter(pk=assignment.pk)
        .prefetch_related(
            "items",
            Prefetch(
                "overrides",
                AssignmentOverride.objects.select_related("label", "membership__user", "by"),
            ),
            Prefetch(
                "extensions",
                AssignmentExtension.objects.select_related("membership__user", "by"),
            ),
        )
        .get()
    )

"""Tells labs which learners are about to start which lab, by the timetable of assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from lessons.assignments.access.kept import rule_read
from lessons.assignments.access.lab_hour import before, is_expected, waiting_most
from lessons.assignments.access.rule import Mode
from lessons.models import (
    Assignment,
    AssignmentItem,
    AssignmentStart,
    ExamBatch,
    ExamPlace,
    Membership,
)

Lab = tuple[str, str]  # course and lab


def labs_expected(now: datetime) -> Mapping[Lab, frozenset[int]]:
    """By lab, the accounts of the learners who are about to start it: the class's roster, of an
    exam in batches those who have a place. Who has handed in is left out."""
    found: dict[Lab, set[int]] = defaultdict(set)
    items = AssignmentItem.objects.filter(
        kind=AssignmentItem.Kind.LAB,
        assignment__deleted_at=None,
        assignment__in_class__archived_at=None,
        assignment__release_at__lte=now + before,
        # What was begun late is expected for a while after that.
        assignment__release_at__gte=now - 2 * waiting_most,
    )
    for item in items.select_related("assignment__in_class__course"):
        course = item.assignment.in_class.course.slug
        found[course, item.ref] |= learners_expected(item.assignment, now)
    return {lab: frozenset(users) for lab, users in found.items() if users}


def learners_expected(assignment: Assignment, now: datetime) -> set[int]:
    """Accounts."""
    rule = rule_read(assignment.rule)
    if rule.mode is Mode.BATCHED:
        batches = ExamBatch.objects.filter(assignment=assignment).exclude(code="")
        due = [each.pk for each in batches if is_expected(rule, each.started_at, now)]
        places = ExamPlace.objects.filter(batch__in=due).exclude(taken_at=None)
        members = Membership.objects.filter(pk__in=places.values("membership"))
    else:
        of_all = ExamBatch.objects.filter(assignment=assignment, code="").first()
        if not is_expected(rule, of_all.started_at if of_all else None, now):
            return set()
        members = assignment.in_class.memberships.all()
    done = AssignmentStart.objects.filter(assignment=assignment).exclude(handed_in_at=None)
    joined = members.filter(state=Membership.State.JOINED, role=Membership.Role.LEARNER)
    users = joined.exclude(user=None).exclude(pk__in=done.values("membership"))
    return {user for user in users.values_list("user", flat=True) if user is not None}

"""Gives learners their places in exams, and notes when their pages were last heard of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lessons.assignments import selectors
from lessons.assignments.access.rule import Mode, Rule
from lessons.assignments.entry import entry_check, honour_digest
from lessons.assignments.refusal import AssignmentCode
from lessons.models import Assignment, AssignmentStart, ExamBatch, ExamPlace, Membership
from virtlearn.core.refusal import RefusedError
from virtlearn.limits.services import limit_give_back, limit_take

seen_step = timedelta(seconds=8)  # of two signs of life within it the second is not written


def batch_of_all(assignment: Assignment) -> ExamBatch:
    """The one that needs no code."""
    return ExamBatch.objects.get_or_create(assignment=assignment, code="")[0]


def exam_join(  # noqa: PLR0913
    *,
    assignment: Assignment,
    membership: Membership,
    now: datetime,
    code: str = "",
    password: str = "",
    agreed: bool = False,
    honour: str = "",
) -> ExamPlace:
    """Takes the member's place; where the teacher has started it already, their work begins.

    Raises RefusedError, and LimitReachedError after too many wrong codes.
    """
    decision = selectors.decision_of(assignment, membership, now)
    rule = decision.rule
    if rule is None or not decision.may_join:
        raise RefusedError(AssignmentCode.MAY_NOT_START, title=assignment.title)
    batch = batch_to_join(rule, assignment, membership, code)
    entry_check(rule, assignment, membership, password=password, agreed=agreed, honour=honour)
    with transaction.atomic():
        # The teacher's start waits for this one, or this one for it: nobody is left out.
        batch = ExamBatch.objects.select_for_update().get(pk=batch.pk)
        place, _new = ExamPlace.objects.update_or_create(
            assignment=assignment,
            membership=membership,
            defaults={
                "batch": batch,
                "taken_at": now,
                "seen_at": now,
                "honour": honour_digest(rule.honour) if rule.honour else "",
            },
        )
        if batch.started_at is not None:
            decision = selectors.decision_of(assignment, membership, max(now, batch.started_at))
            if decision.may_start:
                start_make([place], max(now, batch.started_at))
    return place


def batch_to_join(
    rule: Rule, assignment: Assignment, membership: Membership, code: str
) -> ExamBatch:
    """Raises RefusedError where no batch has that code, and LimitReachedError."""
    if rule.mode is not Mode.BATCHED:
        return batch_of_all(assignment)
    limit_take("password", "assignment", membership.user_id, assignment.pk)
    typed = "".join(each for each in code.upper() if each.isalnum())
    found = ExamBatch.objects.filter(assignment=assignment, code=typed).exclude(code="").first()
    if found is None:
        raise RefusedError(AssignmentCode.WRONG_CODE, title=assignment.title)
    limit_give_back("password", "assignment", membership.user_id, assignment.pk)
    return found


def start_make(places: list[ExamPlace], at: datetime) -> None:
    """Begins the work of those who have a place and have not begun; a start that is there stays."""
    begun = set(
        AssignmentStart.objects.filter(
            assignment__in={each.assignment_id for each in places},
            membership__in=[each.membership_id for each in places],
        ).values_list("assignment", "membership")
    )
    rows = [
        AssignmentStart(
            assignment_id=each.assignment_id,
            membership_id=each.membership_id,
            number=1,
            started_at=at,
            honour=each.honour,
        )
        for each in places
        if (each.assignment_id, each.membership_id) not in begun
    ]
    AssignmentStart.objects.bulk_create(rows, ignore_conflicts=True)


def place_see(*, assignment: Assignment, membership: Membership, now: datetime) -> None:
    """A sign of life of the member's page."""
    rows = ExamPlace.objects.filter(assignment=assignment, membership=membership)
    place = rows.first()
    if place is None:
        ExamPlace.objects.bulk_create(
            [ExamPlace(assignment=assignment, membership=membership, seen_at=now)],
            ignore_conflicts=True,
        )
    elif place.seen_at is None or now - place.seen_at >= seen_step:
        rows.update(seen_at=now)

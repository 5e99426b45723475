"""Runs an exam for its teacher: batches, the start and its taking back, more time, the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from lessons.assignments import selectors
from lessons.assignments.exam_places import start_make
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.services import detail_of
from lessons.models import (
    AnswerDraft,
    Assignment,
    AssignmentStart,
    AssignmentWork,
    ExamAnswer,
    ExamBatch,
    ExamPlace,
    Membership,
)
from virtlearn.core.refusal import RefusedError
from virtlearn.core.typed_code import typed_code
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

countdown = timedelta(seconds=5)  # from the teacher's press until it begins
more_most = 300  # minutes that are given while it runs, in all
batches_most = 50
code_size = 6


def batch_add(*, assignment: Assignment, name: str, by: User) -> ExamBatch:
    """With a code of its own. Raises RefusedError where there are too many."""
    if ExamBatch.objects.filter(assignment=assignment).exclude(code="").count() >= batches_most:
        raise RefusedError(AssignmentCode.TOO_MANY_BATCHES, number=batches_most)
    code = typed_code(code_size)
    return ExamBatch.objects.create(assignment=assignment, name=name, code=code, by=by)


def batch_remove(*, batch: ExamBatch) -> bool:
    """Only one that was never started; who had a place there takes another. Whether it was."""
    rows = ExamBatch.objects.filter(pk=batch.pk, started_at=None).exclude(code="")
    return bool(rows.delete()[0])


@transaction.atomic
def exam_start(*, batch: ExamBatch, by: User, now: datetime) -> None:
    """Begins, after `countdown`, the work of all who have a place in the batch.

    Raises RefusedError where the assignment is not open; twice is as good as once.
    """
    batch = ExamBatch.objects.select_for_update().select_related("assignment").get(pk=batch.pk)
    if batch.started_at is not None:
        return
    assignment, begins = batch.assignment, now + countdown
    ends = assignment.ends_at
    if (assignment.release_at and now < assignment.release_at) or (ends and begins > ends):
        raise RefusedError(AssignmentCode.EXAM_NOT_OPEN, title=assignment.title)
    ExamBatch.objects.filter(pk=batch.pk).update(started_at=begins, ended_at=None, by=by)
    places = {each.membership_id: each for each in seated(batch)}
    members = list(
        selectors.learners_of(assignment.in_class).filter(pk__in=list(places)).order_by("pk")
    )
    decided = selectors.decisions([assignment], members, begins)
    start_make(
        [
            places[each.pk]
            for each in members
            if decided[assignment.pk, each.pk].may_start and each.pk in places
        ],
        begins,
    )
    audit_record(action=AuditAction.EXAM_STARTED, actor=by, detail=detail_of(assignment))


def seated(batch: ExamBatch) -> list[ExamPlace]:
    return list(ExamPlace.objects.filter(batch=batch).exclude(taken_at=None))


@transaction.atomic
def exam_take_back(*, batch: ExamBatch, by: User) -> None:
    """As if it had not been started. Raises RefusedError once somebody has answered."""
    batch = ExamBatch.objects.select_for_update().select_related("assignment").get(pk=batch.pk)
    if batch.started_at is None:
        return
    members = [each.membership_id for each in seated(batch)]
    # Answers are saved under this lock: either one is there now, or none comes any more.
    starts = list(
        AssignmentStart.objects.select_for_update().filter(
            assignment=batch.assignment,
            membership__in=members,
            started_at__gte=batch.started_at,
        )
    )
    worked = AssignmentWork.objects.filter(
        assignment=batch.assignment, membership__in=members, at__gte=batch.started_at
    )
    answers = ExamAnswer.objects.filter(paper__start__in=starts)
    drafts = AnswerDraft.objects.filter(start__in=starts)
    if answers.exists() or drafts.exists() or worked.exists():
        raise RefusedError(AssignmentCode.EXAM_ANSWERED)
    AssignmentStart.objects.filter(pk__in=[each.pk for each in starts]).delete()
    ExamBatch.objects.filter(pk=batch.pk).update(started_at=None, ended_at=None, more_minutes=0)
    detail = detail_of(batch.assignment)
    audit_record(action=AuditAction.EXAM_TAKEN_BACK, actor=by, detail=detail)


def exam_end(*, batch: ExamBatch, by: User, now: datetime) -> None:
    """For all of the batch, also for who has more time. Twice is as good as once."""
    rows = ExamBatch.objects.filter(pk=batch.pk, ended_at=None)
    if rows.update(ended_at=now):
        detail = detail_of(batch.assignment)
        audit_record(action=AuditAction.EXAM_ENDED, actor=by, detail=detail)


def exam_more_time(
    *, batch: ExamBatch, by: User, minutes: int, membership: Membership | None = None
) -> None:
    """To one of the batch, or to all. Raises RefusedError for what is no sensible number."""
    if not 1 <= minutes <= more_most:
        raise RefusedError(AssignmentCode.MORE_TIME_RANGE, number=more_most)
    room = more_most - minutes
    if membership is None:
        of_all = ExamBatch.objects.filter(pk=batch.pk, ended_at=None, more_minutes__lte=room)
        given = of_all.update(more_minutes=F("more_minutes") + minutes)
    else:
        place, _new = ExamPlace.objects.get_or_create(
            assignment=batch.assignment, membership=membership
        )
        of_one = ExamPlace.objects.filter(pk=place.pk, more_minutes__lte=room)
        given = of_one.update(more_minutes=F("more_minutes") + minutes)
    if not given:
        raise RefusedError(AssignmentCode.MORE_TIME_RANGE, number=more_most)
    detail = f"{detail_of(batch.assignment)}: {minutes} minutes"
    subject = membership.user if membership else None
    audit_record(action=AuditAction.EXAM_TIME, actor=by, subject=subject, detail=detail)

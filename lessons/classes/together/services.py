"""Begins rounds, moves them on and ends them; records what learners answer in them."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from labs.models import Measurement
from lessons.classes.pin.selectors import digest_read
from lessons.classes.services import running_or_refuse
from lessons.classes.together.core import phase_after, phase_before, turn_of
from lessons.classes.together.refusal import RoundCode
from lessons.classes.together.selectors import Asked, claims_asked, round_open
from lessons.document.schema import Claim
from lessons.experiments.services import prediction_record
from lessons.models import Class, Prediction, PredictionRound, RoundAnswer
from virtlearn.core.move_rows import rows_move
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User


@transaction.atomic
def round_begin(*, row: Class, lesson: str, claim: str, by: User) -> PredictionRound:
    """Raises RefusedError."""
    running_or_refuse(row)
    if not any((each.lesson, each.claim.id) == (lesson, claim) for each in claims_asked(row)):
        raise RefusedError(RoundCode.NO_CLAIM)
    if round_open(row):
        raise RefusedError(RoundCode.OPEN)
    try:
        with transaction.atomic():
            return PredictionRound.objects.create(
                in_class=row, lesson=lesson, claim=claim, digest=digest_read(row), started_by=by
            )
    except IntegrityError:  # begun twice at the same moment
        raise RefusedError(RoundCode.OPEN) from None


@transaction.atomic
def round_move(*, found: PredictionRound, seen: str, back: bool = False) -> None:
    """To the phase after `seen`, the one that the teacher's page shows, or before it. At an end
    nothing changes. Raises RefusedError where the round is not in that phase any more."""
    to = phase_before(seen) if back else phase_after(seen)
    rows = PredictionRound.objects.filter(pk=found.pk, phase=seen, closed_at=None)
    if not rows.update(phase=to or seen):
        raise RefusedError(RoundCode.MOVED)
    if not back and seen == PredictionRound.Phase.PREDICT:
        predictions_keep(found)


@transaction.atomic
def round_close(*, found: PredictionRound) -> None:
    """Once is as good as twice; what was predicted and measured stays to be seen."""
    rows = PredictionRound.objects.filter(pk=found.pk, closed_at=None)
    if rows.update(closed_at=timezone.now()):
        predictions_keep(found)


def predictions_keep(found: PredictionRound) -> None:
    """What was predicted first becomes the lesson's prediction, which shows the answer there: not
    before the phase is over, since until then it can be changed."""
    asked = claims_asked(found.in_class)
    claim = next((each.claim for each in asked if same_claim(each, found)), None)
    if claim is None:  # the class reads another revision now
        return
    for answer in RoundAnswer.objects.filter(of_round=found, turn=1).select_related("user"):
        prediction_record(
            user=answer.user,
            course_slug=found.in_class.course.slug,
            lesson_slug=found.lesson,
            claim=claim,
            number=answer.number,
            choice=answer.choice,
        )


def same_claim(asked: Asked, found: PredictionRound) -> bool:
    return (asked.lesson, asked.claim.id) == (found.lesson, found.claim)


@transaction.atomic
def answer_record(
    *,
    found: PredictionRound,
    user: User,
    claim: Claim,
    number: float | None,
    choice: str,
) -> None:
    """What the learner predicts in this phase; another answer replaces it while the phase lasts.
    Raises RefusedError outside those phases."""
    current = PredictionRound.objects.select_for_update().get(pk=found.pk)
    turn = turn_of(current.phase, closed=current.closed_at is not None)
    if not turn:
        raise RefusedError(RoundCode.NOT_ASKED)
    course = found.in_class.course.slug
    had = {"user": user, "course": course}
    measured = Measurement.objects.filter(
        **had, lab=claim.lab, key=claim.measure, measured_at__lt=found.started_at
    )
    shown = Prediction.objects.filter(**had, lesson=found.lesson, claim=claim.id)
    informed = measured.exists() or (turn == 1 and shown.exists())
    RoundAnswer.objects.update_or_create(
        of_round=found,
        user=user,
        turn=turn,
        defaults={
            "number": number,
            "choice": choice,
            "informed": informed,
            "at": timezone.now(),
        },
    )


def guest_merge(*, guest: User, into: User) -> None:
    """What a guest predicted is the account's, where that has not predicted the same itself."""
    rows_move(RoundAnswer.objects.filter(user=guest), user=into)

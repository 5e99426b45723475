"""Records predictions, and the consent to show figures to the class."""

from __future__ import annotations

from django.db import transaction

from labs.models import Measurement
from lessons.document.schema import Claim
from lessons.experiments.refusal import PredictionCode
from lessons.models import FiguresShared, Prediction
from virtlearn.people.models import User


@transaction.atomic
def prediction_record(  # noqa: PLR0913
    *,
    user: User,
    course_slug: str,
    lesson_slug: str,
    claim: Claim,
    number: float | None,
    choice: str,
) -> PredictionCode | None:
    """Commits the learner to what they expect, or to nothing where neither `number` nor `choice`
    is set: they see the answer without guessing. The first one is final, since the answer comes
    with it; why another one is not taken, where it is not.
    """
    if Measurement.objects.filter(
        user=user, course=course_slug, lab=claim.lab, key=claim.measure
    ).exists():
        return PredictionCode.LATE
    row, new = Prediction.objects.get_or_create(
        user=user,
        course=course_slug,
        lesson=lesson_slug,
        claim=claim.id,
        defaults={"number": number, "choice": choice},
    )
    if new or (row.number, row.choice) == (number, choice):
        return None
    return PredictionCode.FINAL


def figures_share(*, user: User, share: bool) -> None:
    """Once is as good as twice."""
    if share:
        FiguresShared.objects.get_or_create(user=user)
    else:
        FiguresShared.objects.filter(user=user).delete()

"""Records predictions, and the consent to show figures to the class."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from labs.models import Measurement
from lessons.document.schema import Claim
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
) -> bool:
    """Notes what the learner expects; False where the figure is there already, and nothing changes.

    One of `number` and `choice` is set.
    """
    if Measurement.objects.filter(
        user=user, course=course_slug, lab=claim.lab, key=claim.measure
    ).exists():
        return False
    row, new = Prediction.objects.get_or_create(
        user=user,
        course=course_slug,
        lesson=lesson_slug,
        claim=claim.id,
        defaults={"number": number, "choice": choice},
    )
    if not new and (row.number, row.choice) != (number, choice):
        Prediction.objects.filter(pk=row.pk).update(
            number=number, choice=choice, changes=F("changes") + 1
        )
    return True


def figures_share(*, user: User, share: bool) -> None:
    """Once is as good as twice."""
    if share:
        FiguresShared.objects.get_or_create(user=user)
    else:
        FiguresShared.objects.filter(user=user).delete()

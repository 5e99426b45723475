"""What learners predicted, and whose figures the class may see."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from lessons.models.courses import slug_length
from lessons.models.learning import Deed


class Prediction(Deed):
    """What a learner expected of a claim's experiment: a number in its unit, or a choice's key;
    neither where they asked to see the answer without guessing. It is final.
    """

    claim = models.CharField(max_length=slug_length)
    number = models.FloatField(null=True, blank=True)
    choice = models.CharField(max_length=slug_length, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "claim"], name="prediction_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(choice=""), name="prediction_of_one_kind"
            ),
        ]

    def __str__(self) -> str:
        said = (self.choice or "skipped") if self.number is None else f"{self.number:g}"
        return f"{self.lesson}#{self.claim}: {said}"


class FiguresShared(models.Model):
    """The learner lets their figures stand, without a name, among those of the class.

    The row is the consent: taking it back deletes the row.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.user_id} since {self.at}"

"""Claims that a class predicts together: the round, and what its learners answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.classes import Class
from lessons.models.courses import slug_length


class PredictionRound(models.Model):
    """A claim before a class, from the first prediction to the comparison.

    `digest` is of the revision that the class read when it began: its question stays. Figures count
    that were measured since `started_at`.
    """

    class Phase(models.TextChoices):
        PREDICT = "predict", _("Predict")
        RUN = "run", _("Run it")
        TALK = "talk", _("Talk")
        AGAIN = "again", _("Predict again")
        COMPARE = "compare", _("Compare")

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="rounds")
    lesson = models.CharField(max_length=slug_length)
    claim = models.CharField(max_length=slug_length)
    digest = models.CharField(max_length=64)
    phase = models.CharField(max_length=7, choices=Phase.choices, default=Phase.PREDICT)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_class"], condition=Q(closed_at=None), name="round_open_once"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["predict", "run", "talk", "again", "compare"]),
                name="round_phase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.lesson}#{self.claim} {self.phase}"


class RoundAnswer(models.Model):
    """What a learner predicted in a round: `turn` 1 before the figures, 2 after the talk.

    One of `number` and `choice` is set. `informed`: they had measured it before the
    round, or seen its answer in the lesson.
    """

    of_round = models.ForeignKey(PredictionRound, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()
    number = models.FloatField(null=True, blank=True)
    choice = models.CharField(max_length=slug_length, blank=True)
    informed = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_round", "user", "turn"], name="round_answer_once"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="round_answer_turn"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, choice="")
                | (Q(number__isnull=True) & ~Q(choice="")),
                name="round_answer_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_round_id} {self.user_id} {self.turn}"

"""What comes back for review: keyed by slugs and ids, so that no revision touches it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lessons.models.courses import slug_length
from lessons.models.learning import Deed


class ReviewCard(Deed):
    """One learner's memory of one question, and when it is due. See lessons.review.schedule."""

    question = models.CharField(max_length=slug_length)
    stability = models.FloatField()
    difficulty = models.FloatField()
    last_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # What it was before the last answer, so that the learner can rate that one otherwise.
    before = models.JSONField(null=True, default=None)
    repetitions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question"], name="review_card_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "due_at"], name="review_card_due")]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} due {self.due_at:%Y-%m-%d}"


class ReviewAnswer(Deed):
    """One answer in the review, with what it takes to show it again."""

    question = models.CharField(max_length=slug_length)
    repetition = models.PositiveIntegerField()
    answer = models.JSONField()
    order = models.JSONField(default=list)
    seed = models.CharField(max_length=8, blank=True, default="")
    fraction = models.FloatField()
    correct = models.BooleanField()
    rating = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question", "repetition"],
                name="review_answer_once",
            ),
            models.CheckConstraint(
                condition=Q(rating__in=["again", "hard", "good", "easy"]), name="review_rating"
            ),
        ]
        indexes = [models.Index(fields=["user", "at"], name="review_answer_at")]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} {self.rating}"

"""Regrades: answers that were graded again, by a question that was changed or for full marks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.assignments import reason_length, teacher_key
from lessons.models.classes import Class
from lessons.models.course_tests import CourseTest
from lessons.models.courses import Course, Revision, slug_length
from lessons.models.learning import Attempt


class Regrade(models.Model):
    """All answers to one question graded again, in one class or, without one, in the whole course.

    Answers keep the points with which they were sent; what counts instead is in the rows beside,
    for as long as this is not undone. `digest` is of the question that they were graded by, as
    `Attempt.digest`.
    """

    class Mode(models.TextChoices):
        HIGHER = "higher", _("Keep the higher points")
        REPLACE = "replace", _("Replace the points")
        FULL = "full", _("Full marks for all who answered")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    in_class = models.ForeignKey(
        Class, null=True, blank=True, on_delete=models.CASCADE, related_name="regrades"
    )
    lesson = models.CharField(max_length=slug_length)
    question = models.CharField(max_length=slug_length)
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(max_length=16)
    mode = models.CharField(max_length=7, choices=Mode.choices)
    reason = models.CharField(max_length=reason_length)
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)
    undone_by = teacher_key()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["higher", "replace", "full"]), name="regrade_mode"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "in_class", "lesson", "question"], name="regrade_of")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} {self.mode}"


class RegradedAnswer(models.Model):
    """What one answer was worth before a regrade and is worth since; `unfit` is why it could not be
    graded again, as `lessons.quizzes.regrading.Unfit` names it."""

    before = models.FloatField()
    after = models.FloatField()
    unfit = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        abstract = True


class RegradedAttempt(RegradedAnswer):
    """An answer in a lesson, in points."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="attempts")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "regrade"], name="regraded_attempt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.before} {self.after}"


class RegradedTest(RegradedAnswer):
    """An answer in a test, as the share of it that is right."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="tests")
    test = models.ForeignKey(CourseTest, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "regrade"], name="regraded_test_once"),
            models.CheckConstraint(
                condition=Q(before__gte=0, before__lte=1, after__gte=0, after__lte=1),
                name="regraded_test_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id} {self.before} {self.after}"

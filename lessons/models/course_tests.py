"""Tests that learners took or are taking: keyed by the course's slug, with what was asked and
answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.courses import slug_length
from lessons.models.learning import Deed


class CourseTest(models.Model):
    """One test that was sent in. `items` are lessons.exams.scoring.Answered as JSON."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    kind = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()  # from 1, of this learner, course and kind
    at = models.DateTimeField(default=timezone.now)
    items = models.JSONField()
    share = models.FloatField()  # of all points, 0 to 1

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "kind", "number"], name="course_test_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["before", "end"]), name="course_test_kind"
            ),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="course_test_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.kind} {self.number}"


class PretestDraft(models.Model):
    """The test before a course while a learner takes it: drawn once, from the revision `digest`.

    `answers` are by the question's name in the test: the answer, the order in which choices stood,
    and the language; an empty answer was left out.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    digest = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="pretest_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {len(self.answers)}"


class SkipUndone(Deed):
    """The learner wants to read a lesson that the test before the course lets them skip."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="skip_undone_once"),
        ]

    def __str__(self) -> str:
        return self.lesson

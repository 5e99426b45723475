"""Tests that learners took: keyed by the course's slug, with what was asked and answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.courses import slug_length


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

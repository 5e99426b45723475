"""Changes of grades by teachers: points set by hand, excused, or left to what was handed in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.assignments import Assignment, reason_length, teacher_key
from lessons.models.classes import Membership


class GradeChange(models.Model):
    """One change of a member's grade in an assignment. Rows are added and never changed: the latest
    is in force, and those before it are the history."""

    class Kind(models.TextChoices):
        POINTS = "points", _("Points set by hand")
        EXCUSED = "excused", _("Excused")
        NONE = "none", _("As handed in")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    points = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=reason_length, blank=True)
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="points", points__gte=0)
                | Q(kind__in=["excused", "none"], points=None),
                name="grade_change_points",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "membership"], name="grade_change_of")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id} {self.kind} {self.points}"

"""Assignments of a class: rules of what is due, exceptions for members, and the work that counts.

Rules and overrides are JSON of `lessons.assignments.access`: local wall clocks with their zone. The
instants beside them are computed from those, for queries, and again when the zone's law changes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.classes import Class, Label, Membership, name_length
from lessons.models.course_tests import CourseTest
from lessons.models.courses import slug_length
from lessons.models.learning import Attempt
from lessons.models.reading import token_new

reason_length = 300


def teacher_key() -> Any:
    """Who set something; it outlives them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class Assignment(models.Model):
    """Work that a class has to do, by one rule. `deleted_at`: it can be fetched back.

    With a `group_set` its labs are done in groups of that set, on the machines of each group.
    """

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=name_length)
    note = models.TextField(blank=True)
    rule = models.JSONField()
    group_set = models.ForeignKey(
        "lessons.GroupSet",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="assignments",
    )
    release_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)  # of the last deadline
    created_by = teacher_key()
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.title


class AssignmentItem(models.Model):
    """What is to be done, by ids that outlive revisions.

    A lesson with all its questions, one of them, tasks of a lab (all where `tasks` is empty), or a
    test over the course, whose kind is `ref`.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        QUESTION = "question", _("Question")
        LAB = "lab", _("Lab")
        TEST = "test", _("Test")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    lesson = models.CharField(max_length=slug_length, blank=True)
    ref = models.CharField(max_length=slug_length, blank=True)
    tasks = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "kind", "lesson", "ref"], name="assignment_item_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["lesson", "question", "lab", "test"]),
                name="assignment_item_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lesson} {self.ref}"


class AssignmentOverride(models.Model):
    """Other fields of the rule for one label or one member; `patch` is `overrides.Patch`."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="overrides")
    label = models.ForeignKey(
        Label, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    patch = models.JSONField()
    reason = models.CharField(max_length=reason_length, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(label=None, membership__isnull=False)
                | Q(label__isnull=False, membership=None),
                name="assignment_override_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.label_id or self.membership_id}"


class AssignmentExtension(models.Model):
    """More days for one member in one assignment; another takes its place."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField()
    without_penalty = models.BooleanField(default=True)
    reason = models.CharField(max_length=reason_length, blank=True)
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "membership"], name="assignment_extension_once"
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=365), name="assignment_extension_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id} {self.days}"


class Accommodation(models.Model):
    """What one member has in all assignments of the class: time in percent, and days."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="accommodation"
    )
    time_percent = models.PositiveSmallIntegerField(default=100)
    days = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=reason_length, blank=True)
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(time_percent__gte=100, time_percent__lte=400, days__lte=60),
                name="accommodation_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.time_percent} {self.days}"


class LateDayBudget(models.Model):
    """How many late days each learner of a class may spend over all its assignments."""

    in_class = models.OneToOneField(Class, on_delete=models.CASCADE, related_name="late_day_budget")
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.days}"


class AssignmentStart(models.Model):
    """A member began an assignment; `honour` is the digest of the text that they agreed to."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="starts")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    honour = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "membership", "number"], name="assignment_start_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="assignment_start_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id} {self.number}"


class AssignmentWork(models.Model):
    """An answer, a test or a lab's task in an assignment, as the access decision took it.

    `credit` is percent; work that is not `counted` is practice, for the `reason` that is named by
    `lessons.assignments.access.reasons.Reason`. `late_days` were spent on it. A task of a lab is
    kept once as work that counts, and once as practice before that, whatever becomes of its lab.
    One that was done in the lab of a `group` has its `points` here: that lab is one member's.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="work")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(
        AssignmentItem, null=True, on_delete=models.SET_NULL, related_name="work"
    )
    at = models.DateTimeField(default=timezone.now)
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.CASCADE, related_name="+")
    test = models.ForeignKey(CourseTest, null=True, on_delete=models.CASCADE, related_name="+")
    lab = models.CharField(max_length=slug_length, blank=True, default="")
    task = models.CharField(max_length=64, blank=True, default="")  # of the lab, by its id
    group = models.ForeignKey(
        "lessons.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    points = models.FloatField(null=True, blank=True)
    counted = models.BooleanField()
    credit = models.PositiveSmallIntegerField()
    late_days = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=24)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "attempt"],
                condition=Q(attempt__isnull=False),
                name="assignment_work_attempt_once",
            ),
            models.UniqueConstraint(
                fields=["assignment", "test"],
                condition=Q(test__isnull=False),
                name="assignment_work_test_once",
            ),
            models.UniqueConstraint(
                fields=["assignment", "membership", "lab", "task", "counted"],
                condition=~Q(task=""),
                name="assignment_work_task_once",
            ),
            models.CheckConstraint(
                condition=Q(counted=True) | Q(credit=0, late_days=0),
                name="assignment_work_practice_is_worth_nothing",
            ),
        ]
        indexes = [models.Index(fields=["membership", "assignment"], name="assignment_work_of")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id} {self.credit}"


class CalendarFeed(models.Model):
    """The secret of one person's calendar of what is due; a new one ends the old link."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=40, unique=True, default=token_new)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"

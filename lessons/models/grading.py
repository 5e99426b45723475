"""What a class says of its grades as a whole, what learners ask about them, and what outlives an
account: grades under a pseudonym."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.assignments import Assignment, teacher_key
from lessons.models.classes import Class, Membership
from lessons.models.grades import GradeChange


class GradeScheme(models.Model):
    """How a class's total is made; `kept` is lessons.classes.gradebook.settings.Settings as JSON.

    Rows are added and never changed: the latest is in force, those before it are the history.
    """

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="grade_schemes")
    kept = models.JSONField()
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.at}"


class GradeInquiry(models.Model):
    """A learner's question about one grade. One of a grade is open at a time.

    `is_waiting`: the last word is the learner's. `is_news`: of the teacher's last word the learner
    has not been shown yet.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="inquiries")
    asked_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_waiting = models.BooleanField(default=True)
    is_news = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "membership"],
                condition=Q(closed_at=None),
                name="grade_inquiry_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(is_waiting=False), name="grade_inquiry_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id} {self.asked_at}"


class InquiryMessage(models.Model):
    """One message of an inquiry; `change` is what a teacher changed in the grade because of it."""

    inquiry = models.ForeignKey(GradeInquiry, on_delete=models.CASCADE, related_name="messages")
    from_teacher = models.BooleanField()
    by = teacher_key()  # the teacher
    text = models.TextField()
    change = models.ForeignKey(
        GradeChange, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.at}"


class KeptLearner(models.Model):
    """Whose account was erased, as the class's grades still have them: by a word drawn by lot."""

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="kept_learners")
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["in_class", "code"], name="kept_learner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.code}"


class KeptGrade(models.Model):
    """What an erased account had in one assignment at its end.

    `status` is lessons.classes.gradebook.scheme.Status; `by` who had set it by hand.
    """

    learner = models.ForeignKey(KeptLearner, on_delete=models.CASCADE, related_name="grades")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10)
    points = models.FloatField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    by = teacher_key()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "assignment"], name="kept_grade_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.assignment_id} {self.points}"

"""Exams: batches that a teacher begins, learners' places, papers, answers as they are given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.assignments import Assignment, AssignmentStart, teacher_key
from lessons.models.classes import Membership, name_length
from lessons.models.course_tests import CourseTest
from lessons.models.courses import slug_length

code_length = 12


class ExamBatch(models.Model):
    """Those who sit an exam at one time. `code` leads into it; the one without a code is everybody.

    `more_minutes` were given to all of them while it ran.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=name_length, blank=True)
    code = models.CharField(max_length=code_length, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    more_minutes = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    by = teacher_key()  # who started it last

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "code"], name="exam_batch_code_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False) | Q(code=""),
                name="exam_batch_started_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.name}"


class ExamPlace(models.Model):
    """A learner's place in an exam. `seen_at`: the last sign of life of their page; `honour` is the
    digest of the text that they agreed to; `more_minutes` were given to them alone."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="places")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(
        ExamBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="places"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    honour = models.CharField(max_length=64, blank=True)
    more_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "membership"], name="exam_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.membership_id}"


class ExamPaper(models.Model):
    """A test as it was drawn for one start: the same in every browser, and in no later revision.

    `digest` is the revision's; `number` the one that the test will have among the learner's tests
    of its kind. `test` is what it came to once it was sent or its time was over (`closed_at`).
    """

    start = models.ForeignKey(AssignmentStart, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8)
    seed = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    questions = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    by_site = models.BooleanField(default=False)
    test = models.OneToOneField(
        CourseTest, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start", "kind"], name="exam_paper_once"),
            models.CheckConstraint(condition=Q(kind__in=["before", "end"]), name="exam_paper_kind"),
        ]
        indexes = [
            models.Index(fields=["closed_at"], condition=Q(closed_at=None), name="exam_paper_open")
        ]

    def __str__(self) -> str:
        return f"{self.start_id} {self.kind}"


class ExamAnswer(models.Model):
    """The answer to one question of a paper as it was given last; `version` counts its changes."""

    paper = models.ForeignKey(ExamPaper, on_delete=models.CASCADE, related_name="answers")
    lesson = models.CharField(max_length=slug_length)
    question = models.CharField(max_length=slug_length)
    answer = models.JSONField()
    language = models.CharField(max_length=10)  # in which it was asked
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "lesson", "question"], name="exam_answer_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="exam_answer_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.lesson}#{self.question} {self.version}"


class AnswerDraft(models.Model):
    """An answer to a lesson's question that was not sent yet, as it was given while a start runs.

    It is of attempt `number`; `seed` and `order` are what it was asked with. `sent_at`: the start
    was handed in, and with it what was saved.
    """

    start = models.ForeignKey(AssignmentStart, on_delete=models.CASCADE, related_name="drafts")
    lesson = models.CharField(max_length=slug_length)
    question = models.CharField(max_length=slug_length)
    answer = models.JSONField()
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64, blank=True)
    order = models.JSONField(default=list)
    language = models.CharField(max_length=10)  # in which it was asked
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["start", "lesson", "question"], name="answer_draft_once"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="answer_draft_from_one"),
        ]
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(sent_at=None), name="answer_draft_open")
        ]

    def __str__(self) -> str:
        return f"{self.start_id} {self.lesson}#{self.question} {self.version}"

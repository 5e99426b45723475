"""What learners did in lessons.

It is keyed by the course's slugs and ids, not by rows of a revision: it outlives every revision and
rollback.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lessons.models.courses import Revision, slug_length


class Deed(models.Model):
    """What a learner did in a lesson."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    lesson = models.CharField(max_length=slug_length)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Attempt(Deed):
    """One answer to a question, with what it takes to show and grade it again.

    `order` is how the choices stood, `seed` what the question's numbers were drawn by, and `given`
    the right answer where that was read from the learner's machine. `digest` is of what was asked
    (lessons/quizzes/digest.py): it outlives the revision. `device` is what the browser says that it
    is used by, and is empty where no script ran.
    """

    class Device(models.TextChoices):
        TOUCH = "touch", _("Touch screen")
        DESK = "desk", _("Mouse or touchpad")

    question = models.CharField(max_length=slug_length)
    number = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=16)
    answer = models.JSONField()
    order = models.JSONField(default=list)
    fraction = models.FloatField()
    points = models.FloatField()
    correct = models.BooleanField()
    misconceptions = models.JSONField(default=list)
    seed = models.CharField(max_length=8, blank=True, default="")
    given = models.CharField(max_length=200, blank=True, default="")
    digest = models.CharField(max_length=16, blank=True, default="")
    device = models.CharField(max_length=8, choices=Device.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question", "number"], name="attempt_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempt_from_one"),
            models.CheckConstraint(
                condition=Q(fraction__gte=0, fraction__lte=1), name="attempt_fraction"
            ),
            models.CheckConstraint(
                condition=Q(correct=False) | Q(fraction=1), name="attempt_correct_is_whole"
            ),
        ]
        indexes = [models.Index(F("course"), F("lesson"), F("question"), name="attempt_question")]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} {self.number}"


class HintOpened(Deed):
    """`number` counts the hints of a question from 1."""

    question = models.CharField(max_length=slug_length)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question", "number"], name="hint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} hint {self.number}"


class LessonRead(Deed):
    """The learner said so."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="lesson_read_once"),
        ]

    def __str__(self) -> str:
        return self.lesson

"""Where learners stand with tasks, and what was measured in their machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labs.models.sessions import LabSession

guess_length = 200  # characters


class TaskResult(models.Model):
    """Where a session stands with one task."""

    class Outcome(models.TextChoices):
        NONE = "", _("Not checked yet")
        PASSED = "passed", _("Done")
        NOT_YET = "not-yet", _("Not yet")
        COULD_NOT_RUN = "could-not-run", _("The check could not run")
        SPOILED = "spoiled", _("Spoiled")

    class Trouble(models.TextChoices):
        """Why a check, or a preparation, could not run."""

        ENGINE = "engine", _("The machine did not answer.")
        TIMEOUT = "timeout", _("It took too long and was stopped.")
        SCRIPT = "script", _("It ended with an error of its own.")
        UNREADABLE = "unreadable", _("It may not read what is in your home directory.")

    session = models.ForeignKey(LabSession, on_delete=models.CASCADE, related_name="results")
    task = models.SlugField(max_length=64)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, default="")
    hint = models.JSONField(default=dict)  # language → what the check said last, or why spoiled
    trouble = models.CharField(max_length=16, choices=Trouble.choices, blank=True, default="")
    prepared_at = models.DateTimeField(null=True)  # when its `init` script had run
    preparing_until = models.DateTimeField(null=True)  # it runs now, at most until then
    tries = models.PositiveIntegerField(default=0)
    # Whether the learner has done something for it: tried it, or changed what its check says.
    touched = models.BooleanField(default=False)
    hints_opened = models.PositiveSmallIntegerField(default=0)
    solution_opened_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    points = models.FloatField(default=0)
    # Of the task as it was asked (labs/spec/digest.py), the language of the pages, what ran the
    # guest of its machine when it was checked, and the device that the lab was started from: by
    # these results are compared.
    digest = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    accelerator = models.CharField(max_length=8, blank=True, default="")  # "KVM", "TCG"
    device = models.CharField(max_length=8, blank=True, default="")  # "touch", "desk"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "task"], name="labs_result_task"),
            models.CheckConstraint(
                condition=Q(outcome="passed", passed_at__isnull=False)
                | (~Q(outcome="passed") & Q(passed_at__isnull=True)),
                name="labs_result_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.outcome}"


class Measurement(models.Model):
    """A figure that a check measured in somebody's machine, and what it was measured on."""

    class Source(models.TextChoices):
        """Whose word it is."""

        PLATFORM = "platform", _("Measured by the platform")
        CHECK = "check", _("Measured by a check")
        MACHINE = "machine", _("Reported by the learner's machine")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="measurements"
    )
    session = models.ForeignKey(LabSession, on_delete=models.SET_NULL, null=True)
    course = models.SlugField(max_length=64)
    lab = models.SlugField(max_length=64)
    key = models.CharField(max_length=64)
    value = models.FloatField()
    unit = models.CharField(max_length=32, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    measured_on = models.CharField(max_length=100)
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["user", "course", "key", "measured_at"], name="labs_measure_of")
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value:g} {self.unit}".rstrip()


class Guess(models.Model):
    """What a learner wrote down before they tried: the answer to one question of a lab's text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.SlugField(max_length=64)
    lab = models.SlugField(max_length=64)
    guess = models.SlugField(max_length=64)  # the block of the lab's text
    number = models.PositiveSmallIntegerField()  # of the question in it, from 1
    text = models.CharField(max_length=guess_length)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lab", "guess", "number"], name="labs_guess_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lab}#{self.guess} {self.number}: {self.text}"


class Begun(NamedTuple):
    """What whoever has just made a session knows of its tasks, so that nobody has to ask for it.

    `first`: its learner has no other results of this lab.
    """

    results: Sequence[TaskResult]
    first: bool

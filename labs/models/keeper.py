"""What the keepers say to each other and to all, and what is likely to be wanted soon."""

from __future__ import annotations

from django.db import models


class KeeperLease(models.Model):
    """One row: which keeper leads, and until when if it does not say so again."""

    holder = models.CharField(max_length=100, blank=True)  # empty: it gave the lead back
    since = models.DateTimeField(null=True)  # when the holder began to lead
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.holder} until {self.until}"


class KeeperBeat(models.Model):
    """One row: when the keeper last went round, and whether the engine answered it.

    Admissions to labs lock it, so that they come one after the other.
    """

    at = models.DateTimeField(null=True)
    engine_error = models.TextField(blank=True)
    memory_mb = models.PositiveIntegerField(default=0)  # what the engine's host has; 0: not asked
    cpus = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"keeper's beat at {self.at}"


class LabLook(models.Model):
    """How often a lab's page was opened in one minute by somebody who had not started it: a class
    that reads the page presses Start soon. Nothing says who."""

    course = models.SlugField(max_length=64)
    lab = models.SlugField(max_length=64)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minute", "course", "lab"], name="labs_look_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.course}/{self.lab} {self.minute}: {self.count}"

"""The table of what goes to other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxItem(models.Model):
    """One message to another system, written in the transaction that makes it due.

    `kind` is a name of `settings.OUTBOX_KINDS`, `payload` what that kind needs to send it. Items of
    one `line` go one after another, as they were made; those without a line in any order. `target`
    names the other side, so that one that is away is not asked again for each item. `fault` is a
    `virtlearn.outbox.refusal.OutboxCode`, `said` what the other side answered.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"  # a later item says the same anew, or nobody wants it any more

    kind = models.CharField(max_length=40)
    line = models.CharField(max_length=120, blank=True)
    target = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)  # what it is, without anybody's name
    person = models.ForeignKey(  # whose data it carries
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # since it is not open any more
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed", "dropped"]),
                name="outbox_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="outbox_due"),
            models.Index(fields=["line", "state"], name="outbox_line"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line} {self.state}"

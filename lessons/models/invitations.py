"""Mailed invitations: the last mail by which a place in a class was offered to an address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.classes import Membership


class Invitation(models.Model):
    """One row for each place that was ever mailed; it goes with the place.

    `digest` is of the token in the last mail's link, "" where no mailed link works: tokens stand
    in mails alone. `mails` is how many went, `tries` how often this one was tried; `fault` is a
    `virtlearn.people.mail.refusal.MailCode` or the code of a limit, `said` what the mail server
    answered.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="invitation"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    digest = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(default=timezone.now)  # when it may be tried (again)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # of the link
    mails = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed", "withdrawn"]),
                name="invitation_state",
            ),
            models.CheckConstraint(
                condition=Q(digest="") | Q(expires_at__isnull=False),
                name="invitation_link_expires",
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="invitation_digest_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="invitation_due")]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.state}"

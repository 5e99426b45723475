"""Webhooks: addresses of other systems that are told what happens in classes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from lessons.models.classes import Class
from virtlearn.outbox.models import OutboxItem

url_length = 500
answer_most = 4096  # characters of an answer that are kept


class WebhookEndpoint(models.Model):
    """An address, and what it is told; of one class, or of all where a head made it.

    `events` are values of `virtlearn.outbox.events.EventName`. `sealed` is the secret by which its
    messages are signed, which only the installation's secret opens; `sealed_before`, the one before
    it, signs too until `before_until`. `failing_since`: since when nothing has arrived there.
    """

    class Why(models.TextChoices):
        """Why nothing is sent there."""

        PAUSED = "paused"
        FAILING = "failing"
        GONE = "gone"

    in_class = models.ForeignKey(
        Class, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.CharField(max_length=url_length)
    events = models.JSONField(default=list)
    sealed = models.TextField()
    sealed_before = models.TextField(blank=True)
    before_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=7, choices=Why.choices, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url

    def has_two_secrets(self, now: datetime) -> bool:
        return self.before_until is not None and now < self.before_until


class WebhookMessage(models.Model):
    """One message to an endpoint, and what was answered last; `item` sends it.

    `key` is its `webhook-id`, the same at each try, by which a receiver knows what it has already.
    """

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=40)
    body = models.TextField()
    person = models.ForeignKey(  # whom it speaks of
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    item = models.ForeignKey(
        OutboxItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(default=0)  # of HTTP; 0 where no answer came
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key

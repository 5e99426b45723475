"""The log of webhooks goes after a while; what has not been sent yet stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lessons.models import WebhookMessage
from virtlearn.people.retention.rules import Retention


def old_messages(now: datetime) -> Retention:
    return Retention(
        what=_("messages to webhooks, with what was answered"),
        setting="OUTBOX_DAYS",
        days=settings.OUTBOX_DAYS,
        count=lambda: messages_over(now).count(),
        remove=lambda: int(messages_over(now).delete()[0]),
    )


def messages_over(now: datetime) -> QuerySet[WebhookMessage]:
    if not settings.OUTBOX_DAYS:
        return WebhookMessage.objects.none()
    old = WebhookMessage.objects.filter(created_at__lt=now - timedelta(days=settings.OUTBOX_DAYS))
    return old.exclude(item__state__in=["waiting", "sending"])

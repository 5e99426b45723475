"""What the outbox has done with goes after a while; what waits or failed stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from virtlearn.outbox.models import OutboxItem
from virtlearn.people.retention.rules import Retention


def sent_items(now: datetime) -> Retention:
    return Retention(
        what=_("messages that were sent to other systems"),
        setting="OUTBOX_DAYS",
        days=settings.OUTBOX_DAYS,
        count=lambda: items_over(now).count(),
        remove=lambda: int(items_over(now).delete()[0]),
    )


def items_over(now: datetime) -> QuerySet[OutboxItem]:
    if not settings.OUTBOX_DAYS:
        return OutboxItem.objects.none()
    done = OutboxItem.objects.filter(state__in=[OutboxItem.State.SENT, OutboxItem.State.DROPPED])
    return done.filter(done_at__lt=now - timedelta(days=settings.OUTBOX_DAYS))

"""What waits in the outbox just now, for /metrics: read when it is asked for, never by a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import Metric

from virtlearn.operation.metrics.declared import state
from virtlearn.outbox.models import OutboxItem

State = OutboxItem.State


def outbox_states() -> Iterator[Metric]:
    """One query. Raises DatabaseError."""
    is_open = Q(state__in=[State.WAITING, State.SENDING])
    rows = OutboxItem.objects.filter(is_open | Q(state=State.FAILED)).order_by().values("kind")
    counted = rows.annotate(
        waiting=Count("pk", filter=is_open),
        failed=Count("pk", filter=Q(state=State.FAILED)),
        oldest=Min("created_at", filter=is_open),
    )
    found = {row["kind"]: row for row in counted}
    now = timezone.now()
    items: dict[tuple[str, ...], float] = {}
    ages: dict[tuple[str, ...], float] = {}
    for kind in settings.OUTBOX_KINDS:
        row = found.get(kind)
        items[kind, "waiting"] = row["waiting"] if row else 0
        items[kind, "failed"] = row["failed"] if row else 0
        oldest = row["oldest"] if row else None
        ages[kind,] = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    yield state("virtlearn_outbox_items", items)
    yield state("virtlearn_outbox_oldest_seconds", ages)

"""How many people have used the site lately, for /metrics: read when it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from prometheus_client import Metric

from labs.models import LabSession
from lessons.models import Attempt, ReadingPlace
from virtlearn.operation.metrics.declared import state

periods = {"24h": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
asked_every = 300.0  # seconds for which one process believes what it counted
counted: dict[str, tuple[float, int]] = {}  # when, and how many, by period


def lessons_states() -> Iterator[Metric]:
    """A query a period, every five minutes. Raises DatabaseError."""
    yield state("virtlearn_users_active", {(name,): users_counted(name) for name in periods})


def users_counted(period: str) -> int:
    at, count = counted.get(period, (0.0, 0))
    if not at or time.monotonic() - at > asked_every:
        count = users_active(periods[period])
        counted[period] = time.monotonic(), count
    return count


def users_active(period: timedelta) -> int:
    """Learners and guests who read a lesson, answered a question or started a lab in the `period`
    that ends now."""
    since = timezone.now() - period
    who = ReadingPlace.objects.filter(at__gte=since).values("user_id")
    return who.union(
        Attempt.objects.filter(at__gte=since).values("user_id"),
        LabSession.objects.filter(created_at__gte=since).values("user_id"),
    ).count()

"""Reads the status of many sessions in one statement, for the status poller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from labs.core.expiry_warnings import expiry_warning
from labs.models import EndReason, LabSession, LabState, Machine
from labs.terminal.core.ports import SessionStatus


def sessions_status(sessions: Sequence[UUID]) -> Mapping[UUID, SessionStatus]:
    latest = Machine.objects.filter(session=OuterRef("pk"), out_of_memory_at__isnull=False)
    latest = latest.order_by(F("out_of_memory_at").desc())
    rows = (
        LabSession.objects.filter(pk__in=sessions)
        .annotate(memory_at=Subquery(latest.values("out_of_memory_at")[:1]))
        .values_list(
            "pk",
            "state",
            "end_reason",
            "expires_at",
            "last_input_at",
            "ready_at",
            "spec_json__minutes",
            "spec_json__idle_minutes",
            "memory_at",
        )
    )
    now = timezone.now()
    found = dict.fromkeys(sessions, SessionStatus(reason=EndReason.GONE))
    for key, state, reason, expires_at, input_at, ready_at, minutes, idle, memory_at in rows:
        if state != LabState.READY:
            found[key] = SessionStatus(reason=reason or state)
            continue
        since = input_at or ready_at
        found[key] = SessionStatus(
            expiry=expiry_warning(
                now,
                expires_at=expires_at,
                idle_at=since + timedelta(minutes=idle) if since else None,
                minutes=minutes,
                idle_minutes=idle,
            ),
            memory=memory_at.timestamp() if memory_at else 0.0,
        )
    return found

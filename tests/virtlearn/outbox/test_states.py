"""What /metrics says of the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.states import outbox_states

pytestmark = pytest.mark.django_db


def states() -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in outbox_states()
        for sample in family.samples
    }


def test_what_waits_and_failed_is_counted_by_kind(settings: LazySettings) -> None:
    settings.OUTBOX_KINDS = {"parcel": "", "letter": ""}
    now = timezone.now()
    for state, minutes in (("waiting", 5), ("sending", 9), ("failed", 30), ("sent", 60)):
        made = now - timedelta(minutes=minutes)
        OutboxItem.objects.create(kind="parcel", state=state, created_at=made)
    found = states()
    assert found["virtlearn_outbox_items", "parcel", "waiting"] == 2
    assert found["virtlearn_outbox_items", "parcel", "failed"] == 1
    assert 540 <= found["virtlearn_outbox_oldest_seconds", "parcel"] < 570
    assert found["virtlearn_outbox_items", "letter", "waiting"] == 0
    assert found["virtlearn_outbox_oldest_seconds", "letter"] == 0


def test_it_stands_at_metrics(instructor_client: Client) -> None:
    shown = instructor_client.get("/metrics").content.decode()
    assert 'virtlearn_outbox_items{kind="webhook",state="waiting"} 0.0' in shown

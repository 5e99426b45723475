"""The head sees what failed and why, and sends it again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.services import item_add

pytestmark = pytest.mark.django_db
page, again = reverse("outbox:outbox"), reverse("outbox:again")


@pytest.fixture
def failed(db: None) -> OutboxItem:
    item = item_add(kind="parcel", payload={}, title="A test → School")
    said = "no such <user>"
    rows = OutboxItem.objects.filter(pk=item.pk)
    rows.update(state="failed", fault="outbox-unknown", said=said, tries=1)
    return item


def test_the_reason_stands_there(head_client: Client, failed: OutboxItem) -> None:
    text = head_client.get(page).content.decode()
    assert "A test → School" in text
    assert "does not know what this belongs to" in text
    assert "no such &lt;user&gt;" in text
    assert 'data-code="outbox-unknown"' in text
    assert "A test" not in head_client.get(page, {"state": "sent"}).content.decode()


def test_one_or_all_are_sent_again(head_client: Client, failed: OutboxItem) -> None:
    assert head_client.post(again, {"item": "x"}).status_code == 302
    failed.refresh_from_db()
    assert failed.state == "failed"
    assert head_client.post(again, {"item": str(failed.pk)}).status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.fault, failed.tries) == ("waiting", "", 0)
    OutboxItem.objects.update(state="failed")
    other = item_add(kind="parcel", payload={})
    OutboxItem.objects.filter(pk=other.pk).update(state="sent")
    head_client.post(again, {"all": "yes"})
    assert list(OutboxItem.objects.values_list("state", flat=True)) == ["waiting", "sent"]


def test_nobody_but_a_head_sends_again(
    instructor_client: Client, learner_client: Client, failed: OutboxItem
) -> None:
    for each in (instructor_client, learner_client):
        assert each.post(again, {"all": "yes"}).status_code == 403
        assert each.get(page).status_code == 403
    failed.refresh_from_db()
    assert failed.state == "failed"

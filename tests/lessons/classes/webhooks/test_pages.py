"""The pages of webhooks: a teacher makes one, sees what came of its messages, and sends again."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from standardwebhooks import Webhook

from lessons.models import Class, WebhookEndpoint
from tests.conftest import client_of, user_make
from tests.lessons.classes.webhooks.conftest import Receiver
from virtlearn.outbox.sender import outbox_send
from virtlearn.people.models import AuditAction, AuditEntry, Role, User

url = "/en/webhooks/"


def form(receiver: Receiver, row: Class | None) -> dict[str, object]:
    where = str(row.pk) if row else ""
    return {"url": receiver.url, "events": ["grade.changed"], "in_class": where}


def secret_of(text: str) -> str:
    found = re.search(r'value="(whsec_[^"]+)"', text)
    assert found
    return found[1]


def test_a_teacher_makes_one_tries_it_and_sends_again(
    row: Class, teacher_client: Client, receiver: Receiver
) -> None:
    receiver.answers = [(503, b"<b>closed</b>", {}), (200, b"", {})]
    page = teacher_client.get(f"{url}?class={row.pk}").content.decode()
    assert f'value="{row.pk}" selected' in page
    made = teacher_client.post(url, form(receiver, row))
    assert "no-store" in made["Cache-Control"]
    secret = secret_of(made.content.decode())
    one = f"{url}{WebhookEndpoint.objects.get().pk}/"
    assert secret not in teacher_client.get(one).content.decode()
    assert teacher_client.post(f"{one}test/").status_code == 302
    outbox_send()
    shown = teacher_client.get(one).content.decode()
    assert "HTTP 503" in shown
    assert "&lt;b&gt;closed&lt;/b&gt;" in shown
    assert 'data-code="outbox-away"' in shown
    message = WebhookEndpoint.objects.get().messages.get()
    assert teacher_client.post(f"{one}messages/{message.pk}/again/").status_code == 302
    outbox_send()
    assert Webhook(secret).verify(receiver.got[1].body, receiver.got[1].headers)
    assert "HTTP 200" in teacher_client.get(one).content.decode()
    assert AuditEntry.objects.filter(action=AuditAction.WEBHOOK).count() == 1


def test_the_secret_is_renewed_it_is_paused_changed_and_deleted(
    teacher_client: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    one = f"{url}{endpoint.pk}/"
    renewed = teacher_client.post(f"{one}renew/")
    assert secret_of(renewed.content.decode())
    assert "Signs beside the new one" in renewed.content.decode()
    teacher_client.post(f"{one}pause/")
    endpoint.refresh_from_db()
    assert endpoint.disabled_why == "paused"
    teacher_client.post(f"{one}test/")
    assert not endpoint.messages.exists()
    teacher_client.post(f"{one}resume/")
    changed = teacher_client.post(one, {"url": receiver.url, "events": ["lab.failed"]})
    assert changed.status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.disabled_at, endpoint.events) == (None, ["lab.failed"])
    assert teacher_client.post(f"{one}other/").status_code == 404
    teacher_client.post(f"{one}delete/")
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"url": "https://localhost/"}, {"events": []}, {"in_class": ""}, {"in_class": "999"}]
)
def test_a_wrong_form_makes_nothing(
    row: Class,
    teacher_client: Client,
    receiver: Receiver,
    wrong: dict[str, object],
    settings: object,
) -> None:
    settings.OUTBOUND_NETWORKS = ["10.0.0.0/8"]  # type: ignore[attr-defined]
    answer = teacher_client.post(url, {**form(receiver, row), "url": "https://10.1.2.3/", **wrong})
    assert answer.status_code == 422
    assert not WebhookEndpoint.objects.exists()


def test_there_are_not_too_many(
    row: Class, teacher: User, teacher_client: Client, receiver: Receiver
) -> None:
    for number in range(20):
        WebhookEndpoint.objects.create(
            in_class=row, created_by=teacher, url=f"https://a{number}.org/"
        )
    answer = teacher_client.post(url, form(receiver, row))
    assert answer.status_code == 422
    assert WebhookEndpoint.objects.count() == 20


def test_a_head_makes_one_of_all_classes_which_no_teacher_sees(
    row: Class, teacher_client: Client, receiver: Receiver
) -> None:
    head = client_of(user_make("head", Role.HEAD))
    assert head.post(url, form(receiver, None)).status_code == 200
    made = WebhookEndpoint.objects.get()
    assert made.in_class is None
    assert receiver.url not in teacher_client.get(url).content.decode()
    assert teacher_client.get(f"{url}{made.pk}/").status_code == 404

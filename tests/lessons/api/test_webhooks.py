"""Webhooks by the API: made and changed by who teaches the class, tried, and their log read."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from standardwebhooks import Webhook

from lessons.models import Class, WebhookEndpoint
from tests.conftest import user_make
from tests.lessons.api.conftest import Program, program
from tests.lessons.classes.webhooks.conftest import Receiver, receiver  # noqa: F401 - a fixture
from virtlearn.outbox.sender import outbox_send
from virtlearn.people.models import Role, User


def make(asks: Program, url: str, in_class: Class | None, **more: object) -> Any:
    where = str(in_class.pk) if in_class else None
    body = {"url": url, "events": ["grade.changed"], "in_class": where, **more}
    return asks.send("POST", "/webhooks", body)


def test_a_teacher_makes_tries_reads_and_deletes_one(
    row: Class,
    teacher: User,
    receiver: Receiver,  # noqa: F811
) -> None:
    asks = program(teacher)
    made = make(asks, receiver.url, row)
    assert made.status_code == 201
    secret, number = made.json()["secret"], made.json()["id"]
    assert "secret" not in asks.get(f"/webhooks/{number}").json()
    receiver.answers = [(200, b"taken", {})]
    sent = asks.send("POST", f"/webhooks/{number}/test")
    assert (sent.status_code, sent.json()["state"]) == (202, "waiting")
    outbox_send()
    assert Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)
    line = asks.get(f"/webhooks/{number}/messages").json()["items"][0]
    assert (line["state"], line["status"], line["answer"]) == ("sent", 200, "taken")
    again = asks.send("POST", f"/webhooks/{number}/messages/{line['id']}/replay")
    assert (again.status_code, again.json()["message_id"]) == (202, line["message_id"])
    outbox_send()
    assert len(receiver.got) == 2
    renewed = asks.send("POST", f"/webhooks/{number}/secret").json()["secret"]
    assert renewed != secret
    paused = asks.send("PATCH", f"/webhooks/{number}", {"active": False})
    assert paused.json()["state"] == "paused"
    refused = asks.send("POST", f"/webhooks/{number}/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook-closed")
    changed = asks.send("PATCH", f"/webhooks/{number}", {"active": True, "events": ["lab.failed"]})
    assert (changed.json()["state"], changed.json()["events"]) == ("on", ["lab.failed"])
    assert asks.send("DELETE", f"/webhooks/{number}").status_code == 200
    assert asks.get("/webhooks").json()["items"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://localhost/",
        "ftp://example.org/",
        "nothing",
    ],
)
def test_an_address_of_the_inside_is_refused_when_it_is_saved(
    row: Class, teacher: User, url: str, settings: LazySettings
) -> None:
    settings.OUTBOUND_NETWORKS = []
    asks = program(teacher)
    answer = make(asks, url, row)
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook-address")
    kept = WebhookEndpoint.objects.create(in_class=row, created_by=teacher, url="https://a.org/")
    answer = asks.send("PATCH", f"/webhooks/{kept.pk}", {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook-address")
    kept.refresh_from_db()
    assert kept.url == "https://a.org/"


def test_learners_assistants_and_strangers_have_none(
    row: Class, teacher: User, assistant: User, learner: User, stranger: User
) -> None:
    kept = WebhookEndpoint.objects.create(in_class=row, created_by=teacher, url="https://a.org/")
    other = user_make("another-teacher", Role.INSTRUCTOR)
    for user in (assistant, learner, stranger, other):
        asks = program(user)
        assert asks.get("/webhooks").json()["items"] == []
        assert asks.get(f"/webhooks/{kept.pk}").status_code == 404
        assert make(asks, "https://a.org/", row).status_code in {403, 404}
        assert make(asks, "https://a.org/", None).status_code == 404
    assert WebhookEndpoint.objects.count() == 1


def test_all_classes_are_for_heads_and_for_no_token_of_one(
    row: Class,
    teacher: User,
    receiver: Receiver,  # noqa: F811
) -> None:
    head = user_make("head", Role.HEAD)
    assert make(program(head, in_class=row), receiver.url, None).status_code == 404
    assert make(program(teacher), receiver.url, None).status_code == 404
    made = make(program(head), receiver.url, None).json()
    assert made["in_class"] is None
    assert program(teacher).get(f"/webhooks/{made['id']}").status_code == 404
    assert program(head, in_class=row).get("/webhooks").json()["items"] == []

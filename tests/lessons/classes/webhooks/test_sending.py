"""Messages arrive signed, are tried again, and end where nobody takes them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.db.models import F
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from lessons.classes.webhooks import services
from lessons.classes.webhooks.retention import old_messages
from lessons.classes.webhooks.sending import pauses
from lessons.classes.webhooks.signing import secret_new
from lessons.models import Class, Membership, WebhookEndpoint
from tests.lessons.classes.webhooks.conftest import Receiver
from virtlearn.outbox.events import EventName, event_say
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.sender import outbox_send
from virtlearn.people.models import User


def say(member: Membership, name: EventName = EventName.LESSON_COMPLETED) -> None:
    assert member.user_id
    event_say(name, user=member.user_id, course="small", lesson="first")


def later(pause: timedelta) -> None:
    OutboxItem.objects.update(due_at=F("due_at") - pause)


def test_a_receiver_that_knows_the_secret_believes_the_message(
    made: tuple[WebhookEndpoint, str], receiver: Receiver, member: Membership
) -> None:
    endpoint, secret = made
    say(member)
    assert outbox_send() == 1
    found = Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)
    assert found["type"] == "lesson.completed"
    data = found["data"]
    url = data.pop("url")
    assert data == {
        "class": str(endpoint.in_class_id),
        "member": str(member.pk),
        "course": "small",
        "lesson": "first",
    }
    assert url.endswith(f"/api/v1/classes/{endpoint.in_class_id}/members/{member.pk}")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(receiver.got[0].body + b" ", receiver.got[0].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_new()).verify(receiver.got[0].body, receiver.got[0].headers)


def test_a_message_has_nothing_personal(
    endpoint: WebhookEndpoint, receiver: Receiver, member: Membership
) -> None:
    for name in EventName:
        if name != EventName.GRADE_CHANGED:
            say(member, name)
    outbox_send()
    assert len(receiver.got) == len(EventName) - 1
    sent = b"".join(each.body for each in receiver.got).decode()
    assert member.user
    for secret in ("Ana", "Ruiz", member.user.username, "s1", "points"):
        assert secret not in sent


def test_for_a_day_both_secrets_verify_and_then_the_new_one_alone(
    made: tuple[WebhookEndpoint, str], receiver: Receiver, teacher: User
) -> None:
    endpoint, old = made
    new = services.webhook_secret_renew(row=endpoint, by=teacher)
    services.webhook_test(row=endpoint)
    outbox_send()
    for secret in (old, new):
        assert Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)
    WebhookEndpoint.objects.update(before_until=timezone.now() - timedelta(seconds=1))
    services.webhook_test(row=WebhookEndpoint.objects.get())
    outbox_send()
    assert Webhook(new).verify(receiver.got[1].body, receiver.got[1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(receiver.got[1].body, receiver.got[1].headers)


def test_the_database_has_no_secret(made: tuple[WebhookEndpoint, str]) -> None:
    endpoint, secret = made
    assert secret.removeprefix("whsec_") not in str(WebhookEndpoint.objects.values())
    assert endpoint.sealed


def test_it_is_tried_again_under_the_same_id_with_growing_pauses(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.answers = [(404, b"not here", {}), (401, b"", {}), (500, b"oops", {}), (204, b"", {})]
    services.webhook_test(row=endpoint)
    for pause in pauses[:3]:
        assert outbox_send() == 0
        item = OutboxItem.objects.get()
        assert item.state == "waiting"
        assert pause - timedelta(seconds=3) < item.due_at - timezone.now() <= pause
        later(pause)
    endpoint.refresh_from_db()
    assert endpoint.failing_since
    assert outbox_send() == 1
    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None
    assert (endpoint.messages.get().status, endpoint.disabled_at) == (204, None)


def test_of_a_long_answer_four_kibibytes_are_kept_and_a_huge_one_is_no_answer(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.answers = [(200, b"x" * 9000, {}), (200, b"x" * 100_000, {})]
    services.webhook_test(row=endpoint)
    services.webhook_test(row=endpoint)
    assert outbox_send() == 1
    huge, long = endpoint.messages.all()
    assert (long.status, len(long.answer)) == (200, 4096)
    assert huge.status == 0
    assert "65536" in huge.answer


def test_a_redirect_is_not_followed(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    receiver.answers = [(302, b"", {"Location": receiver.url})]
    services.webhook_test(row=endpoint)
    assert outbox_send() == 0
    assert len(receiver.got) == 1
    assert endpoint.messages.get().status == 302


def test_an_address_that_has_become_one_of_the_inside_is_not_asked(
    endpoint: WebhookEndpoint, receiver: Receiver, settings: LazySettings
) -> None:
    settings.OUTBOUND_NETWORKS = []
    services.webhook_test(row=endpoint)
    outbox_send()
    assert receiver.got == []
    assert OutboxItem.objects.get().fault == "outbox-address"


def test_after_five_days_of_failing_it_is_switched_off_with_a_mail(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    teacher: User,
    member: Membership,
    settings: LazySettings,
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    EmailAddress.objects.create(user=teacher, email="teacher@example.org", verified=True)
    receiver.answers = [(500, b"", {})]
    services.webhook_test(row=endpoint)
    outbox_send()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None
    days = timedelta(days=5, seconds=1)
    WebhookEndpoint.objects.update(failing_since=timezone.now() - days)
    say(member)
    outbox_send()
    endpoint.refresh_from_db()
    assert (endpoint.disabled_why, bool(endpoint.disabled_at)) == ("failing", True)
    assert [each.to for each in mail.outbox] == [["teacher@example.org"]]
    assert receiver.url in mail.outbox[0].body
    asked = len(receiver.got)
    later(timedelta(days=1))
    outbox_send()
    say(member)
    assert len(receiver.got) == asked
    assert set(OutboxItem.objects.values_list("state", flat=True)) == {"dropped"}
    services.webhook_resume(row=endpoint, by=teacher)
    receiver.answers = [(204, b"", {})]
    say(member)
    assert outbox_send() == 1


def test_one_that_says_it_is_gone_is_switched_off_at_once(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.answers = [(410, b"", {})]
    services.webhook_test(row=endpoint)
    outbox_send()
    endpoint.refresh_from_db()
    assert endpoint.disabled_why == "gone"


def test_it_ends_with_what_its_maker_may(
    endpoint: WebhookEndpoint, receiver: Receiver, row: Class, teacher: User, member: Membership
) -> None:
    say(member)
    Membership.objects.filter(in_class=row, user=teacher).update(state="removed")
    outbox_send()
    say(member)
    assert receiver.got == []
    assert list(OutboxItem.objects.values_list("state", flat=True)) == ["dropped"]


def test_what_happens_in_other_classes_or_none_is_not_told(
    endpoint: WebhookEndpoint, row: Class, member: Membership, stranger: User
) -> None:
    other = Class.objects.create(name="Other", course=row.course, join_code="other")
    Membership.objects.create(in_class=other, user=stranger, state="joined")
    event_say(EventName.LESSON_COMPLETED, user=stranger.pk, course="small", lesson="first")
    assert member.user_id
    event_say(EventName.LESSON_COMPLETED, user=member.user_id, course="another", lesson="first")
    WebhookEndpoint.objects.update(events=["grade.changed"])
    say(member)
    assert not endpoint.messages.exists()
    WebhookEndpoint.objects.update(events=["lesson.completed"])
    Class.objects.update(archived_at=timezone.now())
    say(member)
    assert not endpoint.messages.exists()


def test_what_was_sent_is_sent_again_under_its_id(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    services.webhook_test(row=endpoint)
    outbox_send()
    message = endpoint.messages.select_related("item", "endpoint").get()
    services.message_replay(message=message)
    assert outbox_send() == 1
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert json.loads(first.body) == json.loads(second.body)


def test_the_log_goes_after_a_while(endpoint: WebhookEndpoint, settings: LazySettings) -> None:
    settings.OUTBOX_DAYS = 30
    services.webhook_test(row=endpoint)
    later_on = timezone.now() + timedelta(days=31)
    assert old_messages(later_on).count() == 0  # it waits
    outbox_send()
    assert old_messages(timezone.now()).count() == 0
    assert old_messages(later_on).remove() == 1

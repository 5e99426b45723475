"""Items go, are tried again, or fail with their reason; none of them stops another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.utils import timezone

from virtlearn.outbox.delivery import DeliveryError, Kind, MootError
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.policy import pauses
from virtlearn.outbox.retention import sent_items
from virtlearn.outbox.sender import batch, outbox_send
from virtlearn.outbox.services import item_add, items_send_again

pytestmark = pytest.mark.django_db
State = OutboxItem.State

answers: dict[int, Exception] = {}  # by the number in the payload: what the other side does
taken: list[int] = []


def send(item: OutboxItem) -> None:
    number = item.payload["number"]
    if error := answers.get(number):
        raise error
    taken.append(number)


parcel = Kind(name="Parcels", send=send)


@pytest.fixture(autouse=True)
def _other_side(settings: LazySettings) -> None:
    settings.OUTBOX_KINDS = {"parcel": f"{__name__}.parcel"}
    answers.clear()
    taken.clear()


def add(number: int, **fields: object) -> OutboxItem:
    return item_add(kind="parcel", payload={"number": number}, **fields)  # type: ignore[arg-type]


def time_passes(pause: timedelta) -> None:
    rows = OutboxItem.objects.all()
    rows.update(due_at=F("due_at") - pause)
    rows.exclude(tried_at=None).update(tried_at=F("tried_at") - pause)


def states() -> dict[int, str]:
    return {each.payload["number"]: each.state for each in OutboxItem.objects.all()}


def test_one_item_that_fails_stops_no_other() -> None:
    for number in range(30):
        add(number, target="school")
    answers[7] = DeliveryError("unknown", "no such user")
    answers[9] = DeliveryError("refused", "score too large")
    answers[11] = DeliveryError("busy", retry_after=timedelta(seconds=90))
    assert outbox_send() == 27
    assert {number for number, state in states().items() if state == State.FAILED} == {7, 9}
    waiting = OutboxItem.objects.get(state=State.WAITING)
    assert waiting.payload == {"number": 11}
    assert waiting.fault == "outbox-busy"
    assert timedelta(seconds=80) < waiting.due_at - timezone.now() <= timedelta(seconds=90)
    assert outbox_send() == 0
    answers.clear()
    time_passes(timedelta(seconds=91))
    assert outbox_send() == 1
    failed = OutboxItem.objects.get(payload={"number": 7})
    assert (failed.fault, failed.said) == ("outbox-unknown", "no such user")


def test_what_passes_is_tried_again_with_growing_pauses_and_then_fails() -> None:
    add(1)
    answers[1] = DeliveryError("away")
    for pause in pauses:
        outbox_send()
        row = OutboxItem.objects.get()
        assert row.state == State.WAITING
        assert pause - timedelta(seconds=5) < row.due_at - timezone.now() <= pause
        time_passes(pause)
    outbox_send()
    row = OutboxItem.objects.get()
    assert (row.state, row.tries, row.fault) == (State.FAILED, len(pauses) + 1, "outbox-away")
    answers.clear()
    assert items_send_again(rows=OutboxItem.objects.all()) == 1
    assert outbox_send() == 1
    row.refresh_from_db()
    assert (row.state, row.fault, row.tries) == (State.SENT, "", 1)


def test_a_line_keeps_its_order_and_a_failure_lets_the_next_one_go() -> None:
    for number in (1, 2, 3):
        add(number, line="one learner")
    add(4, line="another learner")
    answers[1] = DeliveryError("away")
    outbox_send()
    assert taken == [4]
    answers[1] = DeliveryError("refused")
    time_passes(pauses[0])
    outbox_send()
    assert taken == [4]  # the second waits until the first is decided
    outbox_send()
    outbox_send()
    assert taken == [4, 2, 3]


def test_an_item_that_says_the_same_anew_drops_those_before() -> None:
    answers[1] = DeliveryError("refused")
    add(1, line="a")
    outbox_send()
    add(2, line="a")
    add(3, line="a", replaces=True)
    add(4, line="b")
    outbox_send()
    assert states() == {1: "dropped", 2: "dropped", 3: "sent", 4: "sent"}


def test_a_side_that_is_away_is_not_asked_for_each_item() -> None:
    for number in range(10):
        add(number, target="away")
        answers[number] = DeliveryError("away")
    add(10, target="well")
    outbox_send()
    tried = OutboxItem.objects.filter(target="away", tries__gt=0)
    assert tried.count() == 3
    assert taken == [10]
    rest = OutboxItem.objects.filter(target="away", tries=0)
    assert all(each.due_at > timezone.now() for each in rest)


def test_what_nobody_wants_or_knows_is_dropped_and_a_fault_of_ours_is_said() -> None:
    answers[1] = MootError()
    answers[2] = KeyError("a bug")
    add(1)
    add(2)
    item_add(kind="of a version that is gone", payload={})
    add(3)
    outbox_send()
    found = list(OutboxItem.objects.values_list("state", "fault"))
    assert found == [("dropped", ""), ("failed", "outbox-own"), ("dropped", ""), ("sent", "")]


def test_an_item_whose_sender_died_goes_again() -> None:
    item = add(1)
    long_ago = timezone.now() - timedelta(minutes=11)
    OutboxItem.objects.filter(pk=item.pk).update(state=State.SENDING, tried_at=timezone.now())
    assert outbox_send() == 0  # it may be under way
    OutboxItem.objects.filter(pk=item.pk).update(tried_at=long_ago)
    assert outbox_send() == 1


def test_a_round_has_an_end() -> None:
    for number in range(batch + 1):
        add(number)
    assert outbox_send() == batch
    assert outbox_send() == 1


def test_what_was_sent_goes_after_a_while(settings: LazySettings) -> None:
    settings.OUTBOX_DAYS = 30
    answers[2] = DeliveryError("refused")
    add(1)
    add(2)
    outbox_send()
    now = timezone.now()
    assert sent_items(now).count() == 0
    later = now + timedelta(days=31)
    assert sent_items(later).remove() == 1
    assert states() == {2: "failed"}
    settings.OUTBOX_DAYS = 0
    assert sent_items(later).count() == 0

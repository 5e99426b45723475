"""What becomes of an item by what the other side answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from virtlearn.outbox.policy import answer_fault, next_try, pauses, retry_after_read

now = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, "", None),
        (204, "", None),
        (302, "", "refused"),
        (400, "", "refused"),
        (401, "", "forbidden"),
        (403, "unpublished", "forbidden"),
        (403, "403 Forbidden (Rate Limit Exceeded)", "busy"),
        (404, "", "unknown"),
        (408, "", "away"),
        (410, "", "unknown"),
        (422, "", "refused"),
        (429, "", "busy"),
        (500, "", "faulty"),
        (503, "", "away"),
    ],
)
def test_a_status_says_what_went_wrong(status: int, body: str, fault: str | None) -> None:
    assert answer_fault(status, body) == fault


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("99999999", 86400),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after_read(text, now) == expected


def test_pauses_grow_and_end() -> None:
    found = [next_try("away", tries, now) for tries in range(1, len(pauses) + 2)]
    assert [each - now if each else None for each in found] == [*pauses, None]
    assert sorted(pauses) == list(pauses)


def test_what_does_not_pass_is_not_tried_again() -> None:
    for fault in ("forbidden", "unknown", "refused", "address", "certificate", "own"):
        assert next_try(fault, 1, now) is None


def test_the_other_side_says_when() -> None:
    assert next_try("busy", 1, now, timedelta(seconds=7)) == now + timedelta(seconds=7)
    assert next_try("busy", 1, now, timedelta(hours=3)) == now + timedelta(hours=3)
    assert next_try("away", 1, now, timedelta(seconds=7)) == now + pauses[0]
    assert next_try("away", 1, now, timedelta(hours=3)) == now + timedelta(hours=3)

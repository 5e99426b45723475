from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from labs.core.expiry_warnings import ExpiryWarning, expiry_warning

now = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)  # noqa: UP017


def of(
    time: float | None = None, idle: float | None = None, minutes: int = 60, idle_minutes: int = 15
) -> ExpiryWarning | None:
    """`time`, `idle`: minutes until then."""
    return expiry_warning(
        now,
        expires_at=None if time is None else now + timedelta(minutes=time),
        idle_at=None if idle is None else now + timedelta(minutes=idle),
        minutes=minutes,
        idle_minutes=idle_minutes,
    )


@pytest.mark.parametrize(
    ("left", "step"), [(5.01, 0), (5, 5), (1.01, 5), (1, 1), (0.1, 1), (0, 1), (-1, 1)]
)
def test_a_warning_comes_at_five_minutes_and_at_one(left: float, step: int) -> None:
    for found in (of(time=left), of(idle=left)):
        assert (found.minutes if found else 0) == step


def test_the_nearer_end_is_the_one_warned_of() -> None:
    assert of(time=4, idle=3) == ExpiryWarning(code="idle", minutes=5, seconds=180)
    assert of(time=0.5, idle=3) == ExpiryWarning(code="time", minutes=1, seconds=30)
    assert of(time=3, idle=3) == ExpiryWarning(code="time", minutes=5, seconds=180)
    assert of(time=30, idle=4) == ExpiryWarning(code="idle", minutes=5, seconds=240)


def test_nothing_ends_soon() -> None:
    assert of() is None
    assert of(time=30, idle=10) is None


@pytest.mark.parametrize(
    ("length", "left", "step"),
    [
        (10, 5, 5),
        (9, 5, 0),
        (9, 1, 1),
        (4, 1, 1),
        (2, 1, 0),
        (2, 0.5, 1),
        (1, 0.3, 0),
        (1, 0.25, 1),
    ],
)
def test_a_short_lab_is_not_warned_of_from_its_start(length: int, left: float, step: int) -> None:
    for found in (of(time=left, minutes=length), of(idle=left, idle_minutes=length)):
        assert (found.minutes if found else 0) == step


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert of(time=-3) == ExpiryWarning(code="time", minutes=1, seconds=0)

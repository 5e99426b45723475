"""Local wall clock, zone and instant: the nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.assignments.access.wall_clock import (
    ClockError,
    ClockFault,
    WallTime,
    is_ambiguous,
    is_in_gap,
    wall_time,
    wall_time_at,
    wall_time_read,
    zone_of,
)
from tests.lessons.assignments.access.rules import berlin, utc, wall


def test_a_minutes_deadline_lasts_to_its_end() -> None:
    deadline = wall("03-24 23:59")
    assert deadline.begins == utc("2026-03-24T22:59:00")
    assert deadline.ends == utc("2026-03-24T22:59:59.999999")


def test_seven_days_across_the_change_keep_the_time_of_day() -> None:
    moved = wall("03-24 23:59").add_days(7)
    assert moved.local == datetime(2026, 3, 31, 23, 59)
    assert moved.begins == utc("2026-03-31T21:59:00")  # an hour less than seven times 24


@pytest.mark.parametrize("text", ["03-29 02:00", "03-29 02:30", "03-29 02:59"])
def test_a_time_that_no_clock_shows_is_refused_with_its_neighbours(text: str) -> None:
    with pytest.raises(ClockError) as raised:
        wall(text)
    assert raised.value.fault is ClockFault.GAP
    assert raised.value.before == datetime(2026, 3, 29, 1, 59)
    assert raised.value.after == datetime(2026, 3, 29, 3, 0)


def test_its_neighbours_are_an_instant_apart() -> None:
    assert wall("03-29 03:00").begins - wall("03-29 01:59").begins == timedelta(minutes=1)


def test_a_computed_time_in_the_gap_is_later_never_earlier() -> None:
    moved = wall("03-22 02:30").add_days(7)
    assert is_in_gap(moved)
    assert moved.begins == wall("03-29 03:30").begins


def test_of_an_hour_that_comes_twice_the_later_is_taken() -> None:
    twice = wall("10-25 02:30")
    assert is_ambiguous(twice)
    assert twice.begins == utc("2026-10-25T01:30:00")  # by then the clocks are back
    assert not is_ambiguous(wall("10-25 03:00"))
    assert not is_ambiguous(WallTime(local=datetime(2026, 3, 29, 2, 30), zone=berlin))


def test_a_whole_day_that_a_zone_left_out_is_refused() -> None:
    with pytest.raises(ClockError) as raised:
        wall_time_read("2011-12-30T12:00", "Pacific/Apia")
    assert raised.value.before == datetime(2011, 12, 29, 23, 59)
    assert raised.value.after == datetime(2011, 12, 31, 0, 0)


@pytest.mark.parametrize(
    ("text", "zone", "fault"),
    [
        ("tomorrow", berlin, ClockFault.FORMAT),
        ("", berlin, ClockFault.FORMAT),
        ("2026-03-24T23:59+01:00", berlin, ClockFault.FORMAT),
        ("2026-02-30T10:00", berlin, ClockFault.FORMAT),
        ("2026-03-24T23:59", "Europe/Atlantis", ClockFault.ZONE),
        ("2026-03-24T23:59", "../../etc/passwd", ClockFault.ZONE),
        ("2026-03-24T23:59", "", ClockFault.ZONE),
        ("1026-03-24T23:59", berlin, ClockFault.RANGE),
        ("9999-12-31T23:59", berlin, ClockFault.RANGE),
    ],
)
def test_what_is_no_time_is_refused(text: str, zone: str, fault: ClockFault) -> None:
    with pytest.raises(ClockError) as raised:
        wall_time_read(text, zone)
    assert raised.value.fault is fault


def test_seconds_are_dropped() -> None:
    assert wall_time(datetime(2026, 3, 24, 23, 59, 30), berlin) == wall("03-24 23:59")


def test_the_same_instant_is_another_time_elsewhere() -> None:
    there = wall_time_at(wall("03-24 23:59").begins, "America/New_York")
    assert there.local == datetime(2026, 3, 24, 18, 59)  # summer there already


zones = st.sampled_from(sorted(available_timezones()))
locals_ = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)).map(
    lambda local: local.replace(second=0, microsecond=0)
)


@given(local=locals_, zone=zones)
def test_every_time_that_is_taken_is_what_the_clock_then_shows(local: datetime, zone: str) -> None:
    typed = WallTime(local=local, zone=zone)
    if is_in_gap(typed):
        with pytest.raises(ClockError) as raised:
            wall_time(local, zone)
        assert raised.value.before is not None
        assert raised.value.after is not None
        assert raised.value.before < local < raised.value.after
        return
    taken = wall_time(local, zone)
    assert taken.begins.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0) == local
    assert taken.begins >= local.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


@given(local=locals_, zone=zones, days=st.integers(0, 400))
def test_more_days_are_never_earlier(local: datetime, zone: str, days: int) -> None:
    start = WallTime(local=local, zone=zone)
    assert start.add_days(days + 1).begins >= start.add_days(days).begins
    assert start.add_days(days).local.time() == local.time()

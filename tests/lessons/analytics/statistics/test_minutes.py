"""Minutes that people took: no breaks, the standard library's quartiles, no row of few."""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.analytics.statistics.minutes import Taken, pause, people_least, taken, worked

start = datetime(2026, 11, 30, 10)


def at(*minutes: float) -> list[datetime]:
    return [start + timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("moments", "minutes"),
    [
        ((), 0),
        ((5,), 0),
        ((0, 4, 10), 10),
        ((10, 0, 4), 10),  # in any order
        ((0, 5, 200, 203), 8),  # with a break of 195 minutes
        ((0, 20), 20),
        ((0, 20.01), 0),
    ],
)
def test_breaks_do_not_count(moments: tuple[float, ...], minutes: float) -> None:
    assert worked(at(*moments)) == pytest.approx(minutes)


def test_a_break_is_longer_than_what_labs_wait_for() -> None:
    assert pause == timedelta(minutes=20)


@given(st.lists(st.floats(0, 600), min_size=people_least, max_size=40))
def test_quartiles_are_those_of_the_standard_library(minutes: list[float]) -> None:
    found = taken(minutes)
    expected = statistics.quantiles(minutes, n=4, method="inclusive")
    assert [found.first, found.median, found.third] == pytest.approx(expected)
    assert found.people == len(minutes)


def test_few_have_no_figures() -> None:
    assert taken([10.0] * (people_least - 1)) == Taken(people=people_least - 1)
    assert taken([]) == Taken()

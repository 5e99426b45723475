"""On which days one worked."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lessons.progress.rhythm import first_day, rhythm, weeks_shown

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, st.sets(st.integers(0, 60)))
def test_whole_weeks_from_monday_with_each_day_once(today: date, ago: set[int]) -> None:
    worked = {today - timedelta(days=each) for each in ago}
    found = rhythm(worked, today)
    shown = [day for week in found.weeks for day in week]
    assert len(found.weeks) == weeks_shown
    assert [day.on for day in shown] == [
        first_day(today) + timedelta(days=at) for at in range(7 * weeks_shown)
    ]
    assert {week[0].on.weekday() for week in found.weeks} == {0}
    assert [day.on for day in shown if day.today] == [today]
    assert {day.on for day in shown if day.worked} == {
        day for day in worked if day >= first_day(today)
    }
    assert all(day.ahead == (day.on > today) for day in shown)


def test_the_days_are_counted() -> None:
    wednesday = date(2026, 12, 2)
    worked = {wednesday, wednesday - timedelta(days=2), wednesday - timedelta(days=8)}
    found = rhythm(worked, wednesday)
    assert found.days == 3
    assert rhythm(set(), wednesday).days == 0

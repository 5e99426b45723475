"""The days of the last weeks on which a learner worked: laid out, and put in words' numbers. Pure.

It shows what was done and counts nothing that could be lost: no streak, no goal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import msgspec

weeks_shown = 4


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """`ahead`: it is still to come."""

    on: date
    worked: bool = False
    today: bool = False
    ahead: bool = False


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Whole weeks from Monday on, the current one last."""

    weeks: tuple[tuple[Day, ...], ...]

    @property
    def days(self) -> int:
        """On how many of them the learner worked."""
        return sum(day.worked for week in self.weeks for day in week)


def first_day(today: date) -> date:
    """The Monday with which what is shown begins."""
    return today - timedelta(days=today.weekday(), weeks=weeks_shown - 1)


def rhythm(worked: Collection[date], today: date) -> Rhythm:
    begin = first_day(today)
    days = [begin + timedelta(days=at) for at in range(7 * weeks_shown)]
    shown = [
        Day(on=day, worked=day in worked, today=day == today, ahead=day > today) for day in days
    ]
    return Rhythm(weeks=tuple(tuple(shown[at : at + 7]) for at in range(0, len(shown), 7)))

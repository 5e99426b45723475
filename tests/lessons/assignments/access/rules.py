"""Rules and instants that the tests of the access decision share: a class in Berlin, March 2026."""

from __future__ import annotations

from datetime import UTC, datetime

from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import WallTime, wall_time_read

berlin = "Europe/Berlin"


def wall(text: str) -> WallTime:
    """`03-24 23:59` in Berlin, in 2026."""
    return wall_time_read(f"2026-{text}", berlin)


def at(text: str) -> datetime:
    """The beginning of that minute, or with seconds that second, in UTC."""
    seconds = text.count(":") == 2
    found = wall(text.rsplit(":", 1)[0] if seconds else text).begins
    return found.replace(second=int(text.rsplit(":", 1)[1])) if seconds else found


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def by(text: str, credit: int = 100) -> Deadline:
    return Deadline(at=wall(text), credit=credit)


homework = Rule(
    release=wall("03-09 09:00"),
    early=(by("03-16 23:59", 120), by("03-20 23:59", 110)),
    due=by("03-24 23:59"),
    late=(by("03-26 23:59", 80), by("03-31 23:59", 50)),
)
exam = Rule(release=wall("03-09 10:00"), due=by("03-09 11:00"), time_limit=60)

"""Local wall clock times with their time zones, and the instants that they stand for. Pure.

A teacher types what a clock on the wall shows: local time and zone are the truth, and the instant
is computed from them, so that a deadline stays at 23:59 when the clocks change or a zone's law
does. A time that no clock shows is refused where it is typed. One that is computed, or has ceased
to exist since, is taken by the clock as it was before the change: later, never earlier.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

minute = timedelta(minutes=1)
years = (2000, 2200)  # a time outside them is a slip of the hand


class ClockFault(StrEnum):
    """Why what was typed is no time."""

    FORMAT = "format"  # no date and time
    ZONE = "zone"  # no zone of that name is known
    RANGE = "range"  # outside `years`
    GAP = "gap"  # the clocks jump over it


class ClockError(Exception):
    """What was typed is no time; for a gap, the last minute `before` it and the first `after`."""

    def __init__(
        self, fault: ClockFault, before: datetime | None = None, after: datetime | None = None
    ) -> None:
        super().__init__(fault)
        self.fault = fault
        self.before = before
        self.after = after


class WallTime(msgspec.Struct, frozen=True, kw_only=True):
    """What a clock on the wall of `zone` shows: `local` has no zone of its own, and no seconds."""

    local: datetime
    zone: str

    def add_days(self, days: int) -> WallTime:
        """So many calendar days later, at the same time of the day."""
        return WallTime(local=self.local + timedelta(days=days), zone=self.zone)

    @property
    def begins(self) -> datetime:
        """The instant (UTC) at which its minute begins: what opens, opens here."""
        local = self.local.replace(tzinfo=zone_of(self.zone))
        # Of an hour that comes twice the later, of one that never comes the clock before the jump.
        later = local.replace(fold=0 if is_in_gap(self) else 1)
        return later.astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The last instant (UTC) of its minute: a deadline at 23:59 lasts until 23:59:59.999999."""
        return self.begins + minute - timedelta(microseconds=1)


def zone_of(name: str) -> ZoneInfo:
    """Raises ClockError where no such zone is known."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise ClockError(ClockFault.ZONE) from error


def wall_time(local: datetime, zone: str) -> WallTime:
    """A time as somebody typed it; raises ClockError for one that can't be meant."""
    zone_of(zone)
    if not years[0] <= local.year < years[1]:
        raise ClockError(ClockFault.RANGE)
    found = WallTime(local=local.replace(second=0, microsecond=0, tzinfo=None, fold=0), zone=zone)
    if is_in_gap(found):
        raise ClockError(ClockFault.GAP, edge(found, -minute), edge(found, minute))
    return found


def wall_time_read(text: str, zone: str) -> WallTime:
    """`2026-03-29T23:59` or with a space; raises ClockError."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ClockError(ClockFault.FORMAT) from error
    if local.tzinfo is not None:
        raise ClockError(ClockFault.FORMAT)
    return wall_time(local, zone)


def wall_time_at(instant: datetime, zone: str) -> WallTime:
    """What the clock on the wall shows at an instant; seconds are dropped."""
    local = instant.astimezone(zone_of(zone)).replace(second=0, microsecond=0, tzinfo=None, fold=0)
    return WallTime(local=local, zone=zone)


def is_in_gap(time: WallTime) -> bool:
    """Whether the clocks jump over it."""
    zone = zone_of(time.zone)
    there = time.local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None, fold=0) != time.local


def is_ambiguous(time: WallTime) -> bool:
    """Whether the clock shows it twice."""
    if is_in_gap(time):
        return False
    local = time.local.replace(tzinfo=zone_of(time.zone))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def edge(time: WallTime, step: timedelta) -> datetime:
    """The nearest time on that side which a clock shows."""
    while is_in_gap(time):
        time = WallTime(local=time.local + step, zone=time.zone)
    return time.local

"""Decides when a class runs and what each of its people may do there.

Days are whole days in the class's time zone: a class begins at the first moment of `starts_on` and
ends with the last one of `ends_on`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Phase(StrEnum):
    """Where a class is in its time. What has ended can be read, and changes no more."""

    BEFORE = "before"
    RUNNING = "running"
    ENDED = "ended"
    ARCHIVED = "archived"

    @property
    def is_over(self) -> bool:
        return self in {Phase.ENDED, Phase.ARCHIVED}


class Right(StrEnum):
    """What somebody may do in a class."""

    SEE = "see"  # that it is there, and what concerns oneself
    ROSTER = "roster"  # see who is in it and how they get on
    MANAGE = "manage"  # change it: people, join link, settings, revision, grades


nothing: frozenset[Right] = frozenset()
everything = frozenset(Right)


def today_in(time_zone: str, now: datetime) -> date:
    """The day in that zone; `now` is aware."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def phase_of(starts_on: date | None, ends_on: date | None, *, archived: bool, today: date) -> Phase:
    """`today` is in the class's time zone; a class without days runs from its making on."""
    if archived:
        return Phase.ARCHIVED
    if ends_on is not None and today > ends_on:
        return Phase.ENDED
    if starts_on is not None and today < starts_on:
        return Phase.BEFORE
    return Phase.RUNNING


def over_at(
    ends_on: date | None, archived_at: datetime | None, time_zone: str, now: datetime
) -> datetime | None:
    """The moment from which a class that is over changes no more; None while it is not over."""
    found = [archived_at] if archived_at is not None else []
    if ends_on is not None and today_in(time_zone, now) > ends_on:
        end = datetime.combine(ends_on + timedelta(days=1), time.min, ZoneInfo(time_zone))
        found.append(end)
    return min(found, default=None)


def rights_of(role: str, *, joined: bool, is_instructor: bool, is_head: bool) -> frozenset[Right]:
    """Of somebody with `role` in a class ("" for no member) who has these roles of the site.

    A head may do everything in every class. A teacher whom a head has taken the role of instructor
    from is as an assistant.
    """
    if is_head:
        return everything
    if not joined or not role:
        return nothing
    if role == "teacher" and is_instructor:
        return everything
    if role in {"teacher", "assistant"}:
        return frozenset({Right.SEE, Right.ROSTER})
    return frozenset({Right.SEE})

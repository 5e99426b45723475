"""Decides which revision of a course a class reads at a moment, and which of several classes' one
reader reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """What a class has chosen: `pinned`, a revision's digest or "" for the course's newest one; and
    from the beginning of `planned_on`, in the class's time zone, `planned`, of the same kind.
    """

    pinned: str = ""
    planned_on: date | None = None
    planned: str = ""
    time_zone: str = "UTC"
    ends_on: date | None = None  # the class's last day; from then on it reads the newest one


class ClassPin(msgspec.Struct, frozen=True, kw_only=True):
    """The pin of one of a reader's classes, and when its revisions were published, by digest."""

    class_id: int
    name: str
    pin: Pin
    published: dict[str, datetime] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader reads: `digest`, "" for the course's newest one. `classes` have chosen it;
    `others` are the reader's classes that read an older one."""

    digest: str = ""
    classes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Edition(msgspec.Struct, frozen=True):
    """What a page says of a reader's revision: the `classes` that have chosen it, none where it is
    the course's newest one; and the `others`, which read an older one."""

    classes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def pin_in_force(pin: Pin, now: datetime) -> str:
    """The digest, "" for the newest one. `now` is aware. A function of time alone: what was planned
    is in force when its day begins, whether or not anything ran meanwhile."""
    today = now.astimezone(ZoneInfo(pin.time_zone)).date()
    if pin.ends_on is not None and today > pin.ends_on:
        return ""
    if pin.planned_on is not None and today >= pin.planned_on:
        return pin.planned
    return pin.pinned


def choice_make(classes: Iterable[ClassPin], now: datetime) -> Choice:
    """Of several classes with different revisions the newest wins, the course's own before all.

    A class that has ended has no say.
    """
    in_force = [(each, pin_in_force(each.pin, now)) for each in classes if not ended(each.pin, now)]
    digests = {digest for _each, digest in in_force}
    if not digests:
        return Choice()
    if "" in digests:
        chosen = ""
    else:
        chosen = max(in_force, key=lambda each: (each[0].published[each[1]], each[1]))[1]
    return Choice(
        digest=chosen,
        classes=tuple(each.name for each, digest in in_force if digest == chosen),
        others=tuple(each.name for each, digest in in_force if digest != chosen),
    )


def ended(pin: Pin, now: datetime) -> bool:
    return pin.ends_on is not None and now.astimezone(ZoneInfo(pin.time_zone)).date() > pin.ends_on

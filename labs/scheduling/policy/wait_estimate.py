"""Estimates how long those in the queue will wait. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

usual = timedelta(minutes=20)  # how long a lab runs where none has ended lately
soon = timedelta(seconds=30)  # in which one that is overdue, or being removed, will be gone


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A session that has machines."""

    machines: int
    since: datetime
    until: datetime | None = None  # its time is over then; None while it starts
    stopping: bool = False


def wait_estimate(
    now: datetime, running: Sequence[Running], needed: int, lasted: Sequence[timedelta]
) -> timedelta:
    """How long until `needed` machines will have become free.

    Sessions are taken to last as long as the middle one of those that ended lately (`lasted`), and
    no longer than they may. Where more is needed than runs, the count begins anew.
    """
    typical = sorted(lasted)[len(lasted) // 2] if lasted else usual
    ends = sorted((end_of(now, each, typical), each.machines) for each in running)
    if not ends:
        return soon
    each = [end for end, machines in ends for _ in range(machines)]  # one for each machine
    rounds, last = divmod(max(needed, 1) - 1, len(each))
    return each[last] - now + rounds * typical


def end_of(now: datetime, session: Running, typical: timedelta) -> datetime:
    if session.stopping:
        return now + soon
    end = session.since + typical
    if session.until is not None:
        end = min(end, session.until)
    return max(end, now + soon)

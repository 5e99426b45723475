"""Decides when a learner is warned that the session expires: five minutes before, and one. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

ExpiryCode = Literal["time", "idle"]
steps = (1, 5)  # minutes before the end, the nearer first


class ExpiryWarning(msgspec.Struct, frozen=True, kw_only=True):
    """The end that comes next. `minutes`: 5 or 1, by which warning; `seconds` are left now."""

    code: ExpiryCode
    minutes: int
    seconds: int


def expiry_warning(
    now: datetime,
    *,
    expires_at: datetime | None,
    idle_at: datetime | None,
    minutes: int,
    idle_minutes: int,
) -> ExpiryWarning | None:
    """The warning that holds now, None where neither end is near.

    `minutes` and `idle_minutes` are the lengths that the lab allows.
    """
    nearest: ExpiryWarning | None = None
    ends: tuple[tuple[ExpiryCode, datetime | None, int], ...] = (
        ("time", expires_at, minutes),
        ("idle", idle_at, idle_minutes),
    )
    for code, at, length in ends:
        if at is None:
            continue
        left = at - now
        for step in steps:
            if left <= lead(step, length):
                seconds = max(0, round(left.total_seconds()))
                if nearest is None or seconds < nearest.seconds:
                    nearest = ExpiryWarning(code=code, minutes=step, seconds=seconds)
                break
    return nearest


def lead(step: int, length: int) -> timedelta:
    """How long before an end the warning of `step` minutes is given, in a lab of `length` minutes.

    A short lab is not warned of from its start: it has no warning at five minutes, and the one at
    a minute comes in its last quarter.
    """
    if step == min(steps):
        return min(timedelta(minutes=step), timedelta(minutes=length) / 4)
    return timedelta(minutes=step) if length >= 2 * step else timedelta(0)

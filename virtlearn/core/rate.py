"""Parses rates such as "240/5m": how often something may be done in how much time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
shape = re.compile(r"(\d{1,6})/(\d{0,4})([smhd])")


class Rate(NamedTuple):
    """At most `most` times within `window` after the first one."""

    most: int
    window: timedelta


def rate_parse(text: str) -> Rate | None:
    """`most/time`, with a time of `s`, `m`, `h` or `d` and, before it, how many; `no`: no limit.

    Raises ValueError for anything else, and for nothing at all.
    """
    if text == "no":
        return None
    found = shape.fullmatch(text)
    if found is None:
        raise ValueError(text)
    most, count, unit = int(found[1]), int(found[2] or 1), units[found[3]]
    if not most or not count:
        raise ValueError(text)
    return Rate(most, timedelta(**{unit: count}))

"""Which backups are kept: so many days, weeks and months, the newest of each: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

part = re.compile(r"(\d{1,4})([dwmy])\Z")
# What backups of one day, week … have in common.
periods: Mapping[str, Callable[[datetime], str]] = {
    "d": lambda at: at.strftime("%Y-%m-%d"),
    "w": lambda at: at.strftime("%G-%V"),
    "m": lambda at: at.strftime("%Y-%m"),
    "y": lambda at: at.strftime("%Y"),
}


def keep_read(text: str) -> dict[str, int]:
    """`7d,4w,6m` as {"d": 7, "w": 4, "m": 6}. Raises ValueError with what to write."""
    found: dict[str, int] = {}
    for each in text.split(","):
        if not (matched := part.match(each.strip())) or not int(matched[1]):
            raise ValueError(f"{each.strip()!r}: write numbers of days, weeks, months: 7d,4w,6m")
        found[matched[2]] = int(matched[1])
    return found


def kept(times: Collection[datetime], keep: Mapping[str, int]) -> set[datetime]:
    """Of each of the latest `keep` periods that have a backup, its newest; always the newest."""
    newest_first = sorted(times, reverse=True)
    found = set(newest_first[:1])
    for unit, count in keep.items():
        latest: dict[str, datetime] = {}
        for at in newest_first:
            latest.setdefault(periods[unit](at), at)
        found.update(list(latest.values())[:count])
    return found

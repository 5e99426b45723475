"""How long people took for something, from the moments at which they did a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

pause = timedelta(minutes=20)  # a longer silence is a break, and counts as nothing
people_least = 5  # a row of fewer says nothing of most, and too much of each


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What `people` took, in minutes: the middle one, and the middle halves of both sides.

    All three are None where fewer than `people_least` were done: so no row tells of a person.
    """

    people: int = 0
    first: float | None = None  # quartile
    median: float | None = None
    third: float | None = None


def worked(moments: Iterable[datetime]) -> float:
    """Minutes from the first to the last of `moments`, in any order, without breaks."""
    ordered = sorted(moments)
    gaps = (later - earlier for earlier, later in pairwise(ordered))
    return sum((gap for gap in gaps if gap <= pause), timedelta()).total_seconds() / 60


def taken(minutes: Sequence[float]) -> Taken:
    """Of one value a person, in minutes."""
    if len(minutes) < people_least:
        return Taken(people=len(minutes))
    ordered = sorted(minutes)
    first, middle, third = (quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Taken(people=len(ordered), first=first, median=middle, third=third)


def quantile(ordered: Sequence[float], share: float) -> float:
    """`ordered` rises and has a value at least; between two it is linear, as in Hyndman and Fan's
    (1996) definition 7."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

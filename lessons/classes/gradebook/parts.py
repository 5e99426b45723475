"""Adds the parts of an assignment (questions, draws from pools, tests) up to what was handed in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from lessons.classes.gradebook.scheme import HandedIn, Take

nothing = HandedIn(points=0)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some of an assignment that gives at most `points` each for `count` of its `keys`.

    A question or a test has one key; a draw from a pool one for each question of the pool.
    """

    keys: tuple[str, ...]
    points: float
    count: int = 1

    @property
    def possible(self) -> float:
        return self.points * min(self.count, len(self.keys))


def possible_of(parts: Sequence[Part]) -> float:
    return math.fsum(part.possible for part in parts)


def taken_of(tries: Sequence[HandedIn], take: Take) -> HandedIn:
    """The one of several tries that counts; of none nothing."""
    if not tries:
        return nothing
    return tries[-1] if take == "last" else max(tries, key=lambda one: one.worth)


def joined(
    parts: Sequence[Part], tries: Mapping[str, Sequence[HandedIn]], take: Take
) -> tuple[HandedIn, ...]:
    """What an assignment came to, as one attempt; empty where none of its parts was answered.

    `tries` are by key in the order in which they were sent. No try counts for more points than its
    part has; of a draw the best count.
    """
    taken: list[HandedIn] = []
    for part in parts:
        found = [
            msgspec.structs.replace(one, points=min(one.points, part.points))
            for key in part.keys
            if tries.get(key)
            for one in [taken_of(tries[key], take)]
        ]
        taken += sorted(found, key=lambda one: -one.worth)[: part.count]
    if not taken:
        return ()
    points = math.fsum(one.points for one in taken)
    credits_of = {one.credit for one in taken}
    if len(credits_of) == 1:
        credit = next(iter(credits_of))
    elif points:
        credit = 100 * math.fsum(one.worth for one in taken) / points
    else:
        credit = min(credits_of)
    late = any(one.is_late for one in taken)
    return (HandedIn(points=points, credit=credit, late=late),)

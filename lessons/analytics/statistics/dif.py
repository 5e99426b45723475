"""Differential item functioning (DIF) by Mantel and Haenszel: an item that is harder for one group
than for another whose rest scores are the same.

Sources: N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22 (1959), 719-748; the
variance of the logarithm by J. Robins, N. Breslow and S. Greenland, Biometrics 42 (1986), 311-323;
delta and the classes A, B, C of the Educational Testing Service by R. Zieky in P. W. Holland and
H. Wainer (editors), Differential Item Functioning (1993), 337-347.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from lessons.analytics.statistics.intervals import z95

strata_most = 5
stratum_least = 10  # learners; a smaller one goes with its neighbour
group_least = 10
delta_of = -2.35  # from the logarithm of the odds ratio to ETS's scale
z_one_sided = 1.6448536269514722  # the normal distribution's 95 % point


class Outcome(msgspec.Struct, frozen=True):
    """Learners of the focal or of the reference group who were right, or were not, and have one
    rest score; `people` is how many.
    """

    focal: bool
    right: bool
    rest: float
    people: int = 1


class Stratum(msgspec.Struct, frozen=True):
    """Learners with like rest scores: how many of which group were right and wrong."""

    reference_right: int
    reference_wrong: int
    focal_right: int
    focal_wrong: int

    @property
    def n(self) -> int:
        return self.reference_right + self.reference_wrong + self.focal_right + self.focal_wrong


class Dif(msgspec.Struct, frozen=True, kw_only=True):
    """`odds_ratio` above 1 and `delta` below 0: harder for the focal group.

    `error` is the standard error of delta; A is negligible, B moderate, C large.
    """

    reference: int  # learners
    focal: int
    strata: int
    odds_ratio: float
    delta: float
    error: float
    category: Literal["A", "B", "C"]


def strata_make(outcomes: Sequence[Outcome]) -> list[Stratum]:
    """At most five, in the order of the rest score; equal rest scores are never parted.

    One with fewer than ten learners goes with the one above it, the last with the one below.
    """
    by_rest: dict[float, list[Outcome]] = {}
    for each in outcomes:
        by_rest.setdefault(each.rest, []).append(each)
    least = max(stratum_least, math.ceil(people_of(outcomes) / strata_most))
    groups: list[list[Outcome]] = []
    for rest in sorted(by_rest):
        if groups and people_of(groups[-1]) < least:
            groups[-1] += by_rest[rest]
        else:
            groups.append(by_rest[rest])
    if len(groups) > 1 and people_of(groups[-1]) < stratum_least:
        last = groups.pop()
        groups[-1] += last
    return [stratum_of(group) for group in groups]


def people_of(outcomes: Iterable[Outcome]) -> int:
    return sum(each.people for each in outcomes)


def stratum_of(group: Sequence[Outcome]) -> Stratum:
    def count(focal: bool, right: bool) -> int:
        return people_of(each for each in group if (each.focal, each.right) == (focal, right))

    return Stratum(count(False, True), count(False, False), count(True, True), count(True, False))


def mantel_haenszel(strata: Sequence[Stratum]) -> Dif | None:
    """The common odds ratio of the strata. None where it is not a number above 0."""
    parts = [
        (
            (each.reference_right + each.focal_wrong) / each.n,
            (each.reference_wrong + each.focal_right) / each.n,
            each.reference_right * each.focal_wrong / each.n,
            each.reference_wrong * each.focal_right / each.n,
        )
        for each in strata
        if each.n
    ]
    above, below = math.fsum(r for *_, r, _ in parts), math.fsum(s for *_, s in parts)
    if not above or not below:
        return None
    odds = above / below
    of_log = (
        math.fsum(p * r for p, _, r, _ in parts) / (2 * above**2)
        + math.fsum(p * s + q * r for p, q, r, s in parts) / (2 * above * below)
        + math.fsum(q * s for _, q, _, s in parts) / (2 * below**2)
    )
    delta, error = delta_of * math.log(odds), abs(delta_of) * math.sqrt(of_log)
    return Dif(
        reference=sum(each.reference_right + each.reference_wrong for each in strata),
        focal=sum(each.focal_right + each.focal_wrong for each in strata),
        strata=len(parts),
        odds_ratio=odds,
        delta=delta,
        error=error,
        category=category_of(delta, error),
    )


def category_of(delta: float, error: float) -> Literal["A", "B", "C"]:
    """ETS's: A below 1 or not significantly unlike 0, C from 1.5 and significantly above 1."""
    size = abs(delta)
    if size < 1 or size <= z95 * error:
        return "A"
    if size >= 1.5 and size - z_one_sided * error > 1:
        return "C"
    return "B"


def dif_of(outcomes: Sequence[Outcome]) -> Dif | None:
    """None where a group has fewer than ten learners, or the odds ratio is not defined."""
    focal = people_of(each for each in outcomes if each.focal)
    if min(focal, people_of(outcomes) - focal) < group_least:
        return None
    return mantel_haenszel(strata_make(outcomes))

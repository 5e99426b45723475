"""Fifths of the learners by rest score, and what each of them chose.

A fifth holds a fifth of the learners exactly: those with equal rest scores at its edge belong to
both sides in proportion, so that it does not matter in which order they come.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

import msgspec

from lessons.analytics.statistics.moments import mean
from lessons.analytics.statistics.papers import Response

fifths = 5


class OptionUse(msgspec.Struct, frozen=True, kw_only=True):
    """How often a choice was picked.

    `share` is of all who answered, `top_share` and `low_share` of the fifth with the highest and
    the lowest rest score, `rest` the mean rest score, 0 to 1, of those who picked it. `lures`: it
    is wrong, and the highest fifth picks it more than a right one.
    """

    id: str
    right: bool
    people: int
    share: float | None = None
    rest: float | None = None
    top_share: float | None = None
    low_share: float | None = None
    lures: bool = False


def weights_in(responses: Sequence[Response], fifth: int) -> list[tuple[Response, float]]:
    """Who belongs to a fifth (0 is the lowest), and with which share of themselves."""
    ranked = sorted((each for each in responses if each.rest is not None), key=rest_of)
    n, found, before = len(ranked), [], 0
    low, high = n * fifth / fifths, n * (fifth + 1) / fifths
    for _, group in itertools.groupby(ranked, key=rest_of):
        tied = list(group)
        inside = min(high, before + len(tied)) - max(low, before)
        if inside > 0:
            found += [(each, inside / len(tied)) for each in tied]
        before += len(tied)
    return found


def rest_of(response: Response) -> float:
    return -1.0 if response.rest is None else response.rest


def fifth_means(responses: Sequence[Response]) -> tuple[float, ...] | None:
    """The mean score of each fifth, the lowest first. None for fewer than five learners."""
    if sum(each.rest is not None for each in responses) < fifths:
        return None
    found = []
    for fifth in range(fifths):
        members = weights_in(responses, fifth)
        whole = math.fsum(weight for _, weight in members)
        found.append(math.fsum(each.score * weight for each, weight in members) / whole)
    return tuple(found)


def option_uses(
    rights: Mapping[str, bool],
    picked: Mapping[int, Collection[str]],
    responses: Sequence[Response],
) -> list[OptionUse]:
    """For each choice of `rights` (id → whether it is right) how often it was picked.

    `picked` says by the key of a response which choices it has.
    """
    top, low = weights_in(responses, fifths - 1), weights_in(responses, 0)

    def share_in(members: Sequence[tuple[Response, float]], option: str) -> float | None:
        whole = math.fsum(weight for _, weight in members)
        if not whole:
            return None
        chose = [weight for each, weight in members if option in picked.get(each.key, ())]
        return math.fsum(chose) / whole

    top_shares = {option: share_in(top, option) for option in rights}
    key = min((top_shares[each] or 0 for each, right in rights.items() if right), default=0.0)
    found = []
    for option, right in rights.items():
        chose = [each for each in responses if option in picked.get(each.key, ())]
        at_top = top_shares[option]
        found.append(
            OptionUse(
                id=option,
                right=right,
                people=len(chose),
                share=len(chose) / len(responses) if responses else None,
                rest=mean([each.rest for each in chose if each.rest is not None]),
                top_share=at_top,
                low_share=share_in(low, option),
                lures=not right and at_top is not None and at_top > key + 1e-9,
            )
        )
    return found

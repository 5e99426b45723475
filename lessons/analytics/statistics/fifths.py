"""Fifths of the learners by rest score, and what each of them chose.

A fifth holds a fifth of the learners exactly: those with equal rest scores at its edge belong to
both sides in proportion, so that it does not matter in which order they come.
"""

from __future__ import annotations

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


Members = list[tuple[Response, float]]


def groups_of(responses: Sequence[Response]) -> list[list[Response]]:
    """Those with a rest score, by that score from the lowest to the highest."""
    found: dict[float, list[Response]] = {}
    for each in responses:
        if each.rest is not None:
            found.setdefault(each.rest, []).append(each)
    return [found[rest] for rest in sorted(found)]


def parts_of(sizes: Sequence[int]) -> list[list[tuple[int, float]]]:
    """For each fifth which groups of these sizes are in it, and with how many of their learners."""
    n, before = sum(sizes), 0
    found: list[list[tuple[int, float]]] = [[] for _ in range(fifths)]
    for place, size in enumerate(sizes):
        after = before + size
        # In fifths of a learner, which are whole numbers.
        for fifth in range(fifths * before // n, min(fifths, -(-fifths * after // n))):
            inside = min(n * (fifth + 1), fifths * after) - max(n * fifth, fifths * before)
            found[fifth].append((place, inside / fifths))
        before = after
    return found


def fifths_of(responses: Sequence[Response]) -> list[Members]:
    """Who belongs to each fifth, the lowest first, and with which share of themselves."""
    groups = groups_of(responses)
    return [
        [(each, inside / len(groups[place])) for place, inside in parts for each in groups[place]]
        for parts in parts_of([len(group) for group in groups])
    ]


def fifth_means(responses: Sequence[Response]) -> tuple[float, ...] | None:
    """The mean score of each fifth, the lowest first. None for fewer than five learners."""
    groups = groups_of(responses)
    sizes = [len(group) for group in groups]
    if sum(sizes) < fifths:
        return None
    means = [math.fsum(each.score for each in group) / len(group) for group in groups]
    return tuple(
        min(1.0, math.fsum(means[place] * inside for place, inside in parts) * fifths / sum(sizes))
        for parts in parts_of(sizes)
    )


def option_uses(
    rights: Mapping[str, bool],
    picked: Mapping[int, Collection[str]],
    responses: Sequence[Response],
) -> list[OptionUse]:
    """For each choice of `rights` (id → whether it is right) how often it was picked.

    `picked` says by the key of a response which choices it has.
    """
    low, *_, top = fifths_of(responses)

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

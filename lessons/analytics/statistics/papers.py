"""What learners scored: papers of items, with the rest score of each answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import msgspec

rest_digits = 12  # equal shares are equal, however they were added up
rest_least = 0.5  # of the other common items' weight that a learner must have answered


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A question or a task. `weight` is the most that it gives, `guess` the share of it that
    chance alone gives.

    `common`: everybody gets it, so it counts for the whole test; others are drawn by chance.
    """

    id: str
    weight: float = 1
    guess: float | None = None
    common: bool = True


class Response(msgspec.Struct, frozen=True):
    """One learner's answer to one item: `score` is the share of the item's weight, 0 to 1.

    `rest` is the share, 0 to 1, that the learner has of the other items' weight; None where too few
    of these were answered. `key` says whose answer it is.
    """

    key: int
    score: float
    rest: float | None = None


class Paper(msgspec.Struct, frozen=True):
    """What one learner scored: item → share of its weight, 0 to 1. What is not there was not
    answered."""

    key: int
    scores: Mapping[str, float]


def responses_of(items: Iterable[Item], papers: Iterable[Paper]) -> dict[str, list[Response]]:
    """Item → its answers, in the order of the papers, each with the rest score.

    With complete papers it is T - x as a share of what the others can give, T the learner's total:
    the same correlations as with T - x itself.
    """
    items = list(items)
    weights = {item.id: item.weight for item in items}
    asked = {item.id: item.weight for item in items if item.common}
    total = math.fsum(asked.values())
    found: dict[str, list[Response]] = {name: [] for name in weights}
    for paper in papers:
        answered = [(name, score) for name, score in paper.scores.items() if name in weights]
        earned = math.fsum(weights[name] * score for name, score in answered)
        possible = math.fsum(weights[name] for name, _ in answered)
        for name, score in answered:
            weight = weights[name]
            others, all_others = possible - weight, total - asked.get(name, 0)
            rest = None
            if others > 0 and others >= rest_least * all_others - 1e-9:
                share = (earned - weight * score) / others
                rest = round(max(0.0, min(1.0, share)), rest_digits)
            found[name].append(Response(paper.key, score, rest))
    return found


def rested(responses: Sequence[Response]) -> tuple[list[float], list[float]]:
    """Scores and rest scores of those that have both."""
    both = [(each.score, each.rest) for each in responses if each.rest is not None]
    return [score for score, _ in both], [rest for _, rest in both]

"""Statistics of single items: facility, discrimination, efficiency, weights.

As in Moodle's quiz statistics (question/classes/statistics/questions/calculator.php), but for one
thing: where not every learner answered every item, the rest score is a share of those answered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from lessons.analytics.statistics.fifths import fifth_means
from lessons.analytics.statistics.intervals import Interval, correlation_bootstrap, wilson
from lessons.analytics.statistics.moments import covariance, deviation, mean, relation
from lessons.analytics.statistics.papers import Item, Paper, Response, rest_digits, rested

learners_least = 10  # below, what compares learners is left out: "too few"
Ease = Literal["very-hard", "hard", "fair", "easy", "very-easy"]
Power = Literal["negative", "poor", "weak", "adequate", "very-good"]
Advice = Literal[
    "few",
    "wrong-key",
    "lure",
    "below-chance",
    "too-hard",
    "too-easy",
    "weak",
    "other-group",
    "good",
]


class ItemResult(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one item; shares and correlations are 0 to 1 (-1 to 1).

    `compared` is how many of the `people` have a rest score.
    """

    people: int = 0
    right: int = 0  # wholly
    facility: float | None = None
    facility_interval: Interval | None = None
    deviation: float | None = None  # of the scores as shares of the weight
    guess: float | None = None
    compared: int = 0
    discrimination: float | None = None
    efficiency: float | None = None
    fifths: tuple[float, ...] | None = None

    @property
    def few(self) -> bool:
        return self.people < learners_least


def item_result(
    item: Item, responses: Sequence[Response], *, least: int = learners_least
) -> ItemResult:
    """What compares learners is None where fewer than `least` of them can be compared."""
    scores = [each.score for each in responses]
    facility = mean(scores)
    own, rest = rested(responses)
    enough = len(own) >= least
    related, efficiency = relation(own, rest) if enough else (None, None)
    return ItemResult(
        people=len(scores),
        right=sum(score == 1 for score in scores),
        facility=facility,
        facility_interval=None if facility is None else wilson(facility, len(scores)),
        deviation=deviation(scores) if len(scores) >= least else None,
        guess=item.guess,
        compared=len(own),
        discrimination=related,
        efficiency=efficiency,
        fifths=fifth_means(responses) if enough else None,
    )


def discrimination_interval(
    responses: Sequence[Response], *, least: int = learners_least
) -> Interval | None:
    """Of the discrimination, by bootstrap: about a tenth of a second for a thousand learners."""
    own, rest = rested(responses)
    return correlation_bootstrap(own, rest) if len(own) >= least else None


def intended_weights(items: Sequence[Item]) -> dict[str, float]:
    """Item → its share of what all common items give, 0 to 1."""
    total = math.fsum(item.weight for item in items if item.common)
    return {item.id: item.weight / total for item in items if item.common and total}


def effective_weights(items: Sequence[Item], papers: Sequence[Paper]) -> Mapping[str, float | None]:
    """Item → √cov(x, T) as a share of the sum of these over the common items, 0 to 1.

    From complete papers. None where the covariance with the total is below 0, as in Moodle; empty
    where nothing varies.
    """
    common = [item for item in items if item.common]
    whole = [paper for paper in papers if all(item.id in paper.scores for item in common)]
    totals = [
        round(math.fsum(item.weight * paper.scores[item.id] for item in common), rest_digits)
        for paper in whole
    ]
    found = {
        item.id: covariance([item.weight * paper.scores[item.id] for paper in whole], totals)
        for item in common
    }
    roots = {
        name: math.sqrt(each) for name, each in found.items() if each is not None and each >= 0
    }
    total = math.fsum(roots.values())
    return {name: roots[name] / total if name in roots else None for name in found} if total else {}


def ease_of(facility: float | None) -> Ease | None:
    """In words; the steps of Moodle's documentation, made five."""
    if facility is None:
        return None
    if facility < 0.05:
        return "very-hard"
    if facility < 0.35:
        return "hard"
    if facility <= 0.8:
        return "fair"
    return "easy" if facility <= 0.95 else "very-easy"


def power_of(discrimination: float | None) -> Power | None:
    """How well an item tells learners apart, in words; Moodle's steps."""
    if discrimination is None:
        return None
    if discrimination < 0:
        return "negative"
    if discrimination < 0.2:
        return "poor"
    if discrimination < 0.3:
        return "weak"
    return "adequate" if discrimination < 0.5 else "very-good"


def advice_of(result: ItemResult, *, lures: bool = False, other_group: bool = False) -> Advice:
    """What its author should do first; the gravest comes first."""
    if result.few or result.facility is None:
        return "few"
    interval = result.facility_interval
    checks: list[tuple[bool, Advice]] = [
        (result.discrimination is not None and result.discrimination < 0, "wrong-key"),
        (lures, "lure"),
        (bool(interval and result.guess and interval[1] < result.guess), "below-chance"),
        (other_group, "other-group"),
        (result.facility < 0.05, "too-hard"),
        (result.facility > 0.95, "too-easy"),
        (result.discrimination is not None and result.discrimination < 0.2, "weak"),
    ]
    return next((advice for found, advice in checks if found), "good")

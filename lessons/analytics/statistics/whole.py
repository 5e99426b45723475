"""Statistics of a whole test: its distribution, internal consistency and standard error.

As in Moodle's quiz statistics (mod/quiz/report/statistics/classes/calculator.php). The coefficient
of internal consistency is Cronbach's alpha (Psychometrika 16 (1951), 297-334), which is KR-20 where
every item is right or wrong (Kuder and Richardson, Psychometrika 2 (1937), 151-160).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from lessons.analytics.statistics import moments
from lessons.analytics.statistics.items import learners_least
from lessons.analytics.statistics.papers import Item, Paper, rest_digits


class WholeResult(msgspec.Struct, frozen=True, kw_only=True):
    """Of complete papers; mean, median, deviation and error as shares of the points, 0 to 1."""

    people: int = 0
    items: int = 0
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency: float | None = None  # alpha: at most 1, and below 0 where items contradict
    error_ratio: float | None = None  # √(1 - alpha)
    error: float | None = None  # the standard error of a learner's share


def alpha(columns: Sequence[Sequence[float]], totals: Sequence[float]) -> float | None:
    """Cronbach's: K/(K-1) · (1 - Σ var x / var T). None below two items or without variance."""
    k, whole = len(columns), moments.variance(totals)
    if k < 2 or not whole:
        return None
    parts = math.fsum(moments.variance(column) or 0.0 for column in columns)
    return k / (k - 1) * (1 - parts / whole)


def whole_result(
    items: Sequence[Item], papers: Sequence[Paper], *, least: int = learners_least
) -> WholeResult:
    """Of the items that everybody gets and of the learners who answered all of them."""
    common = [item for item in items if item.common]
    weight = math.fsum(item.weight for item in common)
    whole = [paper for paper in papers if all(item.id in paper.scores for item in common)]
    if not common or not weight or len(whole) < max(1, least):
        return WholeResult(people=len(whole) if common else 0, items=len(common))
    columns = [[item.weight * paper.scores[item.id] for paper in whole] for item in common]
    totals = [round(math.fsum(scores), rest_digits) for scores in zip(*columns, strict=True)]
    shares = [total / weight for total in totals]
    found, told = alpha(columns, totals), distribution(shares)
    ratio = math.sqrt(max(0.0, 1 - found)) if found is not None else None
    return msgspec.structs.replace(
        told,
        items=len(common),
        consistency=found,
        error_ratio=ratio,
        error=None if ratio is None or told.deviation is None else ratio * told.deviation,
    )


def distribution(shares: Sequence[float], *, least: int = 1) -> WholeResult:
    """Of learners' shares of the points alone, where not all of them got the same items."""
    if len(shares) < max(1, least):
        return WholeResult(people=len(shares))
    return WholeResult(
        people=len(shares),
        mean=moments.mean(shares),
        median=moments.median(shares),
        deviation=moments.deviation(shares),
        skewness=moments.skewness(shares),
        kurtosis=moments.kurtosis(shares),
    )

"""Mean, median, variance, covariance, correlation, skewness and kurtosis of samples.

Variance and covariance have n - 1 below, as Moodle's have (its calculator of question statistics);
skewness and kurtosis are Fisher's G1 and G2 from k-statistics, as in Moodle's calculator of quiz
statistics: 0 for a normal distribution, both.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence

Values = Sequence[float]


def mean(values: Values) -> float | None:
    """None without values."""
    return math.fsum(values) / len(values) if values else None


def median(values: Values) -> float | None:
    """The middle one, or the mean of the two in the middle. None without values."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def varies(values: Values) -> bool:
    """Whether two of them differ: rounding makes no variance out of equal values."""
    return bool(values) and min(values) != max(values)


def deviations(values: Values) -> list[float]:
    middle = math.fsum(values) / len(values)
    return [value - middle for value in values]


def variance(values: Values) -> float | None:
    """With n - 1 below. None for fewer than two values, 0 where all are equal."""
    return covariance(values, values)


def deviation(values: Values) -> float | None:
    """The standard deviation, with n - 1 below. None for fewer than two values."""
    found = variance(values)
    return None if found is None else math.sqrt(found)


def covariance(first: Values, second: Values) -> float | None:
    """Of pairs, with n - 1 below. None for fewer than two, 0 where one side never varies."""
    if len(first) < 2:
        return None
    if not varies(first) or not varies(second):
        return 0.0
    products = map(operator.mul, deviations(first), deviations(second))
    return math.fsum(products) / (len(first) - 1)


def correlation(first: Values, second: Values) -> float | None:
    """Pearson's, from -1 to 1. None where a side never varies."""
    return relation(first, second)[0]


def relation(first: Values, second: Values) -> tuple[float | None, float | None]:
    """The correlation, and the covariance as a share of the largest that these values could have.

    Both go from -1 to 1, and are None where a side never varies. The largest covariance is that of
    both sides in order (Moodle: discriminative efficiency).
    """
    if not varies(first) or not varies(second):
        return None, None
    ours, theirs = deviations(first), deviations(second)
    both = math.fsum(map(operator.mul, ours, theirs))
    related = correlation_of(
        math.fsum(map(operator.mul, ours, ours)), math.fsum(map(operator.mul, theirs, theirs)), both
    )
    most = math.fsum(map(operator.mul, sorted(ours), sorted(theirs)))
    return related, max(-1.0, min(1.0, both / most)) if most > 0 else None


def correlation_of(first: float, second: float, both: float) -> float | None:
    """Pearson's correlation from the sums of squares and of products of deviations."""
    below = math.sqrt(first) * math.sqrt(second)
    return max(-1.0, min(1.0, both / below)) if below > 0 else None


def skewness(values: Values) -> float | None:
    """G1 = k3 / k2^(3/2); negative where the tail is on the left. None below 3 values."""
    n = len(values)
    if n < 3 or not varies(values):
        return None
    away = deviations(values)
    k2 = math.fsum(each**2 for each in away) / (n - 1)
    k3 = n * math.fsum(each**3 for each in away) / ((n - 1) * (n - 2))
    return k3 / k2**1.5 if k2 else None


def kurtosis(values: Values) -> float | None:
    """G2 = k4 / k2²: the excess over the normal distribution. None below 4 values."""
    n = len(values)
    if n < 4 or not varies(values):
        return None
    away = deviations(values)
    squares = math.fsum(each**2 for each in away)
    fourths = math.fsum(each**4 for each in away)
    k2 = squares / (n - 1)
    k4 = n * (n + 1) * fourths / (n - 1) - 3 * squares**2
    return k4 / ((n - 2) * (n - 3)) / k2**2 if k2 else None

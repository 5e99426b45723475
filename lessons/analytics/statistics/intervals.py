"""Confidence intervals of 95 %: Wilson's for a share, the percentile bootstrap's for correlations.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927), 209-212; B. Efron, "Bootstrap methods:
another look at the jackknife", Annals of Statistics 7 (1979), 1-26.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence

from lessons.analytics.statistics.moments import correlation_of, varies

z95 = 1.959963984540054  # the normal distribution's 97.5 % point
samples = 1000
seed = "statistics"  # fixed: the same answers give the same interval
Interval = tuple[float, float]


def wilson(share: float, n: int) -> Interval | None:
    """The interval of a share of `n`, both ends from 0 to 1. None without anybody.

    For partly right answers `share` is their mean: of all values between 0 and 1 with that mean,
    right and wrong alone vary the most, so the interval is rather too wide than too narrow.
    """
    if n < 1:
        return None
    square = z95 * z95
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return low, high


def correlation_bootstrap(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    """The 2.5th and the 97.5th percentile of the correlations of 1,000 samples with replacement.

    None where the correlation is not defined. Samples in which a side never varies have none, and
    are left out; the interval is None where these are more than half.
    """
    if not varies(first) or not varies(second):
        return None
    # In order, so that the interval does not depend on the order of the learners.
    pairs = sorted(zip(first, second, strict=True))
    cells = sorted(set(pairs))
    place = {cell: at for at, cell in enumerate(cells)}
    people = [place[pair] for pair in pairs]
    # Around the means: the sums below then lose no digits.
    middle_x = math.fsum(first) / len(first)
    middle_y = math.fsum(second) / len(second)
    terms = [
        (x := each_x - middle_x, y := each_y - middle_y, x * x, y * y, x * y)
        for each_x, each_y in cells
    ]
    chance = random.Random(seed)  # noqa: S311  # hides no secret
    found = []
    for _ in range(samples):
        drawn = Counter(chance.choices(people, k=len(people)))
        sums = [0.0] * 5
        for at, count in drawn.items():
            for index, term in enumerate(terms[at]):
                sums[index] += count * term
        if (value := correlation_sample(sums, len(people))) is not None:
            found.append(value)
    if 2 * len(found) < samples:
        return None
    found.sort()
    return percentile(found, 0.025), percentile(found, 0.975)


def correlation_sample(sums: Sequence[float], n: int) -> float | None:
    """From the sums of x, y, x², y² and xy over `n` pairs; None where a side never varies."""
    x, y, xx, yy, xy = sums
    first, second = xx - x * x / n, yy - y * y / n
    if first <= 1e-12 * xx or second <= 1e-12 * yy:
        return None
    return correlation_of(first, second, xy - x * y / n)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Between the two values around it, in proportion (R's type 7)."""
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])

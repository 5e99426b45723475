"""A figure: what was measured, and what it is held against."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

Unit = Literal["requests/s", "ms", "MB/s", "s", "MB", "GB"]
rates = {"requests/s", "MB/s"}


class Figure(NamedTuple):
    """`n` samples gave `value`; as many gave `floor`. `backend` is what both ran on."""

    name: str
    value: float
    unit: Unit
    floor: float
    n: int
    backend: str

    @property
    def ratio(self) -> float:
        """How many times the floor this costs."""
        return self.floor / self.value if self.unit in rates else self.value / self.floor

    def line(self) -> str:
        """Give the figure as one line of JSON."""
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 3),
                "unit": self.unit,
                "floor": round(self.floor, 3),
                "ratio": round(self.ratio, 3),
                "n": self.n,
                "backend": self.backend,
            }
        )


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that at least `percent` of 100 of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)]


def in_turns(
    value: Callable[[], float], floor: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """Give the medians of `rounds` measurements of each, in turns: both see the same load."""
    value_found, floor_found = medians([value, floor], rounds)
    return value_found, floor_found


def medians(measures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Give the median of each, measured in turns; another one is first each round."""
    found: list[list[float]] = [[] for _ in measures]
    for number in range(rounds):
        for step in range(len(measures)):
            place = (number + step) % len(measures)
            found[place].append(measures[place]())
    return [statistics.median(each) for each in found]

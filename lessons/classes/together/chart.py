"""Lays out what a class predicted and measured, on one line each with the same scale. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

import msgspec

from lessons.experiments.comparison import Dot, Scale, margin, step, width

stack_most = 10  # dots one above another; beyond, a dot stands for several people
row_gap = 44  # below a line, for its words


class DotRow(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of figure: `count` people, on a line at `base`; the median is at `middle`."""

    name: str
    count: int
    base: int
    dots: tuple[Dot, ...]
    median: float
    middle: int


class DotChart(msgspec.Struct, frozen=True, kw_only=True):
    """`each`: people a dot stands for. `least` and `most` are at both ends of the scale."""

    rows: tuple[DotRow, ...]
    height: int
    least: float
    most: float
    each: int
    logarithmic: bool


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """How many chose a choice at first and again, and of how many figures it holds.

    The three shares are of the longest bar, from 0 to 100.
    """

    key: str
    counts: Mapping[str, int]
    lengths: Mapping[str, int]


def dot_chart(values: Mapping[str, Sequence[float]]) -> DotChart | None:
    """A line for each name that has values, in their order; None where none has."""
    given = {name: sorted(each) for name, each in values.items() if each}
    if not given:
        return None
    every = [value for each in given.values() for value in each]
    scale = Scale(min(every), max(every), (width - 2 * margin) // step)
    stacks = {name: Counter(map(scale.column, row)) for name, row in given.items()}
    tallest = max(count for stack in stacks.values() for count in stack.values())
    each = max(1, math.ceil(tallest / stack_most))
    rows, top = [], 0
    for name, row in given.items():
        heights = {at: math.ceil(count / each) for at, count in stacks[name].items()}
        base = top + step * (max(heights.values()) + 1)
        # Of halves, since the sum of two may be more than a float holds.
        middle = min(max(2 * median(value / 2 for value in row), row[0]), row[-1])
        rows.append(
            DotRow(
                name=name,
                count=len(row),
                base=base,
                dots=tuple(
                    Dot(margin + at * step, base - step * level)
                    for at, height in sorted(heights.items())
                    for level in range(1, height + 1)
                ),
                median=middle,
                middle=margin + scale.column(middle) * step,
            )
        )
        top = base + row_gap
    return DotChart(
        rows=tuple(rows),
        height=top,
        least=scale.least,
        most=scale.most,
        each=each,
        logarithmic=scale.logarithmic,
    )


def bars(keys: Sequence[str], counts: Mapping[str, Mapping[str, int]]) -> tuple[Bar, ...]:
    """One for each choice, in their order; `counts` by what is counted, then by choice."""
    longest = max((count for each in counts.values() for count in each.values()), default=0)
    return tuple(
        Bar(
            key=key,
            counts={name: each.get(key, 0) for name, each in counts.items()},
            lengths={
                name: round(100 * each.get(key, 0) / longest) if longest else 0
                for name, each in counts.items()
            },
        )
        for key in keys
    )

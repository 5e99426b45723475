"""Lays out a class's figures as dots on a line, with one's own among them. Pure."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence

import msgspec

width, margin, step, radius = 600, 24, 12, 5  # of the drawing, in its own units
stack_most = 12  # dots one above another; beyond, a dot stands for several people
log_from = 30  # from this ratio of most to least on, the line is logarithmic


class Dot(msgspec.Struct, frozen=True):
    x: int
    y: int


class Tick(msgspec.Struct, frozen=True):
    x: int
    value: float


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """`count` people, the reader among them if their figures count; `below` measured less."""

    count: int
    median: float
    least: float
    most: float
    below: int
    each: int  # people a dot
    logarithmic: bool
    height: int
    base: int  # y of the line
    dots: tuple[Dot, ...]
    own: Dot
    ticks: tuple[Tick, ...]


class Scale(msgspec.Struct, frozen=True):
    """The columns that values from `least` to `most` fall into, from 0 to `columns`."""

    least: float
    most: float
    columns: int

    @property
    def logarithmic(self) -> bool:
        return self.least > 0 and self.most / log_from >= self.least

    def column(self, value: float) -> int:
        least, most = self.least, self.most
        if most / 2 == least / 2:
            return self.columns // 2
        if self.logarithmic:
            share = (math.log(value) - math.log(least)) / (math.log(most) - math.log(least))
        else:  # halves, since the whole distance may be more than a float holds
            share = (value / 2 - least / 2) / (most / 2 - least / 2)
        return round(share * self.columns)


def distribution(others: Sequence[float], own: float, *, counted: bool) -> Distribution:
    """`counted`: whether `own` is one of the class's figures, or only the reader's to see."""
    values = sorted([*others, own]) if counted else sorted(others)
    drawn = sorted([*others, own])
    least, most = drawn[0], drawn[-1]
    scale = Scale(least, most, (width - 2 * margin) // step)
    column = scale.column
    stacks = Counter(column(value) for value in others)
    each = max(1, math.ceil(max(stacks.values(), default=0) / stack_most))
    heights = {at: math.ceil(count / each) for at, count in stacks.items()}
    own_at = column(own)
    tallest = max([*heights.values(), heights.get(own_at, 0) + 1])
    base = (tallest + 1) * step
    dots = tuple(
        Dot(margin + at * step, base - step * level)
        for at, height in sorted(heights.items())
        for level in range(1, height + 1)
    )
    ticks = {margin + column(value) * step: value for value in (least, most)}
    return Distribution(
        count=len(values),
        median=statistics.median(values),
        least=values[0],
        most=values[-1],
        below=sum(value < own for value in others),
        each=each,
        logarithmic=scale.logarithmic,
        height=base + 36,
        base=base,
        dots=dots,
        own=Dot(margin + own_at * step, base - step * (heights.get(own_at, 0) + 1)),
        ticks=tuple(Tick(x, value) for x, value in sorted(ticks.items())),
    )

"""Lays out what was predicted, measured and published, and a class's figures, on one line. Pure.

All lengths are in the drawing's own units, `width` from left to right.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from typing import Literal

import msgspec

width, margin, step, radius = 600, 24, 12, 5  # of the drawing, in its own units
lane_height, edge = 28, 8
stack_most = 12  # dots one above another; beyond, a dot stands for several people
log_from = 30  # from this ratio of most to least on, the line is logarithmic


class Dot(msgspec.Struct, frozen=True):
    x: int
    y: int


class Tick(msgspec.Struct, frozen=True):
    x: int
    value: float


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of figure above the line: its marks at `xs`, a bar from `start` to `end`."""

    name: Literal["predicted", "published", "own"]
    y: int
    xs: tuple[int, ...]
    start: int
    end: int


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """`count` people, the reader among them if their figures count; `below` measured less."""

    count: int
    median: float
    least: float
    most: float
    below: int
    each: int  # people a dot
    dots: tuple[Dot, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """`base` is the y of the line; what is not there to be drawn is empty."""

    lanes: tuple[Lane, ...]
    crowd: Crowd | None
    own: int  # x of the reader's figure
    logarithmic: bool
    height: int
    base: int
    ticks: tuple[Tick, ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared, in one unit. The reader's runs lie from `least` to `most`.

    `predicted` is a number, or the bounds of a choice, of which None is none.
    """

    own: float
    least: float
    most: float
    predicted: float | tuple[float | None, float | None] | None = None
    published: tuple[float, ...] = ()
    others: tuple[float, ...] = ()  # of the class
    counted: bool = False  # whether the reader's figure is one of the class's

    @property
    def values(self) -> list[float]:
        """All numbers that have a place on the line."""
        given = self.predicted if isinstance(self.predicted, tuple) else (self.predicted,)
        bounds = [each for each in given if each is not None]
        return [self.own, self.least, self.most, *bounds, *self.published, *self.others]


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

    def x(self, value: float) -> int:
        """Where `value` stands, in the middle of its column."""
        return margin + self.column(value) * (width - 2 * margin) // self.columns


def comparison(figures: Figures) -> Comparison | None:
    """None where there is nothing to compare the reader's figure with."""
    if figures.predicted is None and not figures.published and not figures.others:
        return None
    values = figures.values
    fine = Scale(min(values), max(values), width - 2 * margin)
    crowd, tallest = None, 0
    lanes = lanes_of(figures, fine)
    top = len(lanes) * lane_height
    if figures.others:
        columns = Scale(fine.least, fine.most, fine.columns // step)
        crowd, tallest = crowd_of(figures, columns, top)
    base = top + (tallest + 1) * step
    ticks = {fine.x(value): value for value in (fine.least, fine.most)}
    return Comparison(
        lanes=lanes,
        crowd=crowd,
        own=fine.x(figures.own),
        logarithmic=fine.logarithmic,
        height=base + 36,
        base=base,
        ticks=tuple(Tick(x, value) for x, value in sorted(ticks.items())),
    )


def lanes_of(figures: Figures, scale: Scale) -> tuple[Lane, ...]:
    """From the top: the prediction, what was published, the reader's own."""
    lanes: list[Lane] = []

    def lane(
        name: Literal["predicted", "published", "own"], xs: tuple[int, ...], *ends: int
    ) -> None:
        y = len(lanes) * lane_height + lane_height // 2
        lanes.append(Lane(name=name, y=y, xs=xs, start=min(ends), end=max(ends)))

    own = scale.x(figures.own)
    if isinstance(figures.predicted, tuple):
        least, below = figures.predicted
        start = edge if least is None else scale.x(least)
        lane("predicted", (), start, width - edge if below is None else scale.x(below))
    elif figures.predicted is not None:
        guess = scale.x(figures.predicted)
        lane("predicted", (guess,), guess, own)  # the bar is how far it was off
    if figures.published:
        xs = tuple(scale.x(value) for value in figures.published)
        lane("published", xs, *xs)
    lane("own", (own,), scale.x(figures.least), scale.x(figures.most))
    return tuple(lanes)


def crowd_of(figures: Figures, scale: Scale, top: int) -> tuple[Crowd, int]:
    """The class's dots, from `top` down to the line, and how many stand above one another."""
    values = sorted([*figures.others, figures.own] if figures.counted else figures.others)
    stacks = Counter(scale.column(value) for value in figures.others)
    each = max(1, math.ceil(max(stacks.values()) / stack_most))
    heights = {at: math.ceil(count / each) for at, count in stacks.items()}
    tallest = max(heights.values())
    base = top + (tallest + 1) * step
    dots = tuple(
        Dot(margin + at * step, base - step * level)
        for at, height in sorted(heights.items())
        for level in range(1, height + 1)
    )
    crowd = Crowd(
        count=len(values),
        median=statistics.median(values),
        least=values[0],
        most=values[-1],
        below=sum(value < figures.own for value in figures.others),
        each=each,
        dots=dots,
    )
    return crowd, tallest

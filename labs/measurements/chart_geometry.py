"""Computes the shapes of charts: bars and lines in an SVG's coordinates. Pure.

Coordinates are those of an SVG `viewBox`: x to the right, y downwards, whole numbers. A figure
beyond 10^15 either way is no figure that a chart can be read for, and is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import msgspec

drawable = 1e15
points_most = 500
x_shape = re.compile(r"[0-9]{1,6}\Z")
technologies = ("container", "system-container", "vm", "host")


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The room of a chart, by which its template draws: `row` is the height of a bar with its
    words, `bar_most` the longest bar; `shade` the height of the words below a line that say what is
    marked in it; the others bound the field of a line, and its height without those.
    """

    row: int
    bar_most: int
    left: int
    right: int
    top: int
    bottom: int
    height: int
    shade: int


page_frame = Frame(
    row=52, bar_most=240, left=62, right=384, top=14, bottom=196, height=240, shade=24
)
# Beside a terminal, where a chart is a third of the text's height.
figure_frame = Frame(
    row=27, bar_most=316, left=44, right=312, top=10, bottom=94, height=128, shade=16
)


class Bar(msgspec.Struct, frozen=True):
    """One measure: where its row begins, how long it is. `technology` is "" where none is named."""

    key: str
    technology: str
    value: float | None  # None: not measured yet, and no bar
    y: int
    length: int


class Tick(msgspec.Struct, frozen=True):
    """A mark of an axis: its number, and where it is."""

    value: float
    at: int


class Shade(msgspec.Struct, frozen=True):
    """A time that is marked: its place in `shades`, where it begins, how wide it is."""

    index: int
    x: int
    length: int


class Axis(msgspec.Struct, frozen=True):
    """From the first of `marks`, which lies at `start`, to the last, at `end`."""

    marks: Sequence[float]
    start: int
    end: int

    def at(self, value: float) -> int:
        """Where `value` lies."""
        low, high = self.marks[0], self.marks[-1]
        return round(self.start + (value - low) / (high - low) * (self.end - self.start))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        return tuple(Tick(mark, self.at(mark)) for mark in self.marks)


class Line(msgspec.Struct, frozen=True):
    """Points from left to right, those of the figures and where they lie, and the axes' marks.

    `figures` are (N, value); on a timeline they are in the order of the values.
    """

    figures: Sequence[tuple[int, float]]
    points: Sequence[tuple[int, int]]
    across: Sequence[Tick]
    upwards: Sequence[Tick]
    shades: Sequence[Shade] = ()

    @property
    def path(self) -> str:
        """As an SVG polyline has it."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def technology_of(key: str) -> str:
    """The technology that a key's last word names, or ""."""
    last = key.rpartition(".")[2]
    return last if last in technologies else ""


def can_draw(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= drawable


def ticks(low: float, high: float, *, about: int = 4, least: float = 0.0) -> list[float]:
    """Round numbers, evenly apart, the first at most `low` and the last at least `high`.

    The step is 1, 2 or 5 times a power of ten, and at least `least`; there are 2 to `about` + 3 of
    them. `low` and `high` are drawable, `low` <= `high`. A range too narrow to tell is widened.
    """
    narrowest = 1e-9 * max(1.0, abs(low), abs(high))
    if high - low < narrowest:
        high = low + 1e6 * narrowest
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (power, 2 * power, 5 * power, 10 * power)
    step = max(least, next((step for step in steps if step >= rough), 10 * power))
    first, last = math.floor(low / step), math.ceil(high / step)
    return [count * step for count in range(first, max(last, first + 1) + 1)]


def bars_make(
    keys: Sequence[str], values: Mapping[str, float], frame: Frame = page_frame
) -> list[Bar]:
    """A row a key, in this order. Lengths are to the same scale, from zero; below zero is none.

    What is more than zero has a length of one at least, so that it is seen to be there.
    """
    found = {key: values[key] for key in keys if key in values and can_draw(values[key])}
    longest = max(found.values(), default=0.0)
    bars = []
    for index, key in enumerate(keys):
        value = found.get(key)
        length = 0
        if value is not None and value > 0:
            length = max(1, round(value / longest * frame.bar_most))
        bars.append(Bar(key, technology_of(key), value, index * frame.row, length))
    return bars


def series_of(series: str, values: Mapping[str, float]) -> list[tuple[int, float]]:
    """The figures `series.N` of `values` as (N, value) in the order of N.

    Of too many, some evenly apart.
    """
    found = {}
    for key, value in values.items():
        head, _, last = key.rpartition(".")
        if head == series and x_shape.match(last) and can_draw(value):
            found[int(last)] = value
    figures = sorted(found.items())
    if len(figures) <= points_most:
        return figures
    step = (len(figures) - 1) / (points_most - 1)
    return [figures[round(index * step)] for index in range(points_most)]


def line_make(figures: Sequence[tuple[int, float]], frame: Frame = page_frame) -> Line | None:
    """A line through `figures`, which are in order of x; y from zero. None without figures."""
    if not figures:
        return None
    values = [value for _, value in figures]
    upwards = Axis(ticks(min(0.0, *values), max(0.0, *values)), frame.bottom, frame.top)
    across = Axis(ticks(figures[0][0], figures[-1][0], least=1.0), frame.left, frame.right)
    return Line(
        figures=tuple(figures),
        points=tuple((across.at(x), upwards.at(y)) for x, y in figures),
        across=across.ticks,
        upwards=upwards.ticks,
    )


def timeline_make(
    figures: Sequence[tuple[int, float]],
    spans: Sequence[tuple[float, float] | None],
    frame: Frame = page_frame,
) -> Line | None:
    """Points (N, time) with the time to the right and N upwards. None without figures.

    `spans` are times to be marked, from and to; None stands for one that was not measured. What
    of them lies outside of the time that is drawn widens it. One that is turned round is left out.
    """
    if not figures:
        return None
    found = [
        (index, span)
        for index, span in enumerate(spans)
        if span and all(map(can_draw, span)) and span[0] <= span[1]
    ]
    times = [value for _, value in figures] + [value for _, span in found for value in span]
    counts = [number for number, _ in figures]
    across = Axis(ticks(min(times), max(times)), frame.left, frame.right)
    upwards = Axis(ticks(min(counts), max(counts), least=1.0), frame.bottom, frame.top)
    in_time = sorted(figures, key=lambda each: (each[1], each[0]))
    return Line(
        figures=tuple(in_time),
        points=tuple((across.at(time), upwards.at(number)) for number, time in in_time),
        across=across.ticks,
        upwards=upwards.ticks,
        shades=tuple(
            Shade(index, across.at(start), max(2, across.at(end) - across.at(start)))
            for index, (start, end) in found
        ),
    )

"""The geometry of a radar chart: where lines, marks and words go, as SVG attribute values.

Drawn here, not by a charting library, because each technology has its own mark and dashes,
words stay level and wrap, and nothing in it needs a style or script of its own.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence

from lessons.wizard.model import Frozen, top
from lessons.wizard.report import Choice, Row

label_width = 18  # characters a line
line_height = 16.0
mark_size = 6.0
# For a chart that stands alone, on white; inside a page the style sheet's colours hold.
colours = {
    "container": "#0f6b64",
    "system-container": "#6d3fc0",
    "vm": "#9a4a06",
    "host": "#475569",
}


class Frame(Frozen, frozen=True):
    """The size of a chart. On a narrow one spokes have numbers; what they mean stands below it."""

    name: str
    width: int
    height: int
    middle: tuple[float, float]
    radius: float
    label_radius: float
    numbered: bool = False


wide = Frame("radar", 690, 540, (345.0, 245.0), 170.0, 192.0)
narrow = Frame("radar-narrow", 360, 370, (180.0, 150.0), 125.0, 139.0, numbered=True)


class Word(Frozen, frozen=True):
    """One line of a label; `anchor` is SVG's text-anchor."""

    x: str
    y: str
    anchor: str
    text: str


class Spoke(Frozen, frozen=True):
    x: str
    y: str
    words: tuple[Word, ...]


class Mark(Frozen, frozen=True):
    """The path of a mark around a score; `inner` is a second path inside it, or empty."""

    path: str
    inner: str


class Shape(Frozen, frozen=True):
    """One choice's polygon. `dashes` is a stroke-dasharray, empty for a solid line."""

    choice: Choice
    colour: str
    filling: str  # of its marks
    points: str
    dashes: str
    marks: tuple[Mark, ...]
    sample: Mark  # for the legend, around (20, 10)
    legend: str  # where its line of the legend begins, from the top


class Radar(Frozen, frozen=True):
    name: str
    width: int
    height: int
    x: str
    y: str
    rings: tuple[str, ...]  # points of the polygons for scores 1 to 5
    spokes: tuple[Spoke, ...]
    key: tuple[str, ...]  # the criteria, in the order of the spokes' numbers
    shapes: tuple[Shape, ...]


def axes_pick(table: Sequence[Row], count: int = 10) -> tuple[Row, ...]:
    """The rows that weigh most, at most `count`, in the order of the table."""
    heaviest = sorted(table, key=lambda row: -row.weight)[:count]
    chosen = [row for row in heaviest if row.weight > 0]
    if len(chosen) < 3:  # fewer axes than three span no plane
        chosen = heaviest[:3]
    return tuple(row for row in table if row in chosen)


def radar_draw(rows: Sequence[Row], choices: Sequence[Choice], frame: Frame = wide) -> Radar | None:
    """A chart of `choices` on `rows`; None with fewer than three rows or no choice."""
    if len(rows) < 3 or not choices:
        return None
    turns = [2 * math.pi * index / len(rows) for index in range(len(rows))]
    return Radar(
        name=frame.name,
        width=frame.width,
        height=frame.height,
        x=number(frame.middle[0]),
        y=number(frame.middle[1]),
        rings=tuple(
            points(at(frame, turn, frame.radius * ring / top) for turn in turns)
            for ring in range(1, top + 1)
        ),
        spokes=tuple(
            spoke(frame, str(place) if frame.numbered else row.criterion, turn)
            for place, (row, turn) in enumerate(zip(rows, turns, strict=True), 1)
        ),
        key=tuple(row.criterion for row in rows),
        shapes=tuple(
            shape(frame, choice, rows, turns, place) for place, choice in enumerate(choices)
        ),
    )


def at(frame: Frame, turn: float, distance: float) -> tuple[float, float]:
    """The point at `distance` from the middle, `turn` radians clockwise from the top."""
    x, y = frame.middle
    return x + distance * math.sin(turn), y - distance * math.cos(turn)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in places)


def spoke(frame: Frame, label: str, turn: float) -> Spoke:
    end = at(frame, turn, frame.radius)
    x, y = at(frame, turn, frame.label_radius)
    sideways = math.sin(turn)
    anchor = "middle" if abs(sideways) < 0.2 else "start" if sideways > 0 else "end"
    lines = textwrap.wrap(label, label_width) or [""]
    # Above the chart a label grows upwards, below it downwards, beside it both ways.
    rise = (1 + math.cos(turn)) / 2 * (len(lines) - 1) * line_height
    words = tuple(
        Word(x=number(x), y=number(y - rise + index * line_height + 5), anchor=anchor, text=line)
        for index, line in enumerate(lines)
    )
    return Spoke(x=number(end[0]), y=number(end[1]), words=words)


def shape(
    frame: Frame, choice: Choice, rows: Sequence[Row], turns: Sequence[float], place: int
) -> Shape:
    places = [
        at(frame, turn, frame.radius * score_of(row, choice) / top)
        for row, turn in zip(rows, turns, strict=True)
    ]
    return Shape(
        choice=choice,
        colour=colours[choice.technology],
        filling=colours[choice.technology] if choice.mark % 3 == 1 else "#ffffff",
        points=points(places),
        dashes=("", "9 5", "2 5")[choice.mark % 3],
        marks=tuple(mark(choice, *place) for place in places),
        sample=mark(choice, 20, 10),
        legend=number(frame.height - 60 + 26 * place),
    )


def score_of(row: Row, choice: Choice) -> int:
    return next(cell.score for cell in row.cells if cell.choice.id == choice.id)


def mark(choice: Choice, x: float, y: float) -> Mark:
    """The shape of a technology: a square with a cut corner, a rounded one, a double one. The
    second alternative of a technology is filled instead, the third stands on a corner."""
    s = mark_size
    if choice.mark % 3 == 2:
        outline = f"M{number(x)} {number(y - s - 2)}l{s + 2:g} {s + 2:g}l-{s + 2:g} {s + 2:g}"
        return Mark(path=f"{outline}l-{s + 2:g} -{s + 2:g}z", inner="")
    if choice.technology == "container":
        outline = f"M{number(x - s)} {number(y - s)}h{s:g}l{s:g} {s:g}v{s:g}h-{2 * s:g}z"
        return Mark(path=outline, inner="")
    if choice.technology == "vm":
        outer = f"M{number(x - s)} {number(y - s)}h{2 * s:g}v{2 * s:g}h-{2 * s:g}z"
        return Mark(path=outer, inner=f"M{number(x - 2)} {number(y - 2)}h4v4h-4z")
    curve = f"a{s:g} {s:g} 0 1 0"
    outline = f"M{number(x - s)} {number(y)}{curve} {2 * s:g} 0{curve} -{2 * s:g} 0z"
    return Mark(path=outline, inner="")

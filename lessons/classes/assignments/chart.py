"""The geometry of a credit timeline: steps of credit along time as an SVG figure. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from lessons.assignments.access.timeline import Step, Timeline

width, height = 640, 200
left, right, top, bottom = 48, 16, 16, 36
label_room = 46


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one step: where it stands in the figure and what its label says."""

    x: float
    y: float
    credit: int
    label: str  # empty where it would run into the one before
    anchor: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of `width` × `height` units: the line's points, marks, and where `now` is."""

    points: str
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float], ...]
    now: float | None
    width: int = width
    height: int = height
    left: int = left
    right: int = width - right
    top: int = top
    base: int = height - bottom


def chart(line: Timeline, begins: datetime | None, now: datetime) -> Chart | None:
    """None where there is no deadline to be drawn."""
    steps = [step for step in line.best if step.ends > (begins or step.ends - timedelta(1))]
    if not steps:
        return None
    last = steps[-1].ends
    first = min(begins or min(now, steps[0].ends - timedelta(days=1)), steps[0].ends)
    span = max(last - first, timedelta(minutes=1))
    end = last + span / 8  # room for what comes after
    most = max(100, *(step.credit for step in steps))

    def x(at: datetime) -> float:
        return round(left + (width - left - right) * ((at - first) / (end - first)), 1)

    def y(credit: int) -> float:
        return round(height - bottom - (height - top - bottom) * credit / most, 1)

    corners: list[tuple[float, float]] = [(left, y(steps[0].credit))]
    following = [*(step.credit for step in steps[1:]), line.after_credit]
    for step, after in zip(steps, following, strict=True):
        corners += [(x(step.ends), y(step.credit)), (x(step.ends), y(after))]
    corners.append((width - right, y(line.after_credit)))
    return Chart(
        points=" ".join(f"{px},{py}" for px, py in corners),
        marks=tuple(marks([(step, x(step.ends), y(step.credit)) for step in steps])),
        ticks=tuple((credit, y(credit)) for credit in (0, 50, 100, 150, 200) if credit <= most),
        now=x(now) if first <= now <= end else None,
    )


def marks(places: list[tuple[Step, float, float]]) -> Iterator[Mark]:
    """Labels stay inside the figure and apart from each other."""
    free = 0.0
    for step, x, y in places:
        anchor = "end" if x > width - 2 * label_room else "middle"
        label = f"{step.at.local:%m-%d}" if x >= free else ""
        free = x + label_room if label else free
        yield Mark(x=x, y=y, credit=step.credit, label=label, anchor=anchor)

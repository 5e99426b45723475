"""Reads measured figures for pages: a reader's own, and the class's."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from django.db.models import Q

from labs.models import Measurement
from lessons.models import FiguresShared
from virtlearn.people.models import User

class_least = 5  # people, before anything of a class is shown
rows_most = 5000  # of a class: the latest ones
accelerator = re.compile(r"\b(TCG|KVM)\b")


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader has measured under one key of a lab, on one and the same thing.

    `value` is the median of `count` runs between `least` and `most`; `at` is when the last one was.
    """

    lab: str
    key: str
    value: float
    unit: str
    count: int
    least: float
    most: float
    on: str
    at: datetime
    elsewhere: int = 0  # runs that were measured on something else
    reported: bool = False  # by the learner's machine, not by a check that it can't get at

    @property
    def accelerator(self) -> str:
        return accelerator_in(self.on)


class Row(msgspec.Struct, frozen=True):
    """One measurement."""

    lab: str
    key: str
    value: float
    unit: str
    on: str
    at: datetime
    source: str  # Measurement.Source


Figures = Mapping[tuple[str, str], Figure]  # by lab and key


def accelerator_in(measured_on: str) -> str:
    """What executed the guest's code, "TCG" or "KVM"; empty where there was no guest."""
    found = accelerator.search(measured_on)
    return found[1] if found else ""


def figures_own(user: User | None, course_slug: str) -> Figures:
    """The reader's figures in a course; none for a visitor."""
    if user is None:
        return {}
    rows = Measurement.objects.filter(user=user, course=course_slug).order_by("measured_at")
    values = rows.values_list("lab", "key", "value", "unit", "measured_on", "measured_at", "source")
    return figures_of_rows(Row(*each) for each in values)


def figures_of_rows(rows: Iterable[Row]) -> Figures:
    """Figures from rows in the order of time.

    What was measured on another machine, in another unit, or is another's word, is another figure:
    the latest decides which one is shown, and the others are counted.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.lab, row.key), []).append(row)
    return {key: figure_of(each) for key, each in found.items()}


def figure_of(rows: list[Row]) -> Figure:
    last = rows[-1]
    of_one = (last.on, last.unit, last.source)
    alike = [row.value for row in rows if (row.on, row.unit, row.source) == of_one]
    return Figure(
        lab=last.lab,
        key=last.key,
        value=statistics.median(alike),
        unit=last.unit,
        count=len(alike),
        least=min(alike),
        most=max(alike),
        on=last.on,
        at=last.at,
        elsewhere=len(rows) - len(alike),
        reported=last.source == Measurement.Source.MACHINE,
    )


def figures_class(course_slug: str, own: Figure, *, besides: User) -> tuple[float, ...]:
    """What others who agreed to it measured in the way of `own`, a figure a person, sorted.

    A person's figure is the median of theirs under the same accelerator and in the same unit. What
    machines report stands beside what machines report alone.
    """
    machine = Q(source=Measurement.Source.MACHINE)
    rows = Measurement.objects.filter(
        machine if own.reported else ~machine,
        course=course_slug,
        lab=own.lab,
        key=own.key,
        unit=own.unit,
        user__in=FiguresShared.objects.values("user"),
    ).exclude(user=besides)
    by_person: dict[int, list[float]] = {}
    values = rows.order_by("-measured_at").values_list("user_id", "value", "measured_on")
    for person, value, on in values[:rows_most]:
        if accelerator_in(on) == own.accelerator:
            by_person.setdefault(person, []).append(value)
    return tuple(sorted(statistics.median(each) for each in by_person.values()))


def figures_are_shared(user: User | None) -> bool:
    """Whether the learner's figures stand among the class's."""
    return user is not None and FiguresShared.objects.filter(user=user).exists()

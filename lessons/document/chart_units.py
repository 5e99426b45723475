"""What the units are called that a lab's charts are in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from labs.spec.charts import ChartDecl
from lessons.document.page import Known
from lessons.document.units import unit_missing, unit_unnamed
from virtlearn.core.problems import Problem


def charts_named(
    text: str, path: str, charts: Sequence[ChartDecl], known: Known
) -> tuple[tuple[ChartDecl, ...], list[Problem]]:
    """The charts of the lab.toml `text`, their units named; a word without a name is told."""
    problems = [
        Problem(path, unit_line(text, chart.unit), unit_missing(chart.unit))
        for chart in charts
        if unit_unnamed(known.units, chart.unit, known.languages)
    ]
    named = (
        msgspec.structs.replace(chart, unit_names=known.units.get(chart.unit, {}))
        for chart in charts
    )
    return tuple(named), problems


def unit_line(text: str, unit: str) -> int:
    """Where a unit stands first; 1 where it is written in another way."""
    found = re.search(rf"^\s*unit\s*=\s*[\"']{re.escape(unit)}[\"']", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1

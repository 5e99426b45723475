"""The charts that a lab draws of what learners measure in it: as declared, and what is wrong. Pure.

The format is described in docs/course-format.md under "Charts".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labs.spec_reading import Reading, Row

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]*\Z", max_length=64)]
ChartId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", max_length=50)]
Label = Annotated[str, Meta(min_length=1, max_length=100)]
Texts = Mapping[str, Label]  # language → text
measures_most = 12  # bars of one chart


class ChartDecl(msgspec.Struct, frozen=True, kw_only=True):
    """Bars, one a measure, or a line through the measures `series.N`, where x is N."""

    id: ChartId
    title: Texts
    kind: Literal["bars", "line"]
    unit: Annotated[str, Meta(max_length=32)]  # a measure in another unit is not drawn
    measures: tuple[Key, ...] = ()  # of bars
    labels: Mapping[str, tuple[Label, ...]] = {}  # language → what each bar is; else its key
    series: Key | None = None  # of a line
    across: Texts = {}  # what a line's x counts
    after: ChartId | None = (
        None  # the task below which it stands; else it stands at the guide's end
    )


def charts_check(
    reading: Reading, charts: Sequence[Row], tasks: Sequence[Row], languages: Collection[str]
) -> None:
    """Reports what is wrong with charts whose fields are right each by itself."""
    ids = [task.get("id") for task in tasks]
    for index, chart in enumerate(charts):
        given = reading.given("charts", index)
        name, after = chart.get("id"), chart.get("after")
        if name and name in [other.get("id") for other in charts[:index]]:
            reading.report(f"a chart with the id {name} is there already", "charts", index, "id")
        if after and None not in ids and after not in ids:
            reading.report(f"task {after} does not exist", "charts", index, "after")
        for field in ("title", "labels", "across"):
            if chart.get(field) and (missing := [x for x in languages if x not in chart[field]]):
                message = f"{field} is missing in: {', '.join(missing)}"
                reading.report(message, "charts", index, field, next(iter(chart[field])))
        if chart.get("kind") == "bars":
            bars_check(reading, index, chart, given)
        elif chart.get("kind") == "line":
            line_check(reading, index, given)


def bars_check(reading: Reading, index: int, chart: Row, given: Collection[str]) -> None:
    measures = chart.get("measures", ())
    if "measures" not in given or chart.get("measures") == ():
        reading.report("bars need measures: a list of their keys", "charts", index, "measures")
    if len(measures) > measures_most:
        reading.report(f"at most {measures_most} bars fit", "charts", index, "measures")
    if len(set(measures)) < len(measures):
        reading.report("a measure stands here twice", "charts", index, "measures")
    for language, labels in chart.get("labels", {}).items():
        if "measures" in chart and len(labels) != len(measures):
            message = f"labels.{language} has {len(labels)} texts for {len(measures)} measures"
            reading.report(message, "charts", index, "labels", language)
    for field in ("series", "across"):
        if field in given:
            reading.report(f"{field} is of a line, and these are bars", "charts", index, field)


def line_check(reading: Reading, index: int, given: Collection[str]) -> None:
    for field, what in (("series", "what its measures begin with"), ("across", "what x counts")):
        if field not in given:
            reading.report(f"a line needs {field}: {what}", "charts", index, field)
    for field in ("measures", "labels"):
        if field in given:
            reading.report(f"{field} are of bars, and this is a line", "charts", index, field)

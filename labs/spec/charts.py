"""Parses and validates the charts that a lab declares. Pure.

The format is described in docs/course-format.md under "Charts".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labs.spec.reading import Reading, Row

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]*\Z", max_length=64)]
ChartId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", max_length=50)]
Label = Annotated[str, Meta(min_length=1, max_length=100)]
Texts = Mapping[str, Label]  # language → text
measures_most = 12  # bars of one chart
shades_most = 3  # of one timeline


class ChartDecl(msgspec.Struct, frozen=True, kw_only=True):
    """Bars, one a measure; or the measures `series.N` of one run as points: on a line, where x is N
    and y the value, or on a timeline, where x is the value, a time, and N what was counted then."""

    id: ChartId
    title: Texts
    kind: Literal["bars", "line", "timeline"]
    unit: Annotated[str, Meta(max_length=32)]  # a measure in another unit is not drawn
    unit_names: Mapping[str, str] = {}  # language → what the unit is called, from the course
    measures: tuple[Key, ...] = ()  # of bars
    labels: Mapping[str, tuple[Label, ...]] = {}  # language → what each bar is; else its key
    series: Key | None = None  # of a line and a timeline
    across: Texts = {}  # what a line's x counts
    upwards: Texts = {}  # what a timeline's y counts
    shades: tuple[tuple[Key, Key], ...] = ()  # of a timeline: from when to when, by two measures
    shaded: Mapping[str, tuple[Label, ...]] = {}  # language → what each shade is
    after: ChartId | None = (
        None  # the task below which it stands; else it stands at the guide's end
    )


# What each kind must have, and what else it may.
fields_of: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "bars": ({"measures": "a list of their keys"}, ("labels",)),
    "line": ({"series": "what its measures begin with", "across": "what x counts"}, ()),
    "timeline": (
        {"series": "what its measures begin with", "upwards": "what is counted"},
        ("shades", "shaded"),
    ),
}
names = {"bars": "bars", "line": "a line", "timeline": "a timeline"}


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
        for field in ("title", "labels", "across", "upwards", "shaded"):
            if chart.get(field) and (missing := [x for x in languages if x not in chart[field]]):
                message = f"{field} is missing in: {', '.join(missing)}"
                reading.report(message, "charts", index, field, next(iter(chart[field])))
        if chart.get("kind") in fields_of:
            fields_check(reading, index, chart, given)
        measures = chart.get("measures", ())
        if len(measures) > measures_most:
            reading.report(f"at most {measures_most} bars fit", "charts", index, "measures")
        if len(set(measures)) < len(measures):
            reading.report("a measure stands here twice", "charts", index, "measures")
        if len(chart.get("shades", ())) > shades_most:
            reading.report(f"at most {shades_most} shades fit", "charts", index, "shades")
        lengths_check(reading, index, chart, "labels", "measures")
        lengths_check(reading, index, chart, "shaded", "shades")


def fields_check(reading: Reading, index: int, chart: Row, given: Collection[str]) -> None:
    """That what its kind needs is there, and nothing that is of another kind."""
    kind: str = chart["kind"]
    needed, allowed = fields_of[kind]
    for field, what in needed.items():
        if field not in given or chart.get(field) == ():
            wants = "need" if kind == "bars" else "needs"
            reading.report(f"{names[kind]} {wants} {field}: {what}", "charts", index, field)
    others = {field for fields, more in fields_of.values() for field in (*fields, *more)}
    for field in sorted(others - needed.keys() - set(allowed)):
        if field in given:
            of = [names[name] for name, (own, more) in fields_of.items() if field in (*own, *more)]
            message = f"{field} belongs to {' or '.join(of)}, not to {names[kind]}"
            reading.report(message, "charts", index, field)
    if "unit_names" in given:
        message = "what a unit is called stands in course.toml, under [units]"
        reading.report(message, "charts", index, "unit_names")
    if ("shades" in given) != ("shaded" in given):
        reading.report("shades need shaded: what each one is", "charts", index, "shades")


def lengths_check(reading: Reading, index: int, chart: Row, texts: str, of: str) -> None:
    """That there are as many texts in each language as there is of what they say."""
    for language, found in chart.get(texts, {}).items():
        if of in chart and len(found) != len(chart[of]):
            message = f"{texts}.{language} has {len(found)} texts for {len(chart[of])} {of}"
            reading.report(message, "charts", index, texts, language)

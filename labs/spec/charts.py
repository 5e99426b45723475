"""Parses and validates the charts that a lab declares. Pure.

The format is described in docs/course-format.md under "Charts".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from virtlearn.core.toml_tables import Entry
from virtlearn.core.wording import instead, shown

key_words = "a measure's key: lower-case words joined by dots"
slug_words = "lower-case letters, digits and hyphens, beginning with a letter (at most 50)"
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]*\Z", max_length=64, description=key_words)]
Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", max_length=50, description=slug_words)]
Label = Annotated[str, Meta(min_length=1, max_length=100)]
Texts = Mapping[str, Label]  # language → text
measures_most = 12  # bars of one chart
shades_most = 3  # of one timeline


class ChartDecl(msgspec.Struct, frozen=True, kw_only=True):
    """Bars, one a measure; or the measures `series.N` of one run as points: on a line, where x is N
    and y the value, or on a timeline, where x is the value, a time, and N what was counted then."""

    id: Slug
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
    after: Slug | None = None  # the task below which it stands; else it stands at the guide's end


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
    charts: Sequence[Entry], tasks: Sequence[str | None], languages: Collection[str]
) -> None:
    """Reports what is wrong with charts whose fields are right each by itself; `tasks` are the
    ids of the lab's tasks, None for one that has no good id.
    """
    for index, chart in enumerate(charts):
        report = chart.table.report
        name, after = chart.values.get("id"), chart.values.get("after")
        if name and name in [other.values.get("id") for other in charts[:index]]:
            report(f"a chart `{name}` is there already: rename one", "id")
        if after and None not in tasks and after not in tasks:
            known = [each for each in tasks if each]
            report(f"there is no task `{shown(after)}`: {instead(after, known)}", "after")
        for field in ("title", "labels", "across", "upwards", "shaded"):
            if chart.values.get(field):
                chart.table.languages_check(chart.values[field], languages, field)
        if chart.values.get("kind") in fields_of:
            fields_check(chart)
        measures = chart.values.get("measures", ())
        if len(measures) > measures_most:
            report(f"at most {measures_most} bars fit", "measures")
        if len(set(measures)) < len(measures):
            report("a measure stands here twice", "measures")
        if len(chart.values.get("shades", ())) > shades_most:
            report(f"at most {shades_most} shades fit", "shades")
        lengths_check(chart, "labels", "measures")
        lengths_check(chart, "shaded", "shades")


def fields_check(chart: Entry) -> None:
    """That what its kind needs is there, and nothing that is of another kind."""
    kind: str = chart.values["kind"]
    given, report = chart.table.data, chart.table.report
    needed, allowed = fields_of[kind]
    for field, what in needed.items():
        if field not in given or chart.values.get(field) == ():
            wants = "need" if kind == "bars" else "needs"
            report(f"{names[kind]} {wants} {field}: {what}", field)
    others = {field for fields, more in fields_of.values() for field in (*fields, *more)}
    for field in sorted(others - needed.keys() - set(allowed)):
        if field in given:
            of = [names[name] for name, (own, more) in fields_of.items() if field in (*own, *more)]
            report(f"{field} belongs to {' or '.join(of)}, not to {names[kind]}", field)
    if "unit_names" in given:
        report("what a unit is called stands in course.toml, under [units]", "unit_names")
    if ("shades" in given) != ("shaded" in given):
        report("shades need shaded: what each one is", "shades")


def lengths_check(chart: Entry, texts: str, of: str) -> None:
    """That there are as many texts in each language as there is of what they say."""
    for language, found in chart.values.get(texts, {}).items():
        if of in chart.values and len(found) != len(chart.values[of]):
            count = len(chart.values[of])
            message = f"{texts}.{language} has {len(found)} texts for {count} {of}"
            chart.table.report(message, texts, language)

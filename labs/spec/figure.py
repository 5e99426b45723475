"""Parses and validates the figure that a lab keeps in sight, and says what follows its work. Pure.

The format is described in docs/course-format.md under "The figure in sight".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labs.spec.charts import Slug, Texts
from labs.spec.measures import MeasureDecl, platform_prefixes
from virtlearn.core.toml_tables import Entry
from virtlearn.core.wording import instead, shown

bars_most, label_most = 6, 34  # of a chart in a figure's room: bars, and letters beside a value
file_words = "the name of an SVG in the lab's folder, without a path"
File = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.svg\Z", max_length=100, description=file_words),
]
Said = Annotated[str, Meta(min_length=1, max_length=400)]


class FigureDecl(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing that follows the work, or one of the lab's charts; exactly one of the two."""

    chart: Slug | None = None  # its id
    drawing: File | None = None
    title: Texts = {}
    said: Mapping[str, Said] = {}  # what is drawn, for who doesn't see it
    # Task or measure → language → what is known once it is done or measured.
    parts: Mapping[str, Texts] = {}


class Mark(msgspec.Struct, frozen=True):
    """Where a drawing follows the work: a shape or text of a task, or the figure of a measure."""

    kind: Literal["task", "measure"]
    name: str


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A figure's SVG in one language, without its root, cut at its marks.

    Behind `pieces[n]` stands `marks[n]`: of a task, the attributes of an element go on; of a
    measure, the text of one. There is one piece more than there are marks.
    """

    view_box: str
    pieces: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


def figure_check(
    figure: Entry,
    charts: Sequence[Entry],
    tasks: Sequence[Entry],
    files: Collection[str],
    languages: Collection[str],
) -> None:
    """Reports what is wrong with a figure whose fields are right each by itself; `files` are the
    names of those in the lab's folder.
    """
    table, values = figure
    given = table.data
    if ("chart" in given) == ("drawing" in given):
        table.report("a figure is either a drawing or a chart: write one of the two", "chart")
    elif "chart" in given:
        chart_check(figure, charts)
    else:
        drawing_check(figure, tasks, languages)
        file = values.get("drawing")
        for language in languages if file else ():
            if not any(name in files for name in names_in(str(file), language)):
                own, common = names_in(str(file), language)
                table.report(f"draw {own}, or {common} for all languages", "drawing")


def names_in(file: str, language: str) -> tuple[str, str]:
    """What a drawing is called in a language, and where it is the same in all."""
    return f"{file.removesuffix('.svg')}.{language}.svg", file


def chart_check(figure: Entry, charts: Sequence[Entry]) -> None:
    table, values = figure
    for name in ("title", "said", "parts"):
        if name in table.data:
            table.report(f"{name} belongs to a drawing; a chart has its own words", name)
    known = {str(chart.values.get("id")): chart for chart in charts}
    if "chart" not in values:
        return
    wanted = str(values["chart"])
    if (chart := known.get(wanted)) is None:
        table.report(f"there is no chart `{shown(wanted)}`: {instead(wanted, known)}", "chart")
        return
    if len(chart.values.get("measures", ())) > bars_most:
        message = f"at most {bars_most} bars fit into a figure: share them out over two charts"
        table.report(message, "chart")
    labels = chart.values.get("labels", {})
    for label in (label for language in labels for label in labels[language]):
        if len(label) > label_most:
            table.report(f"`{label}` has no room in a figure: {label_most} letters fit", "chart")


def drawing_check(figure: Entry, tasks: Sequence[Entry], languages: Collection[str]) -> None:
    table, values = figure
    for name, what in (
        ("title", "what it is called"),
        ("said", "what it shows, for who doesn't see it"),
        ("parts", "which tasks and measures it follows"),
    ):
        if name not in table.data:
            table.report(f"a drawing needs {name}: {what}", name)
    for name in ("title", "said"):
        texts = values.get(name)
        if isinstance(texts, Mapping) and texts:
            table.languages_check(texts, languages, name)
    parts = values.get("parts")
    ids = [str(task.values["id"]) for task in tasks if task.values.get("id")]
    measures = [each for task in tasks for each in task.values.get("measures", ())]
    for name, texts in parts.items() if isinstance(parts, Mapping) else ():
        table.languages_check(texts, languages, "parts", name)
        if name not in ids and not is_measured(name, measures):
            keys = [*ids, *(measure.key for measure in measures)]
            message = f"`{shown(name)}` is neither a task of this lab nor measured in it"
            table.report(f"{message}: {instead(name, keys)}", "parts", name)


def is_measured(key: str, measures: Sequence[MeasureDecl]) -> bool:
    """Whether a check may report it, or the platform measures it."""
    return key.startswith(platform_prefixes) or any(each.covers(key) for each in measures)

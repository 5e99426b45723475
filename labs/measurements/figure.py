"""Presents the figure that a lab keeps in sight, for `_figure.html`: what is done is lit, what was
measured stands in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from labs.catalog.provider import Lab, figure_get
from labs.core.texts import text_in
from labs.measurements.chart_geometry import figure_frame
from labs.measurements.presenter import ChartView, Rows, chart_view, value_text
from labs.spec.charts import ChartDecl
from labs.spec.figure import Drawing, FigureDecl

unknown = "?"  # in place of what is not measured yet
lit = " data-lit"  # attribute of what a done task lights up


class FigureView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_figure.html` shows: a drawing (`drawn`), or a chart.

    `said` is its state in words; `count` says how much of it there is.
    """

    title: str
    said: str
    count: str
    view_box: str
    drawn: SafeString = SafeString()
    chart: ChartView | None = None


def figure_view(lab: Lab, done: Collection[str], found: Rows, language: str) -> FigureView | None:
    """The lab's figure where `done` are the tasks that are, and `found` the reader's latest
    figures; None for a lab that has none."""
    decl = lab.spec.figure
    for chart in lab.spec.charts:
        if decl and chart.id == decl.chart:
            return chart_figure(chart, found, language)
    drawing = figure_get(lab, language) if decl else None
    if decl is None or drawing is None:
        return None
    values = {key: value_text(lab, row, language) for key, row in found.items()}
    return drawing_view(decl, drawing, done, values, language)


def drawing_view(
    decl: FigureDecl,
    drawing: Drawing,
    done: Collection[str],
    values: Mapping[str, str],
    language: str,
) -> FigureView:
    """`values`: measure → what was measured, with its unit."""
    words = {part: text_in(texts, language) for part, texts in decl.parts.items()}
    known = [
        f"{text}: {values[part]}" if part in values else text
        for part, text in words.items()
        if part in done or part in values
    ]
    missing = [text for part, text in words.items() if part not in done and part not in values]
    said = [text_in(decl.said, language)]
    if known:
        said.append(gettext("So far: %(parts)s.") % {"parts": "; ".join(known)})
    if missing:
        said.append(gettext("Still to come: %(parts)s.") % {"parts": "; ".join(missing)})
    return FigureView(
        title=text_in(decl.title, language),
        said=" ".join(said),
        count=count_text(len(known), len(words)),
        view_box=drawing.view_box,
        drawn=drawing_fill(drawing, done, values),
    )


def drawing_fill(drawing: Drawing, done: Collection[str], values: Mapping[str, str]) -> SafeString:
    """The inside of the SVG; its pieces are sanitised, what goes between them is escaped."""
    out = [drawing.pieces[0]]
    for mark, piece in zip(drawing.marks, drawing.pieces[1:], strict=True):
        if mark.kind == "measure":
            out.append(escape(values.get(mark.name, unknown)))
        elif mark.name in done:
            out.append(lit)
        out.append(piece)
    return mark_safe("".join(out))  # noqa: S308


def chart_figure(decl: ChartDecl, found: Rows, language: str) -> FigureView:
    chart = chart_view(decl, found, language, figure_frame)
    of_line = figure_frame.height + figure_frame.shade * len(decl.shades)  # also before it has any
    measured = sum(1 for row in chart.rows if row.measured)
    counted = count_text(measured, len(chart.rows)) if decl.kind == "bars" else ""
    return FigureView(
        title=chart.title,
        said=chart.said,
        count=f"{counted} TCG".strip() if chart.translated else counted,
        view_box=f"0 0 320 {chart.height if decl.kind == 'bars' else of_line}",
        chart=chart,
    )


def count_text(known: int, all_of_it: int) -> str:
    return gettext("%(count)d of %(all)d") % {"count": known, "all": all_of_it}

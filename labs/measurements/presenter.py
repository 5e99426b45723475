"""Presents a lab's charts of the reader's own figures, for `_chart.html`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from django.utils.formats import number_format
from django.utils.translation import gettext

from labs.catalog.provider import Lab
from labs.core.texts import text_in
from labs.measurements import chart_geometry
from labs.measurements.chart_geometry import Frame, page_frame
from labs.models import Measurement
from labs.provisioning.labels import is_translated
from labs.spec.charts import ChartDecl

Rows = Mapping[str, Measurement]  # by key


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A bar, or a line of the table. `text`: its value with its unit, or that there is none yet."""

    label: str
    text: str
    measured: bool
    translated: bool = False  # under TCG
    on: str = ""
    bar: chart_geometry.Bar | None = None


class TickView(msgspec.Struct, frozen=True):
    text: str
    at: int


class ShadeView(msgspec.Struct, frozen=True):
    """`mark`: 1 for the first that the lab declares; `y`: of its words, below the drawing."""

    mark: int
    label: str
    took: str
    x: int
    length: int
    y: int


class ChartView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_chart.html` shows. Nothing is drawn where nothing of it was measured (`drawn`)."""

    id: str
    title: str
    kind: str
    after: str | None
    unit: str
    rows: Sequence[RowView]
    drawn: bool
    height: int
    frame: Frame
    across: str = ""  # what x is, beside its marks
    upwards: str = ""  # what y is
    counted: str = ""  # what the rows of the table are numbered by; a line's and a timeline's
    shades: Sequence[ShadeView] = ()
    line: chart_geometry.Line | None = None
    across_ticks: Sequence[TickView] = ()
    upward_ticks: Sequence[TickView] = ()

    @property
    def translated(self) -> bool:
        return any(row.translated for row in self.rows)

    @property
    def said(self) -> str:
        """The whole in a sentence, for who doesn't see it."""
        if self.line:
            first, last = self.rows[0], self.rows[-1]
            shown = [f"{self.counted} {row.label}: {row.text}" for row in (first, last)]
            shown += [f"{shade.label}: {shade.took}" for shade in self.shades]
            return f"{self.title}: " + "; ".join(dict.fromkeys(shown))
        return f"{self.title}: " + "; ".join(f"{row.label} {row.text}" for row in self.rows)


def charts_view(lab: Lab, found: Rows, language: str) -> list[ChartView]:
    """The lab's charts, in their order; `found` are the reader's latest figures."""
    return [chart_view(each, found, language) for each in lab.spec.charts]


def chart_view(decl: ChartDecl, found: Rows, language: str, frame: Frame = page_frame) -> ChartView:
    """One chart, in the room that it is drawn in."""
    rows = {key: row for key, row in found.items() if row.unit == decl.unit}
    view = bars_view if decl.kind == "bars" else points_view
    return view(named(decl, language), rows, language, frame)


def named(decl: ChartDecl, language: str) -> ChartDecl:
    """The chart with its unit as the language calls it."""
    return msgspec.structs.replace(decl, unit=decl.unit_names.get(language) or decl.unit)


def bars_view(decl: ChartDecl, found: Rows, language: str, frame: Frame) -> ChartView:
    values = {key: row.value for key, row in found.items()}
    bars = chart_geometry.bars_make(decl.measures, values, frame)
    labels: Sequence[str] = text_in(decl.labels, language) or decl.measures
    rows = [
        row_view(label, bar.value, decl.unit, found.get(bar.key), bar)
        for label, bar in zip(labels, bars, strict=True)
    ]
    return ChartView(
        id=decl.id,
        title=text_in(decl.title, language),
        kind=decl.kind,
        after=decl.after,
        unit=decl.unit,
        rows=rows,
        drawn=any(row.measured for row in rows),
        height=frame.row * len(bars),
        frame=frame,
    )


def points_view(decl: ChartDecl, found: Rows, language: str, frame: Frame) -> ChartView:
    """A line or a timeline. Of one run of the lab: the points of another may lie elsewhere."""
    of_series = [row for key, row in found.items() if key.rpartition(".")[0] == decl.series]
    run = max(of_series, key=lambda row: row.measured_at).session_id if of_series else None
    of_run = {row.key: row for row in of_series if row.session_id == run}
    figures = chart_geometry.series_of(
        decl.series or "", {key: row.value for key, row in of_run.items()}
    )
    spans = [span_of(found, pair, run) for pair in decl.shades]
    timeline = decl.kind == "timeline"
    line = (
        chart_geometry.timeline_make(figures, spans, frame)
        if timeline
        else chart_geometry.line_make(figures, frame)
    )
    by_number = {int(key.rpartition(".")[2]): row for key, row in of_run.items() if is_point(key)}
    counted = text_in(decl.upwards if timeline else decl.across, language)
    return ChartView(
        id=decl.id,
        title=text_in(decl.title, language),
        kind=decl.kind,
        after=decl.after,
        unit=decl.unit,
        rows=[
            row_view(str(number), value, decl.unit, by_number.get(number))
            for number, value in (line.figures if line else ())
        ],
        drawn=line is not None,
        height=frame.height + frame.shade * len(line.shades if line else ()),
        frame=frame,
        across=decl.unit if timeline else counted,
        upwards=counted if timeline else decl.unit,
        counted=counted,
        shades=shades_view(decl, line, spans, language, frame),
        line=line,
        across_ticks=[TickView(figure_text(mark.value), mark.at) for mark in line.across]
        if line
        else (),
        upward_ticks=[TickView(figure_text(mark.value), mark.at) for mark in line.upwards]
        if line
        else (),
    )


def span_of(found: Rows, pair: tuple[str, str], run: UUID | None) -> tuple[float, float] | None:
    """The values of two measures, where both are of that run."""
    start, end = (found.get(key) for key in pair)
    if start is None or end is None or not start.session_id == end.session_id == run:
        return None
    return start.value, end.value


def shades_view(
    decl: ChartDecl,
    line: chart_geometry.Line | None,
    spans: Sequence[tuple[float, float] | None],
    language: str,
    frame: Frame,
) -> list[ShadeView]:
    labels: Sequence[str] = text_in(decl.shaded, language)
    views = []
    for row, shade in enumerate(line.shades if line else ()):
        start, end = spans[shade.index] or (0.0, 0.0)
        views.append(
            ShadeView(
                mark=shade.index + 1,
                label=labels[shade.index],
                took=f"{figure_text(end - start)} {decl.unit}".rstrip(),
                x=shade.x,
                length=shade.length,
                y=frame.height + frame.shade * row,
            )
        )
    return views


def is_point(key: str) -> bool:
    return chart_geometry.x_shape.match(key.rpartition(".")[2]) is not None


def row_view(
    label: str,
    value: float | None,
    unit: str,
    measured: Measurement | None,
    bar: chart_geometry.Bar | None = None,
) -> RowView:
    if value is None or measured is None:
        return RowView(label=label, text=gettext("not measured yet"), measured=False, bar=bar)
    return RowView(
        label=label,
        text=f"{figure_text(value)} {unit}".rstrip(),
        measured=True,
        translated=is_translated(measured.measured_on),
        on=measured.measured_on,
        bar=bar,
    )


def value_text(lab: Lab, row: Measurement, language: str) -> str:
    """A figure with its unit, as the course calls that."""
    names = lab.units.get(row.unit)
    unit = text_in(names, language) if names else row.unit
    return f"{figure_text(row.value)} {unit}".rstrip()


def figure_text(value: float) -> str:
    """Three digits that count, as the reader's language writes them, and every whole number."""
    if value == 0 or not math.isfinite(value):
        return str(number_format("0", use_l10n=True))
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 12)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return str(number_format(text, use_l10n=True))

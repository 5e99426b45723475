"""A lab's charts of the reader's own figures, with all their words, ready for `_chart.html`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec
from django.utils.formats import number_format
from django.utils.translation import gettext

from labs import chart, selectors
from labs.catalog import Lab
from labs.models import Measurement
from labs.spec_charts import ChartDecl
from labs.templatetags.machines import is_translated
from labs.views.tasks import text_in
from virtlearn.people.models import User

Rows = Mapping[str, Measurement]  # by key


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A bar, or a line of the table. `text`: its value with its unit, or that there is none yet."""

    label: str
    text: str
    measured: bool
    translated: bool = False  # under TCG
    on: str = ""
    bar: chart.Bar | None = None


class TickView(msgspec.Struct, frozen=True):
    text: str
    at: int


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
    across: str = ""
    line: chart.Line | None = None
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
            shown = [f"{self.across} {row.label}: {row.text}" for row in (first, last)]
            return f"{self.title}: " + "; ".join(dict.fromkeys(shown))
        return f"{self.title}: " + "; ".join(f"{row.label} {row.text}" for row in self.rows)


def charts_view(lab: Lab, user: User | None, language: str) -> list[ChartView]:
    """The lab's charts, in their order, of the reader's latest figures."""
    if not lab.spec.charts:
        return []
    found = selectors.measurements_latest(user, lab.course, lab.slug)
    return [
        (bars_view if each.kind == "bars" else line_view)(
            each, {key: row for key, row in found.items() if row.unit == each.unit}, language
        )
        for each in lab.spec.charts
    ]


def bars_view(decl: ChartDecl, found: Rows, language: str) -> ChartView:
    bars = chart.bars_make(decl.measures, {key: row.value for key, row in found.items()})
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
        height=chart.bars_height(bars),
    )


def line_view(decl: ChartDecl, found: Rows, language: str) -> ChartView:
    """Of one run of the lab: the points of another may lie elsewhere."""
    of_series = [row for key, row in found.items() if key.rpartition(".")[0] == decl.series]
    run = max(of_series, key=lambda row: row.measured_at).session_id if of_series else None
    of_run = {row.key: row for row in of_series if row.session_id == run}
    figures = chart.series_of(decl.series or "", {key: row.value for key, row in of_run.items()})
    line = chart.line_make(figures)
    by_x = {int(key.rpartition(".")[2]): row for key, row in of_run.items() if is_point(key)}
    return ChartView(
        id=decl.id,
        title=text_in(decl.title, language),
        kind=decl.kind,
        after=decl.after,
        unit=decl.unit,
        rows=[row_view(str(x), value, decl.unit, by_x.get(x)) for x, value in figures],
        drawn=line is not None,
        height=chart.line_height,
        across=text_in(decl.across, language),
        line=line,
        across_ticks=[TickView(figure_text(mark.value), mark.at) for mark in line.across]
        if line
        else (),
        upward_ticks=[TickView(figure_text(mark.value), mark.at) for mark in line.upwards]
        if line
        else (),
    )


def is_point(key: str) -> bool:
    return chart.x_shape.match(key.rpartition(".")[2]) is not None


def row_view(
    label: str,
    value: float | None,
    unit: str,
    measured: Measurement | None,
    bar: chart.Bar | None = None,
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


def figure_text(value: float) -> str:
    """Three digits that count, as the reader's language writes them, and every whole number."""
    if value == 0 or not math.isfinite(value):
        return str(number_format("0", use_l10n=True))
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 12)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return str(number_format(text, use_l10n=True))

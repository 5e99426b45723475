"""Reads the reader's own figures beside the wizard's scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from lessons.advisor.selectors import Advisor
from lessons.document.units import unit_name
from lessons.experiments.measurements import Figure, figures_own
from lessons.experiments.names import figure_name
from lessons.experiments.presenter import runs_text, with_unit
from lessons.publishing import selectors
from lessons.wizard.record_texts import Measured
from lessons.wizard.report import Report
from virtlearn.people.models import User


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """What can be measured in a lab, and what the reader measured; `text` is empty before that."""

    name: str
    lab_title: str
    lab_url: str
    text: str = ""  # value and unit
    runs: str = ""
    on: str = ""
    at: datetime | None = None
    is_tcg: bool = False


def measures_context(
    advisor: Advisor, report: Report, user: User | None, language: str
) -> dict[str, MeasureView]:
    """By "lab/key", what the report's scores name, as far as the course has the labs."""
    named = {cell.measure for row in report.table for cell in row.cells if cell.measure}
    figures = figures_own(user, advisor.course.slug) if named else {}
    found = {}
    for name in sorted(named):
        lab, _slash, key = name.partition("/")
        head = selectors.lab_head(advisor.course, lab)
        if head is None:
            continue
        title = advisor.model.text(head.title, language)
        url = reverse("labs:lab", args=[advisor.course.slug, lab])
        figure = figures.get((lab, key))
        if figure:
            unit = unit_name(advisor.course.units, figure.unit, language)
            figure = msgspec.structs.replace(figure, unit=unit)
        called = figure_name(advisor.course.measures, key, language)
        found[name] = measure_view(called, title, url, figure)
    return found


def measure_view(name: str, lab_title: str, lab_url: str, figure: Figure | None) -> MeasureView:
    if figure is None:
        return MeasureView(name=name, lab_title=lab_title, lab_url=lab_url)
    interface = get_language() or "en"
    return MeasureView(
        name=name,
        lab_title=lab_title,
        lab_url=lab_url,
        text=with_unit(figure.value, figure.unit, interface),
        runs=", ".join(
            filter(None, (runs_text(figure, interface), reported_text(figure.reported)))
        ),
        on=figure.on,
        at=figure.at,
        is_tcg=figure.accelerator == "TCG",
    )


def reported_text(reported: bool) -> str:
    return gettext("reported by your machine") if reported else ""


def measured_by(report: Report, measures: Mapping[str, MeasureView]) -> tuple[Measured, ...]:
    """What the reader has measured about a report's scores, in the table's order."""
    return tuple(
        Measured(
            criterion=row.criterion,
            name=cell.choice.name,
            text=view.text,
            measure=view.name,
            runs=view.runs,
            on=view.on,
            date=day(view.at),
        )
        for row in report.table
        for cell in row.cells
        if (view := measures.get(cell.measure)) and view.at
    )


def day(moment: datetime) -> str:
    """The day as the reader's language writes it."""
    return date_format(timezone.localtime(moment), "DATE_FORMAT")

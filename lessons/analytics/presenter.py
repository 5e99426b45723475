"""Presents statistics: numbers in the reader's language, words for what they mean, the graph."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lessons.analytics import wording
from lessons.analytics.results import QuestionRow, SheetResult
from lessons.analytics.statistics.intervals import Interval
from lessons.analytics.statistics.items import Advice, power_of
from lessons.analytics.statistics.whole import WholeResult
from lessons.analytics.tasks import LabResult, TaskRow

blank = "–"
percent_sign = "\N{NO-BREAK SPACE}%"
Text = str | Promise


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One statistic: its name, the number, and in smaller words what it says."""

    name: str
    value: str
    said: str = ""


class RowShown(msgspec.Struct, frozen=True, kw_only=True):
    """A question or a task in a table."""

    id: str
    lesson: str
    text: str
    people: int
    facility: str
    interval: str
    discrimination: str
    power: str
    advice: Advice
    todo: str
    why: str
    cells: tuple[str, ...] = ()


class SheetShown(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    title: str
    people: int
    answered: int
    questions: int
    figures: Sequence[Figure]
    rows: Sequence[RowShown]


def percent(share: float | None) -> str:
    return blank if share is None else f"{number_format(round(100 * share))}{percent_sign}"


def percents(interval: Interval | None) -> str:
    """Both ends of an interval, short enough for a table."""
    if interval is None:
        return ""
    low, high = (number_format(round(100 * each)) for each in interval)
    return f"{low}–{high}{percent_sign}"


def number(value: float | None, digits: int = 2) -> str:
    return blank if value is None else number_format(round(value, digits) + 0.0, digits)


def between(interval: Interval | None, *, shares: bool = True) -> str:
    if interval is None:
        return ""
    low, high = (percent(each) if shares else number(each) for each in interval)
    return _("95 %%: %(low)s to %(high)s") % {"low": low, "high": high}


def advice_said(advice: Advice) -> tuple[str, str]:
    todo, why = wording.advice[advice]
    return str(todo), str(why)


def power_said(discrimination: float | None) -> str:
    found = power_of(discrimination)
    return str(wording.power[found]) if found else ""


def row_shown(row: QuestionRow) -> RowShown:
    result = row.item.result
    todo, why = advice_said(row.item.advice)
    return RowShown(
        id=row.id,
        lesson=row.lesson,
        text=row.text,
        people=result.people,
        facility=percent(result.facility),
        interval=percents(result.facility_interval),
        discrimination=number(result.discrimination),
        power=power_said(result.discrimination),
        advice=row.item.advice,
        todo=todo,
        why=why,
    )


def sheet_shown(result: SheetResult) -> SheetShown:
    titles = {"before": _("The test before the course"), "end": _("The test at the end")}
    return SheetShown(
        slug=result.slug,
        title=result.title or titles[result.kind],
        people=result.sheet.people,
        answered=len(result.rows),
        questions=result.questions,
        figures=whole_figures(result.sheet.whole),
        rows=[row_shown(row) for row in result.rows],
    )


def whole_figures(whole: WholeResult) -> list[Figure]:
    """What is blank is left out; nothing where too few have answered all of it."""
    found = [
        Figure(name=_("Mean"), value=percent(whole.mean)),
        Figure(name=_("Median"), value=percent(whole.median)),
        Figure(name=_("Standard deviation"), value=percent(whole.deviation)),
        Figure(name=_("Skewness"), value=number(whole.skewness)),
        Figure(name=_("Kurtosis"), value=number(whole.kurtosis)),
        Figure(
            name=_("Internal consistency (alpha)"),
            value=number(whole.consistency),
            said=consistency_said(whole.consistency),
        ),
        Figure(name=_("Error ratio"), value=percent(whole.error_ratio)),
        Figure(name=_("Standard error"), value=percent(whole.error)),
    ]
    return [each for each in found if each.value != blank]


def consistency_said(alpha: float | None) -> str:
    """Moodle's steps."""
    if alpha is None:
        return ""
    if alpha > 0.75:
        return pgettext("consistency", "good")
    return _("fair") if alpha >= 0.64 else pgettext("consistency", "poor")


def lab_shown(lab: LabResult) -> SheetShown:
    return SheetShown(
        slug=lab.slug,
        title=lab.title,
        people=lab.sheet.people,
        answered=len(lab.rows),
        questions=len(lab.sheet.items),
        figures=whole_figures(lab.sheet.whole),
        rows=[task_shown(row) for row in lab.rows],
    )


def task_shown(row: TaskRow) -> RowShown:
    result, use = row.item.result, row.use
    todo, why = advice_said(row.item.advice)
    return RowShown(
        id=row.id,
        lesson="",
        text=row.id,
        people=use.people,
        facility=percent(result.facility),
        interval=percents(result.facility_interval),
        discrimination=number(result.discrimination),
        power=power_said(result.discrimination),
        advice=row.item.advice,
        todo=todo,
        why=why,
        cells=(
            duration(use.seconds),
            number(use.tries, 1),
            percent(use.hint_share),
            percent(use.solution_share),
            number_format(use.resets),
        ),
    )


def duration(seconds: float | None) -> str:
    if seconds is None:
        return blank
    if seconds < 90:
        return _("%(count)s s") % {"count": number_format(round(seconds))}
    return _("%(count)s min") % {"count": number_format(round(seconds / 60))}

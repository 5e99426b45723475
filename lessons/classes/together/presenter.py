"""Presents a round: what the class predicted and measured, as a picture and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import gettext, ngettext

from lessons.classes.together.chart import Bar, DotChart, DotRow, bars, dot_chart
from lessons.classes.together.core import least_shown, rows_shown
from lessons.classes.together.selectors import Answers, Measured, RoundState
from lessons.document.schema import Claim
from lessons.experiments.presenter import with_unit
from lessons.models import PredictionRound


class RowView(msgspec.Struct, frozen=True):
    """A line of the picture in words; `kind` is "predicted", "measured" or "again"."""

    kind: str
    label: str
    said: str


class BarView(msgspec.Struct, frozen=True):
    html: str
    bars: Sequence[tuple[str, int, int]]  # kind, people, length from 0 to 100


class PictureView(msgspec.Struct, frozen=True, kw_only=True):
    """What a class predicted and measured; one of `chart` and `choices` is there, or neither where
    fewer than `missing` more people have answered or measured."""

    rows: Sequence[RowView] = ()
    chart: DotChart | None = None  # with a line for each of `rows`
    ends: tuple[str, str] = ("", "")
    choices: Sequence[BarView] = ()
    missing: int = 0
    hidden: bool = False  # while all predict
    accelerator: str = ""
    reported: bool = False
    elsewhere: int = 0

    @property
    def lines(self) -> Sequence[tuple[DotRow, RowView]]:
        return list(zip(self.chart.rows, self.rows, strict=True)) if self.chart else []


def labels() -> Mapping[str, str]:
    return {
        "predicted": gettext("Predicted"),
        "measured": gettext("Measured"),
        "again": gettext("Predicted again"),
    }


def picture_view(
    found: PredictionRound, claim: Claim, state: RoundState, language: str
) -> PictureView:
    kinds = rows_shown(found.phase, closed=found.closed_at is not None)
    if not kinds:
        return PictureView(hidden=True)
    figures = list(state.measured.figures.values())
    people = max(len(state.first.people), len(figures), len(state.again.people))
    if people < least_shown:
        return PictureView(missing=least_shown - people)
    unit = state.measured.unit
    if unit in ("", claim.unit):
        unit = claim.unit_name or claim.unit
    if claim.predict and claim.predict.kind == "choice":
        view = choices_view(claim, state, kinds)
    else:
        view = numbers_view(state, kinds, unit, language)
    measured = state.measured if "measured" in kinds else Measured()
    return msgspec.structs.replace(
        view,
        accelerator=measured.accelerator,
        reported=measured.reported,
        elsewhere=measured.elsewhere,
    )


def numbers_view(state: RoundState, kinds: Sequence[str], unit: str, language: str) -> PictureView:
    values = {
        "predicted": list(state.first.numbers.values()),
        "measured": list(state.measured.figures.values()),
        "again": list(state.again.numbers.values()),
    }
    # Fewer figures than that would say whose they are.
    shown = {kind: values[kind] if len(values[kind]) >= least_shown else () for kind in kinds}
    chart = dot_chart(shown)
    if chart is None:
        return PictureView(missing=least_shown)
    rows = [
        RowView(
            row.name,
            labels()[row.name],
            ngettext(
                "%(count)d person, median %(median)s",
                "%(count)d people, median %(median)s",
                row.count,
            )
            % {"count": row.count, "median": with_unit(row.median, unit, language)},
        )
        for row in chart.rows
    ]
    ends = (with_unit(chart.least, unit, language), with_unit(chart.most, unit, language))
    return PictureView(rows=rows, chart=chart, ends=ends)


def choices_view(claim: Claim, state: RoundState, kinds: Sequence[str]) -> PictureView:
    choices = claim.predict.choices if claim.predict else ()
    holds = Counter(
        choice.key
        for value in state.measured.figures.values()
        for choice in choices
        if choice.holds(value)
    )
    counts: Mapping[str, Mapping[str, int]] = {
        "predicted": chosen(state.first),
        "measured": holds,
        "again": chosen(state.again),
    }
    shown = {kind: counts[kind] for kind in kinds if sum(counts[kind].values()) >= least_shown}
    drawn = {bar.key: bar for bar in bars([each.key for each in choices], shown)}
    rows = [
        RowView(
            kind,
            labels()[kind],
            ngettext("%(count)d person", "%(count)d people", sum(counts[kind].values()))
            % {"count": sum(counts[kind].values())},
        )
        for kind in shown
    ]
    views = [BarView(each.html, bar_parts(drawn[each.key], list(shown))) for each in choices]
    return PictureView(rows=rows, choices=views if shown else (), missing=0 if shown else 1)


def chosen(answers: Answers) -> Mapping[str, int]:
    return Counter(answers.choices.values())


def bar_parts(bar: Bar, kinds: Sequence[str]) -> Sequence[tuple[str, int, int]]:
    return [(kind, bar.counts[kind], bar.lengths[kind]) for kind in kinds]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """For who teaches: how many have done what the phase asks, and who has not yet."""

    done: int
    of: int
    names: Sequence[str]


def waiting_for(found: PredictionRound, state: RoundState) -> Waiting:
    if found.phase == "predict":
        done = state.first.people
    elif found.phase in {"run", "talk"}:
        done = frozenset(state.measured.figures)
    else:
        done = state.again.people
    names = sorted(name for user, name in state.learners.items() if user not in done)
    return Waiting(done=len(state.learners) - len(names), of=len(state.learners), names=names)

"""Presents the statistics of one question: its series, its options, the graph of the fifths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from labs.measurements.chart_geometry import Axis, page_frame
from lessons.analytics import wording
from lessons.analytics.presenter import (
    Figure,
    advice_said,
    between,
    blank,
    number,
    percent,
    power_said,
)
from lessons.analytics.question import OptionRow, Series
from lessons.analytics.statistics.analysis import GroupDif
from lessons.analytics.statistics.intervals import Interval
from lessons.analytics.statistics.items import Advice, ItemResult, ease_of
from lessons.analytics.wrong_answers import Wrong


class OptionShown(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    misconception: str
    right: bool
    lures: bool
    people: int
    share: str
    rest: str
    top: str
    low: str


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """The mean score of each fifth of the learners, in the coordinates of an SVG of 400 by 240."""

    points: Sequence[tuple[int, int, str]]  # x, y, percent
    ticks: Sequence[tuple[int, str]]  # y, percent
    path: str
    said: str


class SeriesShown(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is what was asked, "" where nobody knows any more."""

    digest: str
    current: bool
    text: str
    since: datetime | None
    until: datetime | None
    people: int
    few: bool
    advice: Advice
    todo: str
    why: str
    figures: Sequence[Figure]
    graph: Graph | None
    options: Sequence[OptionShown]
    wrong: Sequence[Wrong]


def item_figures(
    result: ItemResult, interval: Interval | None, difs: Iterable[GroupDif]
) -> list[Figure]:
    ease = ease_of(result.facility)
    found = [
        Figure(
            name=_("Right"),
            value=percent(result.facility),
            said=" · ".join(
                filter(
                    None,
                    (between(result.facility_interval), str(wording.ease[ease]) if ease else ""),
                )
            ),
        ),
        Figure(name=_("By chance"), value=percent(result.guess)),
        Figure(name=_("Standard deviation"), value=percent(result.deviation)),
        Figure(
            name=_("Discrimination"),
            value=number(result.discrimination),
            said=" · ".join(
                filter(None, (between(interval, shares=False), power_said(result.discrimination)))
            ),
        ),
        Figure(name=_("Efficiency of discrimination"), value=percent(result.efficiency)),
        *map(dif_figure, difs),
    ]
    return [each for each in found if each.value != blank]


def dif_figure(each: GroupDif) -> Figure:
    """Of two groups, in words: which one has it harder, and how much."""
    words = {
        "A": _("no difference that matters"),
        "B": _("a moderate difference"),
        "C": _("a large difference"),
    }
    harder = each.focal if each.is_harder else each.reference
    said = [words[each.dif.category]]
    if each.dif.category != "A":
        said.append(_("harder for %(group)s") % {"group": group_said(harder)})
    said.append(f"Δ {number(each.dif.delta)} ± {number(each.dif.error)}")
    return Figure(
        name=_("Difference by %(what)s") % {"what": wording.group_labels[each.name]},
        value=f"{group_said(each.focal)} / {group_said(each.reference)}: {each.dif.category}",
        said=" · ".join(said),
    )


def group_said(group: str) -> str:
    return str(wording.groups.get(group, group))


def series_shown(series: Series) -> SeriesShown:
    todo, why = advice_said(series.advice)
    return SeriesShown(
        digest=series.digest,
        current=series.current,
        text=series.text,
        since=series.since,
        until=series.until,
        people=series.result.people,
        few=series.result.few,
        advice=series.advice,
        todo=todo,
        why=why,
        figures=item_figures(series.result, series.discrimination_interval, series.difs),
        graph=graph_of(series.result.fifths),
        options=[option_shown(row, few=series.result.few) for row in series.options],
        wrong=series.wrong,
    )


def option_shown(row: OptionRow, *, few: bool) -> OptionShown:
    """What compares learners is blank where they are too few."""
    use = row.use
    return OptionShown(
        text=row.text,
        misconception=row.misconception,
        right=use.right,
        lures=use.lures and not few,
        people=use.people,
        share=percent(use.share),
        rest=blank if few else percent(use.rest),
        top=blank if few else percent(use.top_share),
        low=blank if few else percent(use.low_share),
    )


def graph_of(means: Sequence[float] | None) -> Graph | None:
    if means is None:
        return None
    upwards = Axis((0, 0.25, 0.5, 0.75, 1), page_frame.bottom, page_frame.top)
    across = Axis((1, len(means)), page_frame.left + 20, page_frame.right - 20)
    points = [
        (across.at(place), upwards.at(share), percent(share))
        for place, share in enumerate(means, 1)
    ]
    said = ", ".join(text for *_xy, text in points)
    return Graph(
        points=points,
        ticks=[(tick.at, percent(tick.value)) for tick in upwards.ticks],
        path=" ".join(f"{x},{y}" for x, y, _text in points),
        said=_(
            "Mean score by fifth, from those who do worst elsewhere to those who do best: %(means)s"
        )
        % {"means": said},
    )

"""Presents what a lab that has ended leaves: figures, a picture, the replay, a card to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from django.utils.translation import gettext

from labs.catalog.provider import Lab
from labs.core.texts import text_in
from labs.measurements.presenter import ChartView, value_text
from labs.models import LabSession, Measurement
from labs.recordings.services import recordings_of
from labs.sessions.selectors import measurements_latest
from labs.spec.measures import points
from virtlearn.people.models import User

waited = "platform.prompt"  # from the click on Start to the first prompt


class FigureView(msgspec.Struct, frozen=True):
    """One figure of the reader's own: what it is of, its value with its unit, and on what and by
    whose word it was measured.
    """

    label: str
    text: str
    on: str


class EndingView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_ending.html` shows. `chart`: the first that has something to draw."""

    figures: Sequence[FigureView]
    chart: ChartView | None
    recording: str  # id of the session's first; "" for none


def ending_view(
    lab: Lab,
    session: LabSession,
    user: User | None,
    charts: Sequence[ChartView],
    language: str,
) -> EndingView:
    recordings = recordings_of(user, session=session)
    return EndingView(
        figures=figures_of(lab, user, language),
        chart=next((chart for chart in charts if chart.drawn), None),
        recording=str(recordings[0].pk) if recordings else "",
    )


def figures_of(lab: Lab, user: User | None, language: str) -> list[FigureView]:
    """The reader's latest figures of the lab, in the order of its tasks; the wait comes last."""
    found = measurements_latest(user, lab.course, lab.slug)
    return [
        FigureView(label, value_text(lab, found[key], language), ground_text(found[key]))
        for key, label in labels_of(lab, language)
        if key in found
    ]


def labels_of(lab: Lab, language: str) -> Iterator[tuple[str, str]]:
    """What can be measured in the lab, and how a person calls it: as the course does, or a chart,
    or by the task that measures it.
    """
    named: dict[str, str] = {
        key: name
        for chart in lab.spec.charts
        for key, name in zip(chart.measures, text_in(chart.labels, language) or (), strict=False)
    }
    named |= {key: text_in(texts, language) for key, texts in lab.measures.items()}
    told = set()
    for number, task in enumerate(lab.spec.tasks, 1):
        for measure in task.measures:
            key = measure.key
            if key in told or key.endswith(points) or lab.spec.is_only_drawn(key):
                continue
            told.add(key)
            yield key, named.get(key, gettext("Task %(number)d") % {"number": number})
    yield waited, named.get(waited, gettext("Your wait for the prompt"))


def ground_text(row: Measurement) -> str:
    if row.source != Measurement.Source.MACHINE:
        return row.measured_on
    return f"{row.measured_on}; {gettext('reported by your machine')}"

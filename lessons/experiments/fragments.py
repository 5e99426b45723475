"""Renders and caches the fragments of experiments and figures in a lesson's page."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from lessons.document.claims import experiment_place
from lessons.document.measures import measures_fill
from lessons.document.schema import Claim, Lesson
from lessons.document.units import unit_name
from lessons.experiments.covers import Covered, Reader, cover_fill, cover_of, covers_cut
from lessons.experiments.measurements import Figure, figures_class, figures_own
from lessons.experiments.names import figure_name
from lessons.experiments.presenter import Experiment, experiment_view, runs_text, with_unit
from lessons.experiments.refusal import PredictionCode
from lessons.experiments.selectors import ClaimsDone, claims_done
from lessons.format import slots
from lessons.format.html_ids import ids_prefix
from lessons.progress.labs import LabDone
from lessons.publishing import reader, selectors
from lessons.publishing.links import links_resolve
from lessons.publishing.page_key import PageKey
from virtlearn.people.models import User


class ClaimsState(msgspec.Struct, frozen=True):
    """What one reader predicted and measured, as far as one lesson asks for it."""

    experiments: Mapping[str, Experiment] = {}  # by claim
    figures: Mapping[str, Figure] = {}  # the latest by key
    reader: Reader = Reader.VISITOR


class ClaimsPage(Protocol):
    """What a lesson's page knows of its claims; slots name `measures` and `covers` by index."""

    @property
    def place(self) -> PageKey: ...
    @property
    def claims(self) -> Mapping[str, Claim]: ...
    @property
    def measures(self) -> tuple[str, ...]: ...
    @property
    def covers(self) -> tuple[Covered, ...]: ...


def claims_cut(
    html: str, claims: Mapping[str, Claim], resolve: Callable[[str], str]
) -> tuple[str, tuple[str, ...], tuple[Covered, ...]]:
    """A lesson's HTML with a slot in the place of each figure, of all that predictions cover, and
    of each other experiment; the keys of the figures, and what is covered.
    """
    measures: list[str] = []

    def measure(key: str) -> str:
        if key not in measures:
            measures.append(key)
        return slots.mark("measure", str(measures.index(key)))

    html, covers = covers_cut(measures_fill(html, measure), claims, resolve)
    html = experiment_place.sub(lambda found: slots.mark("experiment", found[1]), html)
    return html, tuple(measures), covers


def claims_run(lesson: Lesson, resolve: Callable[[str], str]) -> dict[str, Claim]:
    """The claims of a lesson that lead to a lab, by id, with the links in their texts resolved."""

    def inline(html: str) -> str:
        return links_resolve(html, resolve)

    def resolved(claim: Claim) -> Claim:
        replace = msgspec.structs.replace
        predict = claim.predict and replace(
            claim.predict,
            html=inline(claim.predict.html),
            choices=tuple(replace(each, html=inline(each.html)) for each in claim.predict.choices),
        )
        published = tuple(replace(each, note=inline(each.note)) for each in claim.published)
        was, why = inline(claim.was), inline(claim.why)
        return replace(claim, predict=predict, published=published, was=was, why=why)

    return {claim.id: resolved(claim) for claim in lesson.claims if claim.lab not in {"", "none"}}


def claims_state(
    user: User | None,
    place: PageKey,
    claims: Mapping[str, Claim],
    labs: Mapping[str, LabDone],
    *,
    measures: bool,
) -> ClaimsState:
    """`measures`: whether the text shows figures.

    One statement, and one more for each claim that has a figure; none where nothing is measured.
    """
    if user is None:
        return ClaimsState(reader=reader_of(user))
    measured = measures or any(claim.measure for claim in claims.values())
    done = claims_done(user, place.course, place.lesson) if measured else ClaimsDone()
    experiments = {}
    for claim in claims.values():
        figure = done.figures.get((claim.lab, claim.measure)) if claim.measure else None
        experiments[claim.id] = Experiment(
            predicted=done.predicted.get(claim.id),
            figure=figure,
            others=figures_class(place.course, figure, besides=user) if figure else (),
            shared=done.shared and figure is not None,
            running=labs.get(claim.lab, LabDone()).running,
        )
    latest: dict[str, Figure] = {}
    for figure in sorted(done.figures.values(), key=lambda each: each.at):
        latest[figure.key] = figure
    return ClaimsState(experiments, latest, reader_of(user))


def reader_of(user: User | None) -> Reader:
    if settings.COURSE_PREVIEW or (user is not None and user.is_instructor):
        return Reader.TEACHER
    return Reader.VISITOR if user is None else Reader.LEARNER


def claims_filler(
    page: ClaimsPage,
    state: ClaimsState,
    token: bytes,
    given: Mapping[str, bytes] | None = None,
) -> Callable[[str, str], bytes]:
    """What belongs in the slots of `claims_cut`; `given` has experiments that are filled."""

    def fill(kind: str, argument: str) -> bytes:
        if kind == "measure":
            return measure_fill(page.place, page.measures[int(argument)], state)
        if kind == "cover":
            return covered_fill(page, page.covers[int(argument)], state, fill)
        if given and argument in given:
            return given[argument]
        return experiment_fill(page.place, page.claims[argument], state, token)

    return fill


def covered_fill(
    page: ClaimsPage,
    covered: Covered,
    state: ClaimsState,
    fill: Callable[[str, str], bytes],
    *,
    outside: bool = False,
) -> bytes:
    """A claim or a spoiler as its reader may see it."""
    cover = cover_of(state.experiments.get(covered.claim, Experiment()), state.reader)
    claim = page.claims[covered.claim]
    return cover_fill(page.place, claim, covered, cover, fill, outside=outside)


def experiment_fill(place: PageKey, claim: Claim, state: ClaimsState, token: bytes) -> bytes:
    experiment = state.experiments.get(claim.id, Experiment())
    return _experiment_slots(place, claim, experiment).fill(lambda *_: token)


@functools.lru_cache(maxsize=2048)
def _experiment_slots(place: PageKey, claim: Claim, experiment: Experiment) -> slots.Slots:
    return slots.cut(experiment_html(place, claim, experiment, slots.mark("csrf")))


def experiment_html(  # noqa: PLR0913
    place: PageKey,
    claim: Claim,
    experiment: Experiment,
    csrf: str,
    *,
    fault: PredictionCode | None = None,
    typed: str = "",
    fresh: bool = False,
) -> str:
    """`_experiment.html`; `fresh` moves the focus to what has just come."""
    view = experiment_view(claim, experiment, place.interface, fault=fault, typed=typed)
    context = {
        "experiment": view,
        "place": place,
        "csrf_token": csrf,
        "fresh": fresh,
    }
    return render_to_string("lessons/_experiment.html", context).strip()


def measure_fill(place: PageKey, key: str, state: ClaimsState) -> bytes:
    return _measure(place, key, state.figures.get(key))


@functools.lru_cache(maxsize=2048)
def _measure(place: PageKey, key: str, figure: Figure | None) -> bytes:
    context: dict[str, object] = {"key": key, "figure": figure}
    if figure:
        published = selectors.revision_course(place.course, place.digest)
        unit = unit_name(published.course.units if published else {}, figure.unit, place.language)
        context["text"] = with_unit(figure.value, unit, place.interface)
        context["runs"] = runs_text(figure, place.interface)
        context["on"] = figure.on.partition(",")[0]
    return render_to_string("lessons/_measure.html", context).strip().encode()


def claims_printed(user: User, place: PageKey, claims: Mapping[str, Claim], html: str) -> str:
    """The HTML of a lesson on a page to print, its ids prefixed, with the reader's own figures.

    A claim without a figure keeps what stands there for all: the way to its lab.
    """
    state = claims_state(user, place, claims, {}, measures=True)

    def compared(found: re.Match[str]) -> str:
        experiment = state.experiments.get(found[1], Experiment())
        if experiment.figure is None:
            return found[0]
        alone = msgspec.structs.replace(experiment, others=())
        view = experiment_view(claims[found[1]], alone, place.interface)
        shown = render_to_string("lessons/_experiment_compare.html", {"experiment": view})
        return ids_prefix(shown, f"{place.lesson}--")

    html = measures_fill(html, lambda key: measure_fill(place, key, state).decode())
    return experiment_place.sub(compared, html)


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the learner's, for the page that lists them."""

    course: str
    course_title: str
    lab: str
    lab_title: str
    name: str
    text: str
    runs: str
    figure: Figure


def figures_listed(user: User | None) -> list[FigureRow]:
    """All figures of the learner, by course and lab."""
    interface = get_language() or ""
    found = []
    for published in reader.courses_for(user) if user else ():
        course = published.course
        language = selectors.content_language(course, interface)
        for (lab, key), figure in sorted(figures_own(user, course.slug).items()):
            head = selectors.lab_head(course, lab)
            row = FigureRow(
                course=course.slug,
                course_title=course.title[language],
                lab=lab if head else "",
                lab_title=head.title[language] if head else lab,
                name=figure_name(course.measures, key, language),
                text=with_unit(
                    figure.value, unit_name(course.units, figure.unit, language), interface
                ),
                runs=runs_text(figure, interface),
                figure=figure,
            )
            found.append(row)
    return found

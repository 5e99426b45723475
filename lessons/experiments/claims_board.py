"""The board of a course's claims: a tile for each, which fills with the reader's own figure.

A claim whose answer is still to be predicted gives nothing of it away here: its tile has what was
written once, or the question that its prediction asks, and neither statement nor verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import gettext

from labs.provisioning.labels import labels
from lessons.document import schema
from lessons.document.labels import label
from lessons.document.units import unit_name
from lessons.experiments.covers import Cover, Reader, cover_of
from lessons.experiments.fragments import reader_of
from lessons.experiments.measurements import Figures, figures_own
from lessons.experiments.presenter import Experiment, with_unit
from lessons.experiments.selectors import Predicted, predictions_of
from lessons.progress.labs import labs_done, tasks_done
from lessons.progress.mastery import Count, Done, claim_checked, claim_key, claim_runs
from lessons.progress.selectors import answers_of
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.quizzes.texts import plain
from virtlearn.people.models import User

no_machine = "host"  # the kind of a tile whose claim runs in no machine


class BoardState(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader did: `predicted` is by lesson and claim, `done` by lesson."""

    reader: Reader = Reader.VISITOR
    figures: Figures = {}
    predicted: Mapping[tuple[str, str], Predicted] = {}
    done: Mapping[str, Done] = {}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a claim is examined: in a lesson, whose number counts from 1."""

    lesson: str
    number: int
    title: str
    claim: str
    covered: bool  # it is to be predicted first
    runs: bool
    checked: bool


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """A claim. `number` is the course's, 0 where it has none; `verdict` and `holds` are empty while
    any place asks for a prediction first. `kind` is of the machine that shows it."""

    number: int
    kind: str
    kind_name: str
    text: str
    holds: str
    verdict: str
    figure: str
    on: str
    places: tuple[Place, ...]

    @property
    def checked(self) -> bool:
        return any(each.checked for each in self.places)

    @property
    def covered(self) -> bool:
        return any(each.covered for each in self.places)

    @property
    def runs(self) -> bool:
        return any(each.runs for each in self.places)

    @property
    def place(self) -> Place:
        """Where to go: the first place where something is left to do."""
        return next((each for each in self.places if not each.checked), self.places[0])


class Board(msgspec.Struct, frozen=True, kw_only=True):
    tiles: tuple[Tile, ...]

    @property
    def count(self) -> Count:
        return Count(sum(each.checked for each in self.tiles), len(self.tiles))

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of machines on it, with their names."""
        return {each.kind: each.kind_name for each in self.tiles}

    @property
    def next(self) -> Tile | None:
        """The first that can be run and was not."""
        return next((each for each in self.tiles if each.runs and not each.checked), None)


def board_state(user: User | None, published: Published) -> BoardState:
    course = published.course
    if user is None:
        return BoardState(reader=reader_of(user))
    answers = answers_of(user, course.slug)
    figures = figures_own(user, course.slug)
    tasks = tasks_done(labs_done(user, course.slug))
    return BoardState(
        reader=reader_of(user),
        figures=figures,
        predicted=predictions_of(user, course.slug),
        done={
            head.slug: Done(
                read=head.slug in answers.read,
                answered=frozenset(answers.best.get(head.slug, {})),
                tasks=tasks,
                measured=frozenset(figures),
            )
            for head in course.lessons
        },
    )


def board(published: Published, language: str, interface: str, state: BoardState) -> Board:
    """The course's numbered claims in their order, then those without a number. Texts are in the
    course's `language`, figures as the page's `interface` writes them."""
    found: dict[str, list[tuple[int, schema.LessonHead, schema.Claim]]] = {}
    for number, head in enumerate(published.course.lessons, 1):
        lesson = selectors.lesson_get(published, head.slug, language)
        for claim in lesson.claims if lesson else ():
            found.setdefault(claim_key(head.slug, claim), []).append((number, head, claim))
    tiles = [tile(published, language, interface, state, each) for each in found.values()]
    return Board(tiles=tuple(sorted(tiles, key=lambda each: (not each.number, each.number))))


def tile(
    published: Published,
    language: str,
    interface: str,
    state: BoardState,
    examined: Sequence[tuple[int, schema.LessonHead, schema.Claim]],
) -> Tile:
    """`examined` are the lessons that examine the claim, in the course's order."""
    places = tuple(
        Place(
            lesson=head.slug,
            number=number,
            title=head.title[language],
            claim=claim.id,
            covered=is_covered(state, head.slug, claim),
            runs=claim_runs(claim),
            checked=claim_checked(claim, state.done.get(head.slug, Done())),
        )
        for number, head, claim in examined
    )
    first = examined[0][2]
    kinds = [kind_of(published, claim) for _, _, claim in examined]
    kind = next(filter(None, kinds), no_machine)
    covered = any(each.covered for each in places)
    figures = (state.figures.get((claim.lab, claim.measure)) for _, _, claim in examined)
    figure = max(filter(None, figures), key=lambda each: each.at, default=None)
    return Tile(
        number=first.seed,
        kind=kind,
        kind_name=str(labels.get(kind, kind)) if any(kinds) else gettext("no machine"),
        text=statement([claim for _, _, claim in examined], covered=covered),
        holds="" if covered else first.holds,
        verdict="" if covered else label(f"holds-{first.holds}", language),
        figure=with_unit(
            figure.value, unit_name(published.course.units, figure.unit, language), interface
        )
        if figure
        else "",
        on=figure.on.partition(",")[0] if figure else "",
        places=places,
    )


def is_covered(state: BoardState, lesson: str, claim: schema.Claim) -> bool:
    """Whether the claim's own lesson would show this reader nothing of it."""
    if claim.predict is None or not claim_runs(claim):
        return False
    experiment = Experiment(
        predicted=state.predicted.get((lesson, claim.id)),
        figure=state.figures.get((claim.lab, claim.measure)),
    )
    return cover_of(experiment, state.reader) in {Cover.COVERED, Cover.VEILED}


def statement(claims: Sequence[schema.Claim], *, covered: bool) -> str:
    """What was written once, which gives nothing away; else the question of a prediction while one
    covers the claim, else the claim itself."""
    if was := next((claim.was for claim in claims if claim.was), ""):
        return plain(was)
    if covered:
        asked = (claim.predict.html for claim in claims if claim.predict)
        return plain(next(filter(None, asked), ""))
    return claims[0].text


def kind_of(published: Published, claim: schema.Claim) -> str:
    """The kind of the machine in which the claim's task is done; "" where nothing is run."""
    lab = selectors.lab_head(published.course, claim.lab)
    if lab is None:
        return ""
    task = lab.spec.task(claim.task)
    machine = lab.spec.machine(task.machine) if task else None
    return machine.kind if machine else lab.spec.machines[0].kind

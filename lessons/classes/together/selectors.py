"""Reads rounds: the claims that can be put before a class, what was answered and measured."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Q
from django.utils.translation import get_language

from labs.models import Measurement
from lessons.classes.pin.selectors import digest_read
from lessons.classes.selectors import member_name
from lessons.document.schema import Claim
from lessons.experiments.fragments import claims_run
from lessons.experiments.measurements import accelerator_in
from lessons.models import Class, Membership, PredictionRound, RoundAnswer
from lessons.publishing import selectors
from lessons.publishing.links import resolver


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with where it stands, in the reader's language."""

    lesson: str
    title: str  # of the lesson
    claim: Claim


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What was predicted in one turn, by learner: a number, or a choice's key."""

    numbers: Mapping[int, float] = {}
    choices: Mapping[int, str] = {}

    @property
    def people(self) -> frozenset[int]:
        return frozenset(self.numbers) | frozenset(self.choices)


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a round's learners measured in it, one figure each, under one accelerator and by one
    word: what most have. `elsewhere` others measured in another way."""

    figures: Mapping[int, float] = {}
    unit: str = ""
    accelerator: str = ""
    reported: bool = False
    elsewhere: int = 0


class RoundState(msgspec.Struct, frozen=True, kw_only=True):
    """All that a round's pages show: `learners` by account, with the names that the class knows."""

    learners: Mapping[int, str]
    first: Answers
    again: Answers
    measured: Measured
    informed: int = 0  # who had measured it before the round


def claims_asked(row: Class) -> Sequence[Asked]:
    """Those of the class's revision that can be predicted and measured, in the course's order."""
    published = selectors.revision_course(row.course.slug, digest_read(row))
    if published is None:
        return []
    language = selectors.content_language(published.course, get_language() or "")
    found: list[Asked] = []
    for head in published.course.lessons:
        lesson = selectors.lesson_get(published, head.slug, language)
        found += (
            Asked(lesson=head.slug, title=head.title[language], claim=claim)
            for claim in (lesson.claims if lesson else ())
            if can_be_asked(claim)
        )
    return found


def can_be_asked(claim: Claim) -> bool:
    return claim.predict is not None and bool(claim.measure) and claim.lab not in {"", "none"}


def asked_of(found: PredictionRound) -> Asked | None:
    """The claim of a round, of the revision that it began with; None where that is gone."""
    course = found.in_class.course.slug
    published = selectors.revision_course(course, found.digest)
    if published is None:
        return None
    language = selectors.content_language(published.course, get_language() or "")
    lesson = selectors.lesson_get(published, found.lesson, language)
    if lesson is None:
        return None
    claim = claims_run(lesson, resolver(course, found.digest)).get(found.claim)
    return Asked(lesson=found.lesson, title=lesson.title, claim=claim) if claim else None


def rounds_of(row: Class) -> Sequence[PredictionRound]:
    """The latest first."""
    return list(row.rounds.select_related("in_class__course"))


def round_open(row: Class) -> PredictionRound | None:
    return row.rounds.filter(closed_at=None).first()


def round_state(found: PredictionRound, claim: Claim) -> RoundState:
    """In three statements. Who has left the class is not in it, nor are those who teach."""
    members = Membership.objects.filter(
        in_class=found.in_class_id, state=Membership.State.JOINED, role=Membership.Role.LEARNER
    ).select_related("user")
    learners = {each.user_id: member_name(each) for each in members if each.user_id}
    answers = RoundAnswer.objects.filter(of_round=found, user__in=learners)
    turns: dict[int, list[RoundAnswer]] = {1: [], 2: []}
    for answer in answers.order_by("pk"):
        turns[answer.turn].append(answer)
    return RoundState(
        learners=learners,
        first=answers_of(turns[1]),
        again=answers_of(turns[2]),
        measured=measured_in(found, claim, list(learners)),
        informed=sum(answer.informed for answer in turns[1]),
    )


def answers_of(rows: Sequence[RoundAnswer]) -> Answers:
    return Answers(
        numbers={each.user_id: each.number for each in rows if each.number is not None},
        choices={each.user_id: each.choice for each in rows if each.choice},
    )


def measured_in(found: PredictionRound, claim: Claim, learners: Sequence[int]) -> Measured:
    until = Q(measured_at__lte=found.closed_at) if found.closed_at else Q()
    rows = Measurement.objects.filter(
        until,
        user__in=learners,
        course=found.in_class.course.slug,
        lab=claim.lab,
        key=claim.measure,
        measured_at__gte=found.started_at,
    ).order_by("measured_at", "pk")
    machine = Measurement.Source.MACHINE
    by_way: dict[tuple[str, str, bool], dict[int, list[float]]] = {}
    for user, value, unit, on, source in rows.values_list(
        "user_id", "value", "unit", "measured_on", "source"
    ):
        way = (unit, accelerator_in(on), source == machine)
        by_way.setdefault(way, {}).setdefault(user, []).append(value)
    if not by_way:
        return Measured()
    people = Counter({way: len(each) for way, each in by_way.items()})
    way, _count = people.most_common(1)[0]
    figures = {user: statistics.median(each) for user, each in by_way[way].items()}
    others = {user for each in by_way.values() for user in each} - set(figures)
    return Measured(
        figures=figures,
        unit=way[0],
        accelerator=way[1],
        reported=way[2],
        elsewhere=len(others),
    )

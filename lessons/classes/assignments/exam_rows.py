"""Reads who has come to an exam, works, has sent it or is gone, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec
from django.db.models import Count, Q

from lessons.assignments import selectors
from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.kept import rule_read
from lessons.assignments.access.member import Member, Sitting, Work
from lessons.assignments.access.rule import Mode, Rule
from lessons.classes.assignments.exam_clock import state_of
from lessons.classes.grades.earnable import parts_of
from lessons.classes.grades.selectors import course_of
from lessons.classes.selectors import member_name
from lessons.models import (
    Assignment,
    AssignmentItem,
    AssignmentStart,
    AssignmentWork,
    ExamBatch,
    ExamPaper,
    ExamPlace,
    Membership,
)

silent = timedelta(seconds=30)  # without a sign of life after which somebody is gone


class Seat(StrEnum):
    """Where a learner is in an exam, in the order in which a teacher wants to see them."""

    GONE = "gone"  # had come, and their page has not been heard of for `silent`
    ABSENT = "absent"  # has not come
    WAITING = "waiting"  # has a place, or reads the page
    WORKING = "working"
    SENT = "sent"


seat_order = {seat: place for place, seat in enumerate(Seat)}


class ExamRow(msgspec.Struct, frozen=True, kw_only=True):
    """One learner. `seen_at`: since when somebody is gone. `by_site`: their time was over, and what
    was saved was handed in for them."""

    member: int
    name: str
    seat: Seat
    batch: int
    answered: int
    seen_at: datetime | None
    closes_at: datetime | None
    own_minutes: int
    by_site: bool


class BatchRow(msgspec.Struct, frozen=True, kw_only=True):
    """A batch; `pk` 0 is the one of all that is not made yet. `may_take_back`: nobody answered."""

    pk: int
    name: str
    code: str
    seated: int
    started_at: datetime | None
    ended_at: datetime | None
    closes_at: datetime | None
    more_minutes: int
    may_take_back: bool


class ExamBoard(msgspec.Struct, frozen=True, kw_only=True):
    """An exam of a class; `of` is how many answers and tasks there are for each."""

    mode: Mode
    rows: Sequence[ExamRow]
    batches: Sequence[BatchRow]
    counts: Mapping[Seat, int]
    of: int


class Place(NamedTuple):
    """What the list shows of a place, a row of `ExamPlace`."""

    batch: int | None
    taken_at: datetime | None
    seen_at: datetime | None
    more_minutes: int


class Begun(NamedTuple):
    """Whether somebody has begun, and when their last start was handed in."""

    has: bool
    handed_in_at: datetime | None


def exam_members(assignment: Assignment) -> Sequence[Membership]:
    return list(selectors.learners_of(assignment.in_class).order_by("pk"))


def exam_board(
    assignment: Assignment, now: datetime, members: Sequence[Membership] | None = None
) -> ExamBoard:
    """Of `members`, read anew where none are given."""
    rule = rule_read(assignment.rule)
    members = exam_members(assignment) if members is None else members
    decided = selectors.decisions([assignment], members, now)
    rows_of_places = ExamPlace.objects.filter(assignment=assignment)
    places = {
        member: Place._make(values)
        for member, *values in rows_of_places.values_list("membership", *Place._fields)
    }
    begun = AssignmentStart.objects.filter(assignment=assignment).order_by("number")
    handed_in = dict(begun.values_list("membership", "handed_in_at"))  # of the last start
    papers = papers_of(assignment)
    worked = worked_of(assignment)
    rows = [
        exam_row(
            each.pk,
            member_name(each),
            decided[assignment.pk, each.pk],
            places.get(each.pk),
            Begun(each.pk in handed_in, handed_in.get(each.pk)),
            papers.get(each.pk, (0, False)),
            worked.get(each.pk, 0),
            now,
        )
        for each in members
    ]
    rows.sort(key=lambda row: (seat_order[row.seat], row.name.casefold(), row.member))
    counts = Counter(row.seat for row in rows)
    return ExamBoard(
        mode=rule.mode,
        rows=rows,
        batches=[batch_row(rule, each, rows, now) for each in batches_of(assignment, rule)],
        counts={seat: counts[seat] for seat in Seat},
        of=asked_of(assignment),
    )


def exam_row(  # noqa: PLR0913, PLR0917
    member: int,
    name: str,
    decision: AccessDecision,
    place: Place | None,
    begun: Begun,
    paper: tuple[int, bool],
    worked: int,
    now: datetime,
) -> ExamRow:
    answered, by_site = paper
    seat = seat_of(decision, place, begun, now)
    return ExamRow(
        member=member,
        name=name,
        seat=seat,
        batch=(place.batch or 0) if place else 0,
        answered=answered + worked,
        # Of who is there it changes all the time, and nothing is said of it.
        seen_at=place.seen_at if place and seat is Seat.GONE else None,
        closes_at=decision.closes_at if state_of(decision) == "running" else None,
        own_minutes=place.more_minutes if place else 0,
        by_site=by_site,
    )


def seat_of(
    decision: AccessDecision,
    place: Place | None,
    begun: Begun,
    now: datetime,
) -> Seat:
    if begun.has and (begun.handed_in_at or state_of(decision) == "over"):
        return Seat.SENT
    if place is None or place.seen_at is None:
        return Seat.GONE if begun.has else Seat.ABSENT
    if now - place.seen_at > silent:
        return Seat.GONE if begun.has or place.taken_at is not None else Seat.ABSENT
    return Seat.WORKING if begun.has and not decision.waits else Seat.WAITING


def papers_of(assignment: Assignment) -> Mapping[int, tuple[int, bool]]:
    """By member: how many questions of their papers are answered, and who handed one in."""
    found: dict[int, tuple[int, bool]] = {}
    rows = ExamPaper.objects.filter(start__assignment=assignment).annotate(
        number=Count("answers", filter=~Q(answers__answer=[]))
    )
    for member, number, by_site in rows.values_list("start__membership", "number", "by_site"):
        before = found.get(member, (0, False))
        found[member] = (before[0] + number, before[1] or by_site)
    return found


def worked_of(assignment: Assignment) -> Mapping[int, int]:
    """By member: how many other questions and tasks were answered or done, each once."""
    rows = AssignmentWork.objects.filter(assignment=assignment, counted=True, test=None)
    done: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for member, lesson, question, lab, task in rows.order_by().values_list(
        "membership", "attempt__lesson", "attempt__question", "lab", "task"
    ):
        done[member].add((lesson or lab, question or task))
    return {member: len(each) for member, each in done.items()}


def asked_of(assignment: Assignment) -> int:
    """How many answers and tasks there are, by the course as the class reads it."""
    published = course_of(assignment.in_class)
    tests = [each for each in assignment.items.all() if each.kind == AssignmentItem.Kind.TEST]
    others = [each for each in assignment.items.all() if each.kind != AssignmentItem.Kind.TEST]
    drawn = sum(round(part.points) for part in parts_of(tests, published))
    return drawn + sum(part.count for part in parts_of(others, published))


def batches_of(assignment: Assignment, rule: Rule) -> list[ExamBatch]:
    rows = ExamBatch.objects.filter(assignment=assignment).order_by("pk")
    if rule.mode is Mode.BATCHED:
        return list(rows.exclude(code=""))
    return list(rows.filter(code="")) or [ExamBatch(assignment=assignment)]


def batch_row(rule: Rule, batch: ExamBatch, rows: Iterable[ExamRow], now: datetime) -> BatchRow:
    alone = not batch.code
    theirs = [row for row in rows if alone or row.batch == batch.pk]
    return BatchRow(
        pk=batch.pk or 0,
        name=batch.name,
        code=batch.code,
        seated=sum(1 for row in theirs if row.seat is Seat.WAITING),
        started_at=batch.started_at,
        ended_at=batch.ended_at,
        closes_at=closes_of(rule, batch, now),
        more_minutes=batch.more_minutes,
        may_take_back=bool(batch.started_at) and not any(row.answered for row in theirs),
    )


def closes_of(rule: Rule, batch: ExamBatch, now: datetime) -> datetime | None:
    """For who has no other time than everybody."""
    if batch.started_at is None:
        return None
    sitting = Sitting(
        has_place=True,
        started_at=batch.started_at,
        ended_at=batch.ended_at,
        more_minutes=batch.more_minutes,
    )
    work = Work(starts=1, started_at=batch.started_at)
    begun = max(now, batch.started_at)
    return access_decide(rule, Member(sitting=sitting, work=work), begun).closes_at

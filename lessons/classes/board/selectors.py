"""Reads what a class's live board shows, in as many statements for two learners as for two hundred.

Labs are those of the class's course: the one that runs, or else the one that ended last, if that
was within `ended_shown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Case, Count, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from labs.models import LabSession, LabState, TaskResult, Visit, active_states
from labs.scheduling.queue import queue_places
from labs.sharing.classroom import people_of
from lessons.assignments.groups import key_of, names_of, places_now
from lessons.classes.board import core
from lessons.classes.selectors import member_name
from lessons.models import Attempt, Class, Membership, ReadingPlace

ended_shown = timedelta(hours=12)

Learners = QuerySet[Membership, Any]  # for an inner SELECT of their accounts


class BoardLab(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's lab. `queued` is its place in the queue from 1, or 0; `others` how many more of
    the course's labs they have running."""

    session: LabSession
    progress: core.Progress
    queued: int = 0
    others: int = 0
    people: Sequence[Visit] = ()


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """One learner. `lesson` and `section` are where they last read, "" for nowhere; `answered` has
    the ids of the questions of that lesson that they answered; `active_at` is the last trace."""

    member: Membership
    name: str
    state: core.RowState
    lesson: str = ""
    section: str = ""
    answered: frozenset[str] = frozenset()
    active_at: datetime | None = None
    lab: BoardLab | None = None
    groups: Sequence[str] = ()  # names of those in which they are


class Place(msgspec.Struct, frozen=True, kw_only=True):
    lesson: str
    section: str
    at: datetime


class Answered(msgspec.Struct):
    questions: set[str]
    at: datetime


def board_rows(row: Class, *, label: int = 0) -> Sequence[BoardRow]:
    """Learners who have joined, or those of them with that label; whoever needs help first."""
    now, course = timezone.now(), row.course.slug
    members = list(learners_of(row, label).select_related("user"))
    learners = learners_of(row, label).values("user")
    places = places_of(learners, course)
    answers = answers_of(learners, course, {each.lesson for each in places.values()})
    labs, medians = labs_of(row, learners, now)
    groups = names_of(row)
    shared = shared_labs(row, labs)
    found = []
    for member in members:
        user = member.user_id or 0
        place, name = places.get(user), member_name(member)
        lab = lab_shown(labs.get(user), shared.get(member.pk))
        answered = answers.get((user, place.lesson)) if place else None
        found.append(
            BoardRow(
                member=member,
                name=name,
                state=state_of(lab, medians, now),
                lesson=place.lesson if place else "",
                section=place.section if place else "",
                answered=frozenset(answered.questions) if answered else frozenset(),
                active_at=latest(*(each.at for each in (place, answered) if each), *traces_of(lab)),
                lab=lab,
                groups=groups.get(member.pk, ()),
            )
        )
    return sorted(found, key=lambda each: core.order_key(each.name, each.state))


def learners_of(row: Class, label: int = 0) -> QuerySet[Membership]:
    rows = row.memberships.filter(state=Membership.State.JOINED, role=Membership.Role.LEARNER)
    return (rows.filter(labels=label) if label else rows).order_by()


def state_of(
    lab: BoardLab | None, medians: Mapping[tuple[str, str], timedelta], now: datetime
) -> core.RowState:
    if lab is None or not lab.session.is_active:
        return core.RowState()
    task = lab.progress.open_task
    median = medians.get((lab.session.lab, task.id)) if task else None
    return core.row_state(task, lab.session.hand_raised_at, median, now)


def traces_of(lab: BoardLab | None) -> Sequence[datetime | None]:
    if lab is None:
        return ()
    session = lab.session
    return (
        session.created_at,
        session.seen_at,
        session.last_input_at,
        session.hand_raised_at,
        lab.progress.ticked_at,
    )


def latest(*moments: datetime | None) -> datetime | None:
    return max((each for each in moments if each), default=None)


# --- reading -------------------------------------------------------------------------------------


def places_of(learners: Learners, course: str) -> Mapping[int, Place]:
    """Where each of them read last."""
    mine = ReadingPlace.objects.filter(user=OuterRef("user"), course=course)
    last = learners.values(last=Subquery(mine.order_by("-at", "-pk").values("pk")[:1]))
    rows = ReadingPlace.objects.filter(pk__in=last)
    return {
        user: Place(lesson=lesson, section=section, at=at)
        for user, lesson, section, at in rows.values_list("user", "lesson", "section", "at")
    }


def answers_of(
    learners: Learners, course: str, lessons: Iterable[str]
) -> Mapping[tuple[int, str], Answered]:
    """By learner and lesson."""
    rows = Attempt.objects.filter(user__in=learners, course=course, lesson__in=sorted(lessons))
    found: dict[tuple[int, str], Answered] = {}
    for user, lesson, question, at in rows.values_list("user", "lesson", "question").annotate(
        last=Max("at")
    ):
        known = found.setdefault((user, lesson), Answered(set(), at))
        known.questions.add(question)
        known.at = max(known.at, at)
    return found


def shared_labs(row: Class, labs: Mapping[int, BoardLab]) -> Mapping[int, BoardLab]:
    """By membership, the lab of a group of theirs that runs, whoever of them started it."""
    by_group = {lab.session.group: lab for lab in labs.values() if lab.session.group}
    if not by_group:
        return {}
    rows = places_now().filter(of_set__in_class=row).values_list("membership", "group")
    return {
        member: by_group[key_of(group)]
        for member, group in rows
        if key_of(group) in by_group and by_group[key_of(group)].session.is_active
    }


def lab_shown(own: BoardLab | None, shared: BoardLab | None) -> BoardLab | None:
    """What one runs alone before the group's, and that before what has ended."""
    return own if own is not None and (own.session.is_active or shared is None) else shared


# --- labs ----------------------------------------------------------------------------------------


def labs_of(
    row: Class, learners: Learners, now: datetime
) -> tuple[Mapping[int, BoardLab], Mapping[tuple[str, str], timedelta]]:
    """The lab of each of them, and how long the class took for each task of the labs that run."""
    course = row.course.slug
    sessions = list(sessions_of(learners, course, now))
    keys = [session.pk for session in sessions]
    tasks, results = tasks_of(sessions), results_of(keys)
    people = people_of(keys)
    queued = queue_places()
    others = running_of(learners, course)
    found = {}
    for session in sessions:
        runs = session.state == LabState.READY
        found[session.user_id] = BoardLab(
            session=session,
            progress=core.progress_of(
                tasks.get((session.lab, session.revision), ()),
                results.get(session.pk, {}),
                session.ready_at if runs else None,
            ),
            queued=queued.get(session.pk, 0),
            others=max(0, others.get(session.user_id, 0) - 1),
            people=people.get(session.pk, ()),
        )
    running = {session.lab for session in sessions if session.state == LabState.READY}
    return found, medians_of(row, running)


def sessions_of(learners: Learners, course: str, now: datetime) -> QuerySet[LabSession]:
    """One of each: with a raised hand, or else one that runs, or else the one that ended last."""
    shown = Q(state__in=[*active_states, LabState.STOPPING]) | Q(ended_at__gt=now - ended_shown)
    mine = LabSession.objects.filter(shown, user=OuterRef("user"), course=course)
    runs = Q(state__in=active_states)
    rank = Case(
        When(runs & Q(hand_raised_at__isnull=False), then=Value(0)),
        When(runs, then=Value(1)),
        default=Value(2),
    )
    first = mine.annotate(rank=rank).order_by("rank", "-created_at", "pk").values("pk")[:1]
    rows = LabSession.objects.filter(pk__in=learners.values(first=Subquery(first)))
    return rows.defer("scripts", "spec_json")


def tasks_of(sessions: Sequence[LabSession]) -> Mapping[tuple[str, str], Sequence[str]]:
    """Ids by lab and revision: a class has few of these, and a lab is long to read."""
    one = {(session.lab, session.revision): session.pk for session in sessions}
    rows = LabSession.objects.filter(pk__in=one.values()).only("lab", "revision", "spec_json")
    return {(row.lab, row.revision): [task.id for task in row.spec.tasks] for row in rows}


def running_of(learners: Learners, course: str) -> Mapping[int, int]:
    """How many labs of the course each of them has."""
    rows = LabSession.objects.filter(user__in=learners, course=course, state__in=active_states)
    return dict(rows.order_by().values_list("user").annotate(number=Count("pk")))


def results_of(sessions: Sequence[UUID]) -> Mapping[UUID, Mapping[str, core.Result]]:
    found: dict[UUID, dict[str, core.Result]] = {}
    rows = TaskResult.objects.filter(session__in=sessions)
    for session, task, passed_at, tries, hints in rows.values_list(
        "session", "task", "passed_at", "tries", "hints_opened"
    ):
        result = core.Result(passed_at=passed_at, tries=tries, hints=hints)
        found.setdefault(session, {})[task] = result
    return found


def medians_of(row: Class, labs: Iterable[str]) -> Mapping[tuple[str, str], timedelta]:
    """By lab and task, over all learners of the class; of who did a task twice, the first time."""
    rows = TaskResult.objects.filter(
        session__user__in=learners_of(row).values("user"),
        session__course=row.course.slug,
        session__lab__in=sorted(labs),
        session__ready_at__isnull=False,
        passed_at__isnull=False,
    ).order_by("session__created_at")
    sessions: dict[UUID, tuple[int, str, datetime, dict[str, datetime]]] = {}
    for session, user, lab, ready_at, task, passed_at in rows.values_list(
        "session", "session__user", "session__lab", "session__ready_at", "task", "passed_at"
    ):
        if ready_at and passed_at:  # as asked for
            sessions.setdefault(session, (user, lab, ready_at, {}))[3][task] = passed_at
    times: dict[str, dict[int, dict[str, timedelta]]] = {}
    for user, lab, ready_at, passed in sessions.values():
        mine = times.setdefault(lab, {}).setdefault(user, {})
        for task, time in core.times_of(passed, ready_at).items():
            mine.setdefault(task, time)
    return {
        (lab, task): median
        for lab, people in times.items()
        for task, median in core.medians_of(people.values()).items()
    }

"""Reads what a class's live board shows, in as many statements for two learners as for two hundred.

Labs are those of the class's course: the one that runs, or else the one that ended last, if that
was within `ended_shown`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from lessons.publishing.selectors import course_has_groups

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
    lesson: str = ""
    section: str = ""
    answered: frozenset[str] = frozenset()
    active_at: datetime | None = None
    lab: BoardLab | None = None
    groups: Sequence[str] = ()  # names of those in which they are

    @property
    def open_task(self) -> tuple[str, str] | None:
        """Lab and task, by which the class's medians are kept; None where no lab runs."""
        if self.lab is None or not self.lab.session.is_active:
            return None
        task = self.lab.progress.open_task
        return (self.lab.session.lab, task.id) if task else None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    lesson: str
    section: str
    at: datetime


class Answered(msgspec.Struct):
    questions: set[str]
    at: datetime


def rows_read(
    row: Class, *, label: int = 0, only: Collection[int] | None = None
) -> Sequence[BoardRow]:
    """Learners who have joined, or those of them with that label; with `only`, of these memberships
    those whose numbers are in it. Who is stuck is not told yet (`state_of`)."""
    course = row.course.slug
    among = learners_of(row, label)
    if only is not None:
        among = among.filter(pk__in=only)
    learners = among.values("user")
    places = places_of(learners, course)
    answers = answers_of(learners, course, {each.lesson for each in places.values()})
    grouped = course_has_groups(course)
    groups, names = (groups_of(among), names_of(row)) if grouped else ({}, {})
    labs, shared = labs_of(learners, course, set().union(*groups.values()))
    found = []
    for member in among.select_related("user"):
        user = member.user_id or 0
        place = places.get(user)
        lab = lab_shown(
            labs.get(user), [shared[key] for key in groups.get(member.pk, ()) if key in shared]
        )
        answered = answers.get((user, place.lesson)) if place else None
        found.append(
            BoardRow(
                member=member,
                name=member_name(member),
                lesson=place.lesson if place else "",
                section=place.section if place else "",
                answered=frozenset(answered.questions) if answered else frozenset(),
                active_at=latest(*(each.at for each in (place, answered) if each), *traces_of(lab)),
                lab=lab,
                groups=names.get(member.pk, ()),
            )
        )
    return found


def learners_of(row: Class, label: int = 0) -> QuerySet[Membership]:
    rows = row.memberships.filter(state=Membership.State.JOINED, role=Membership.Role.LEARNER)
    return (rows.filter(labels=label) if label else rows).order_by()


def state_of(row: BoardRow, median: timedelta | None, now: datetime) -> core.RowState:
    """`median` is of the class, for the task that is open."""
    if row.lab is None or not row.lab.session.is_active:
        return core.RowState()
    session = row.lab.session
    return core.row_state(row.lab.progress.open_task, session.hand_raised_at, median, now)


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


def groups_of(among: QuerySet[Membership]) -> Mapping[int, Sequence[str]]:
    """By membership, the keys of the groups in which they are, as labs keep them."""
    found: dict[int, list[str]] = {}
    for member, group in (
        places_now().filter(membership__in=among).values_list("membership", "group")
    ):
        found.setdefault(member, []).append(key_of(group))
    return found


def lab_shown(own: BoardLab | None, shared: Sequence[BoardLab]) -> BoardLab | None:
    """What one runs alone before the group's, and that before what has ended."""
    together = next(iter(shared), None)
    return own if own is not None and (own.session.is_active or together is None) else together


# --- labs ----------------------------------------------------------------------------------------


def labs_of(
    learners: Learners, course: str, groups: Collection[str]
) -> tuple[Mapping[int, BoardLab], Mapping[str, BoardLab]]:
    """The lab of each of them, by account; and those that run of these groups, whoever of them
    started it."""
    own = list(sessions_of(learners, course))
    together = list(sessions_together(course, groups)) if groups else []
    sessions = [*own, *(each for each in together if each not in own)]
    keys = [session.pk for session in sessions]
    tasks, results = tasks_of(sessions), results_of(keys)
    people = people_of(keys)
    queued = queue_places()
    others = running_of([each.user_id for each in sessions], course)
    found = {}
    for session in sessions:
        runs = session.state == LabState.READY
        found[session.pk] = BoardLab(
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
    return (
        {each.user_id: found[each.pk] for each in own},
        {each.group: found[each.pk] for each in together},
    )


def sessions_together(course: str, groups: Collection[str]) -> QuerySet[LabSession]:
    rows = LabSession.objects.filter(course=course, group__in=groups, state__in=active_states)
    return rows.order_by("created_at", "pk").defer("scripts", "spec_json")


def shown(now: datetime, where: str = "") -> Q:
    """Of labs, `where` from what is asked for: those that run or wait, and those that ended not
    long ago."""
    runs = Q((f"{where}state__in", [*active_states, LabState.STOPPING]))
    return runs | Q((f"{where}ended_at__gt", now - ended_shown))


def sessions_of(learners: Learners, course: str) -> QuerySet[LabSession]:
    """One of each: with a raised hand, or else one that runs, or else the one that ended last."""
    mine = LabSession.objects.filter(shown(timezone.now()), user=OuterRef("user"), course=course)
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


def running_of(users: Collection[int], course: str) -> Mapping[int, int]:
    """How many labs of the course each of them has."""
    rows = LabSession.objects.filter(user__in=users, course=course, state__in=active_states)
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

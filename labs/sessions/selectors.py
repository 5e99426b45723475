"""Reads lab sessions and their tasks, for pages and websockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from labs.catalog.coursework import groups_of, is_member
from labs.models import (
    Begun,
    KeeperLease,
    LabSession,
    Measurement,
    TaskResult,
    active_states,
)
from labs.spec.definition import TaskDecl
from virtlearn.people.models import User


class Standing(msgspec.Struct, frozen=True):
    """What a learner has of a task: the most points it ever gave, and when it was last done."""

    points: float
    at: datetime


class TaskState(msgspec.Struct, frozen=True):
    """A task of a session with what came of it, in its machines and in those before."""

    task: TaskDecl
    result: TaskResult
    locked: bool  # waits for tasks that it needs
    solution_open: bool
    before: Standing | None = None  # of the learner's other sessions
    waits_for: str = ""  # the first of the tasks that it needs which is not done

    @property
    def done(self) -> bool:
        """Here or before: a fresh machine takes nothing away."""
        return bool(self.result.passed_at or self.before)

    @property
    def points(self) -> float:
        return max(self.result.points, self.before.points if self.before else 0.0)

    @property
    def prepared(self) -> bool:
        return not self.task.init or self.result.prepared_at is not None


def lab_session_for_user_or_404(user: User | None, session_id: UUID) -> LabSession:
    """The session of this user or of a group of theirs; for everybody else it does not exist."""
    session = LabSession.objects.filter(pk=session_id).first() if user else None
    if user is None or session is None or not is_open_to(session, user):
        raise Http404
    return session


def is_open_to(session: LabSession, user: User) -> bool:
    """Whether it is the user's own. What belongs to a group is its members' alone, as long as they
    are in it: whoever started it as well."""
    if session.group:
        return is_member(user=user, group=session.group)
    return session.user_id == user.pk


def lab_sessions_of(user: User, course: str, lab: str) -> QuerySet[LabSession]:
    """Those of the user alone, and those of groups in which they are."""
    own = Q(user_id=user.pk, group="")
    if groups := groups_of(user=user, course=course):
        own |= Q(group__in=groups)
    return LabSession.objects.filter(own, course=course, lab=lab)


def lab_session_active(user: User | None, course: str, lab: str) -> LabSession | None:
    """The session that waits, is starting or ready: before a group's the user's own, since that is
    to be ended first."""
    if user is None:
        return None
    rows = lab_sessions_of(user, course, lab).filter(state__in=active_states)
    return rows.order_by("group", "-created_at").first()


def lab_sessions_running(user: User) -> QuerySet[LabSession]:
    """Those that count against how many labs one may have at a time, the oldest first."""
    return LabSession.objects.filter(user=user, state__in=active_states).order_by("created_at")


def lab_session_latest(user: User | None, course: str, lab: str) -> LabSession | None:
    """The active session, or the one that was begun last."""
    if user is None:
        return None
    rows = list(lab_sessions_of(user, course, lab).order_by("-created_at")[:1])
    if rows and rows[0].is_active and not rows[0].group:
        return rows[0]
    return lab_session_active(user, course, lab) or next(iter(rows), None)


def task_states(session: LabSession, begun: Begun | None = None) -> Sequence[TaskState]:
    """The tasks of a session in the order of the lab; `begun` where it was made just now."""
    rows = begun.results if begun else session.results.all()
    results = {result.task: result for result in rows}
    done = {name for name, result in results.items() if result.passed_at}
    before: Mapping[str, Standing] = {}
    if begun is None or not begun.first:
        before = standings(session, besides=True)
    states = []
    for task in session.spec.tasks:
        result = results.get(task.id) or TaskResult(session=session, task=task.id)
        standing = before.get(task.id)
        opened = solution_is_open(result, task, standing)
        missing = next((need for need in task.needs if need not in done), "")
        states.append(TaskState(task, result, bool(missing), opened, standing, missing))
    return states


def solution_is_open(result: TaskResult, task: TaskDecl, before: Standing | None) -> bool:
    """After the tries that the lab asks for, and for who has done the task already."""
    seen = result.passed_at or result.solution_opened_at or before
    return bool(seen or result.tries >= task.solution_after)


def results_of_kind(session: LabSession) -> QuerySet[TaskResult]:
    """Of all sessions of the lab that are the same user's, or the same group's."""
    rows = TaskResult.objects.filter(
        session__group=session.group, session__course=session.course, session__lab=session.lab
    )
    return rows if session.group else rows.filter(session__user_id=session.user_id)


def standings(session: LabSession, *, besides: bool = False) -> dict[str, Standing]:
    """By task, what its user or group has of the lab, from all sessions or from those `besides`
    this one."""
    rows = results_of_kind(session).filter(passed_at__isnull=False)
    if besides:
        rows = rows.exclude(session=session)
    best = rows.values_list("task").annotate(Max("points"), Max("passed_at"))
    return {task: Standing(points, at) for task, points, at in best}


def boot_percent(session: LabSession) -> int | None:
    """How far the machine is that is least far with its boot; None where none has to boot."""
    rows = session.machines.filter(boot_percent__isnull=False, prompt_ms=None)
    return rows.order_by("boot_percent").values_list("boot_percent", flat=True).first()


def measurements_latest(user: User | None, course: str, lab: str) -> dict[str, Measurement]:
    """The reader's latest figure of each key that was measured in a lab; none for a visitor."""
    if user is None:
        return {}
    rows = Measurement.objects.filter(user=user, course=course, lab=lab).order_by(
        "key", "-measured_at", "-pk"
    )
    found: dict[str, Measurement] = {}
    for row in rows:
        found.setdefault(row.key, row)
    return found


def lease_is_held() -> bool:
    """Whether some keeper leads now."""
    rows = KeeperLease.objects.filter(pk=1, until__gte=Now())
    return rows.exclude(holder="").exists()

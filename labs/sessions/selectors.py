"""Reads lab sessions and their tasks, for pages and websockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Max
from django.db.models.functions import Now
from django.http import Http404

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
    """The session of this user; for everybody else it does not exist."""
    session = LabSession.objects.filter(pk=session_id, user_id=user.pk).first() if user else None
    if session is None:
        raise Http404
    return session


def lab_session_active(user: User | None, course: str, lab: str) -> LabSession | None:
    """The session that is starting or ready."""
    return _sessions(user, course, lab, state__in=active_states)


def lab_session_latest(user: User | None, course: str, lab: str) -> LabSession | None:
    """The active session, or the one that was begun last."""
    return lab_session_active(user, course, lab) or _sessions(user, course, lab)


def _sessions(user: User | None, course: str, lab: str, **more: Any) -> LabSession | None:
    if user is None:
        return None
    rows = LabSession.objects.filter(user_id=user.pk, course=course, lab=lab, **more)
    return rows.order_by("-created_at").first()


def task_states(session: LabSession, begun: Begun | None = None) -> Sequence[TaskState]:
    """The tasks of a session in the order of the lab; `begun` where it was made just now."""
    rows = begun.results if begun else session.results.all()
    results = {result.task: result for result in rows}
    done = {name for name, result in results.items() if result.passed_at}
    before: Mapping[str, Standing] = {}
    if begun is None or not begun.first:
        before = standings(session.user_id, session.course, session.lab, besides=session)
    states = []
    for task in session.spec.tasks:
        result = results.get(task.id) or TaskResult(session=session, task=task.id)
        standing = before.get(task.id)
        opened = solution_is_open(result, task, standing)
        states.append(TaskState(task, result, not set(task.needs) <= done, opened, standing))
    return states


def solution_is_open(result: TaskResult, task: TaskDecl, before: Standing | None) -> bool:
    """After the tries that the lab asks for, and for who has done the task already."""
    seen = result.passed_at or result.solution_opened_at or before
    return bool(seen or result.tries >= task.solution_after)


def standings(
    user_id: int, course: str, lab: str, *, besides: LabSession | None = None
) -> dict[str, Standing]:
    """By task, what this user has of the lab, from all sessions or from those `besides` one."""
    rows = TaskResult.objects.filter(
        session__user_id=user_id,
        session__course=course,
        session__lab=lab,
        passed_at__isnull=False,
    )
    if besides is not None:
        rows = rows.exclude(session=besides)
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

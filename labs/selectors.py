"""What pages, websockets and operators read of labs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone

from labs.engines.base import EngineError
from labs.engines.registry import engine_get
from labs.images import image_of
from labs.models import KeeperBeat, KeeperLease, LabSession, TaskResult, active_states
from labs.spec import TaskDecl, machine_kinds
from virtlearn.people.models import User

beat_late = timedelta(seconds=30)  # a keeper that was silent for longer is taken for dead


class TaskState(msgspec.Struct, frozen=True):
    """A task of a session with what came of it."""

    task: TaskDecl
    result: TaskResult
    locked: bool  # waits for tasks that it needs
    solution_open: bool


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


def lab_sessions_running(user: User | None) -> Sequence[LabSession]:
    """All that this user has open now, for the message about the limit."""
    if user is None:
        return []
    rows = LabSession.objects.filter(user_id=user.pk, state__in=active_states)
    return list(rows.order_by("created_at"))


def task_states(session: LabSession) -> Sequence[TaskState]:
    """The tasks of a session in the order of the lab."""
    results = {result.task: result for result in session.results.all()}
    done = {name for name, result in results.items() if result.passed_at}
    states = []
    for task in session.spec.tasks:
        result = results.get(task.id) or TaskResult(session=session, task=task.id)
        opened = bool(
            result.passed_at or result.solution_opened_at or result.tries >= task.solution_after
        )
        states.append(TaskState(task, result, not set(task.needs) <= done, opened))
    return states


def tasks_passed(user: User | None, course: str, lab: str) -> frozenset[str]:
    """The tasks that this user has done, in whichever session: for progress."""
    if user is None:
        return frozenset()
    rows = TaskResult.objects.filter(
        session__user_id=user.pk,
        session__course=course,
        session__lab=lab,
        passed_at__isnull=False,
    )
    return frozenset(rows.values_list("task", flat=True))


def lab_points(user: User | None, course: str, lab: str) -> float:
    """The points of the user's best session."""
    if user is None:
        return 0.0
    rows = LabSession.objects.filter(user_id=user.pk, course=course, lab=lab)
    totals = rows.annotate(total=Sum("results__points")).values_list("total", flat=True)
    return max((total or 0.0 for total in totals), default=0.0)


def labs_health() -> dict[str, Any]:
    """For /healthz: the engine, the images, the keeper. Every part has `ok`; never raises."""
    engine: dict[str, Any] = {"ok": False}
    images: dict[str, Any] = {"ok": False}
    try:
        used = engine_get()
        info = used.info()
        engine = {"ok": True, "name": info.name, "kernel": info.kernel}
        built = {kind: used.image_present(image_of(kind)) for kind in sorted(machine_kinds())}
        missing = [kind for kind, present in built.items() if not present]
        images = {"ok": not missing, "missing": missing}
    except EngineError as error:
        engine["error"] = error.message
    return {"engine": engine, "images": images, "keeper": keeper_health()}


def keeper_health() -> dict[str, Any]:
    """When it last went round; which of several leads, and since when (ISO 8601, UTC)."""
    beat = KeeperBeat.objects.filter(pk=1).first()
    lease = KeeperLease.objects.filter(pk=1).exclude(holder="").first()
    keeper: dict[str, Any] = {"ok": False, "seconds_ago": None, "leader": None, "since": None}
    if beat and beat.at:
        ago = timezone.now() - beat.at
        keeper |= {"ok": ago < beat_late, "seconds_ago": round(ago.total_seconds(), 1)}
    if lease and lease.since and lease.until > timezone.now():
        keeper |= {"leader": lease.holder, "since": lease.since.isoformat(timespec="seconds")}
    return keeper


def lab_trouble() -> str:
    """Why no lab can start now: "engine", "images" or "" where nothing is wrong."""
    health = labs_health()
    return next((part for part in ("engine", "images") if not health[part]["ok"]), "")

"""Sets tasks up: runs a task's `init` script once in a session, before the task opens.

Apart from the passes of checks, so that a preparation that lasts holds up no other task.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from labs.engines.errors import EngineError
from labs.engines.registry import engine_get
from labs.models import LabSession, LabState, TaskResult
from labs.sessions import transitions
from labs.tasks.checks import engine_seconds
from labs.tasks.grading import trouble_of

log = logging.getLogger(__name__)

Outcome = TaskResult.Outcome


def task_prepare(session_id: UUID, task_id: str) -> bool:
    """Whether the task is prepared now. One that could not be is tried again at the next call.

    Where another call is at it, False at once. Never raises for what the engine does.
    """
    session = LabSession.objects.filter(pk=session_id, state=LabState.READY).first()
    task = session.spec.task(task_id) if session else None
    if not session or not task or not task.init:
        return False
    row = session.results.filter(task=task_id).first()
    machine = session.machines.filter(name=task.machine).first()
    if not row or not machine:
        return False
    until = timezone.now() + timedelta(seconds=task.init_timeout + engine_seconds)
    if not transitions.preparing_claim(row.pk, until):
        return False
    script: str = session.scripts.get(task.init, "exit 2")
    run = None
    try:
        run = engine_get().run(
            machine.handle, script, user=task.init_user, timeout=task.init_timeout
        )
    except EngineError as error:
        log.warning("%s of session %s could not run: %s", task.init, session.pk, error)
    mine = TaskResult.objects.filter(pk=row.pk, preparing_until=until)
    if run is not None and run.status == 0:
        prepared = mine.update(
            prepared_at=timezone.now(), preparing_until=None, outcome=Outcome.NONE, trouble=""
        )
        return prepared == 1
    if run is not None:
        log.warning(
            "%s of session %s failed: status %s, %s",
            *(task.init, session.pk, run.status, run.error.strip()[-300:]),
        )
    trouble = trouble_of(run) or TaskResult.Trouble.SCRIPT  # 1 is no answer here
    mine.update(preparing_until=None, outcome=Outcome.COULD_NOT_RUN, trouble=trouble)
    return False


def tasks_due(session_id: UUID) -> tuple[str, ...]:
    """The tasks that wait for their preparation and for nothing else."""
    session = LabSession.objects.filter(pk=session_id, state=LabState.READY).first()
    if session is None or not any(task.init for task in session.spec.tasks):
        return ()
    rows = {row.task: row for row in session.results.all()}
    done = {name for name, row in rows.items() if row.passed_at}
    return tuple(
        task.id
        for task in session.spec.tasks
        if task.init
        and task.id in rows.keys() - done
        and rows[task.id].prepared_at is None
        and set(task.needs) <= done
    )


def tasks_prepare(session_id: UUID, tasks: Sequence[str], wait: float) -> bool:
    """Prepares each task in a thread of its own; whether all are prepared after `wait` seconds."""
    done: list[bool] = []

    def prepare(task: str) -> None:
        try:
            done.append(task_prepare(session_id, task))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=prepare, args=(task,), daemon=True) for task in tasks]
    end = timezone.now() + timedelta(seconds=wait)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, (end - timezone.now()).total_seconds()))
    return len(done) == len(tasks) and all(done)

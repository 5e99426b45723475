"""Looks whether tasks are done: runs their checks inside the machines and notes what they say."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db.models import F
from django.utils import timezone

from labs import transitions
from labs.engines.base import Engine, EngineError, RunResult
from labs.engines.registry import engine_get
from labs.models import LabSession, Machine, Measurement, TaskResult
from labs.spec import LabSpec, TaskDecl

log = logging.getLogger(__name__)

Outcome = TaskResult.Outcome
hint_line = re.compile(r"^(?P<language>[a-z]{2}): *(?P<text>.*\S)")
measure_line = re.compile(
    r"^measure +(?P<key>[a-z][a-z0-9._-]{0,63})=(?P<value>[-+]?[0-9.]+(?:[eE][-+]?\d{1,3})?)"
    r"(?: +(?P<unit>\S.{0,31}?))? *$"
)
hint_limit = 500  # characters a language
engine_seconds = 5  # what the engine itself may need beside a check's own time


class Figure(msgspec.Struct, frozen=True):
    """One `measure` line."""

    key: str
    value: float
    unit: str


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one check came to. `fresh`: the task was open before and is done now."""

    task: str
    outcome: str  # TaskResult.Outcome
    hint: Mapping[str, str]
    fresh: bool = False


def session_check(
    session_id: UUID, *, task: str = "", asked: bool = False
) -> Sequence[CheckResult]:
    """Runs the checks of the open tasks, or of `task` alone, and gives what each came to.

    `asked`: the learner pressed the button, which counts as a try. Without, a failure counts where
    something was typed since the last check. Empty where the session is not ready, and where
    another pass is under way. Never raises for what the engine does: a check that could not run
    passes nothing.
    """
    session = LabSession.objects.filter(pk=session_id).first()
    if not session:
        return []
    spec = session.spec
    seconds = sum(each.timeout + engine_seconds for each in spec.tasks)
    until = timezone.now() + timedelta(seconds=seconds)
    if not transitions.checking_claim(session.pk, until):
        return []
    try:
        return pass_run(session, spec, task, asked or typed_since(session))
    finally:
        transitions.checking_release(session.pk, until)


def typed_since(session: LabSession) -> bool:
    """Whether there was input since the last pass."""
    if not session.last_input_at or session.last_input_at == session.ready_at:
        return False
    return session.checked_at is None or session.last_input_at > session.checked_at


def pass_run(session: LabSession, spec: LabSpec, only: str, counts: bool) -> Sequence[CheckResult]:
    """One pass over the tasks in the order of the file: a task may open those after it."""
    stored = {result.task: result for result in session.results.all()}
    machines = {machine.name: machine for machine in session.machines.all()}
    done = {name for name, result in stored.items() if result.passed_at}
    found: list[CheckResult] = []
    for task in spec.tasks:
        if task.id in done or (only and task.id != only) or not set(task.needs) <= done:
            continue
        if task.id not in stored or task.machine not in machines:
            continue
        result = task_check(session, spec, task, machines[task.machine])
        found.append(result)
        if result.outcome == Outcome.PASSED:
            done.add(task.id)
            continue
        # A try is one of the task that is worked on: the first open one, or the one asked for.
        TaskResult.objects.filter(pk=stored[task.id].pk, passed_at=None).update(
            outcome=result.outcome,
            hint=dict(result.hint),
            tries=F("tries") + (1 if counts and result.outcome == Outcome.NOT_YET else 0),
        )
        counts = counts and result.outcome != Outcome.NOT_YET
    return found


def task_check(session: LabSession, spec: LabSpec, task: TaskDecl, machine: Machine) -> CheckResult:
    """Runs one check; a pass is written here, once."""
    engine = engine_get()
    script = session.scripts.get(task.check, "exit 2")
    try:
        run = engine.run(machine.handle, script, user=task.user, timeout=task.timeout)
    except EngineError as error:
        log.warning("check %s of session %s could not run: %s", task.id, session.pk, error)
        return CheckResult(task=task.id, outcome=Outcome.COULD_NOT_RUN, hint={})
    if run.timed_out or run.status not in (0, 1):
        log.warning(
            "check %s of session %s could not run: status %s, %s",
            *(task.id, session.pk, run.status, run.error.strip()[-300:]),
        )
        return CheckResult(task=task.id, outcome=Outcome.COULD_NOT_RUN, hint={})
    if run.status == 1:
        return CheckResult(task=task.id, outcome=Outcome.NOT_YET, hint=hints_read(run.output))
    opened = TaskResult.objects.filter(session=session, task=task.id, passed_at=None)
    now = timezone.now()
    # The solution seen first: done, without points.
    changed = opened.filter(solution_opened_at=None).update(
        outcome=Outcome.PASSED, passed_at=now, hint={}, points=spec.task_points
    ) or opened.update(outcome=Outcome.PASSED, passed_at=now, hint={}, points=0)
    figures_record(engine, session, machine, run)
    return CheckResult(task=task.id, outcome=Outcome.PASSED, hint={}, fresh=changed == 1)


def hints_read(output: str) -> dict[str, str]:
    """The live hint by language: the last `en: …` line counts, and so for each language."""
    found = (hint_line.match(line) for line in output.splitlines())
    return {line["language"]: line["text"][:hint_limit] for line in found if line}


def figures_read(output: str) -> list[Figure]:
    """The `measure key=value unit` lines; what is no finite number is left out."""
    figures = []
    for line in output.splitlines():
        if found := measure_line.match(line):
            try:
                value = float(found["value"])
            except ValueError:
                continue
            if math.isfinite(value):
                figures.append(Figure(found["key"], value, found["unit"] or ""))
    return figures


def figures_record(engine: Engine, session: LabSession, machine: Machine, run: RunResult) -> None:
    if not (figures := figures_read(run.output)):
        return
    try:
        measured_on = f"{machine.kind}, {engine.info().name}"
    except EngineError:
        measured_on = machine.kind
    for figure in figures:
        Measurement.objects.update_or_create(
            session=session,
            key=figure.key,
            defaults={
                "user_id": session.user_id,
                "course": session.course,
                "lab": session.lab,
                "value": figure.value,
                "unit": figure.unit,
                "measured_on": measured_on,
                "measured_at": timezone.now(),
            },
        )

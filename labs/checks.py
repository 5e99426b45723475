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
from labs.engines.base import EngineError, RunResult, Script, User
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
    """Rounds of checks until none opens a further task; the results in the order of the file."""
    stored = {result.task: result for result in session.results.all()}
    machines = {machine.name: machine for machine in session.machines.all()}
    done = {name for name, result in stored.items() if result.passed_at}
    found: dict[str, CheckResult] = {}
    while tasks := [
        task
        for task in spec.tasks
        if task.id in stored
        and task.machine in machines
        and task.id not in done | found.keys()
        and task.id == (only or task.id)
        and set(task.needs) <= done
    ]:
        for task, run in checks_run(session, tasks, machines):
            found[task.id] = result = judge(session, task, run)
            if result.outcome == Outcome.PASSED:
                done.add(task.id)
                found[task.id] = pass_write(session, spec, task.id)
                figures_record(session, machines[task.machine], run)
    in_order = [found[task.id] for task in spec.tasks if task.id in found]
    failures_write(in_order, stored, counts)
    return in_order


def checks_run(
    session: LabSession, tasks: Sequence[TaskDecl], machines: Mapping[str, Machine]
) -> list[tuple[TaskDecl, RunResult | None]]:
    """Every check, as few times inside each machine as can be; None for one that could not run."""
    engine = engine_get()
    runs: list[tuple[TaskDecl, RunResult | None]] = []
    groups: dict[tuple[str, User], list[TaskDecl]] = {}
    for task in tasks:
        groups.setdefault((task.machine, task.user), []).append(task)
    for (name, user), group in groups.items():
        scripts = [
            Script(session.scripts.get(task.check, "exit 2"), task.timeout) for task in group
        ]
        try:
            results = engine.run_all(machines[name].handle, scripts, user=user)
        except EngineError as error:
            log.warning("checks of session %s could not run: %s", session.pk, error)
            runs += [(task, None) for task in group]
        else:
            runs += zip(group, results, strict=True)
    return runs


def judge(session: LabSession, task: TaskDecl, run: RunResult | None) -> CheckResult:
    """What a run means: 0 passes, 1 is not yet, all else means nothing about the task."""
    if run is not None and run.status == 0:
        return CheckResult(task=task.id, outcome=Outcome.PASSED, hint={})
    if run is not None and run.status == 1:
        return CheckResult(task=task.id, outcome=Outcome.NOT_YET, hint=hints_read(run.output))
    if run is not None:
        log.warning(
            "check %s of session %s could not run: status %s, %s",
            *(task.id, session.pk, run.status, run.error.strip()[-300:]),
        )
    return CheckResult(task=task.id, outcome=Outcome.COULD_NOT_RUN, hint={})


def pass_write(session: LabSession, spec: LabSpec, task: str) -> CheckResult:
    """Notes that the task is done, once; with the solution seen before, without points."""
    opened = TaskResult.objects.filter(session=session, task=task, passed_at=None)
    now = timezone.now()
    changed = opened.filter(solution_opened_at=None).update(
        outcome=Outcome.PASSED, passed_at=now, hint={}, points=spec.task_points
    ) or opened.update(outcome=Outcome.PASSED, passed_at=now, hint={}, points=0)
    return CheckResult(task=task, outcome=Outcome.PASSED, hint={}, fresh=changed == 1)


def failures_write(
    results: Sequence[CheckResult], stored: Mapping[str, TaskResult], counts: bool
) -> None:
    """Notes what is not done yet. A try is one of the first open task, or of the one asked for."""
    for result in results:
        if result.outcome == Outcome.PASSED:
            continue
        tried = counts and result.outcome == Outcome.NOT_YET
        counts = counts and not tried
        row = stored[result.task]
        if tried or (row.outcome, row.hint) != (result.outcome, dict(result.hint)):
            TaskResult.objects.filter(pk=row.pk, passed_at=None).update(
                outcome=result.outcome, hint=dict(result.hint), tries=F("tries") + int(tried)
            )


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


def figures_record(session: LabSession, machine: Machine, run: RunResult | None) -> None:
    if run is None or not (figures := figures_read(run.output)):
        return
    try:
        measured_on = f"{machine.kind}, {engine_get().info().name}"
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

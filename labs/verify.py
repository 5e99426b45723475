"""Proves a lab on the real engine: its tasks fail before, pass after `solve`, fail when fresh."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from labs.catalog import Lab
from labs.checks import hints_read
from labs.engines.base import (
    Engine,
    EngineError,
    Handle,
    MachineSpec,
    RunResult,
    Say,
    label_deployment,
    label_kind,
    label_machine,
    label_session,
)
from labs.images import image_of
from labs.spec import TaskDecl

solve_seconds = 60
leftover_seconds = 1800.0  # a verification that was killed has left its machines
Machines = dict[str, Handle]


def lab_verify(engine: Engine, lab: Lab, languages: tuple[str, ...], say: Say) -> list[str]:
    """Every fault of the lab, in words; empty where it holds. `say` gets one line a task."""
    faults: list[str] = []
    try:
        with machines_of(engine, lab) as machines:
            for task in lab.spec.tasks:
                faults += task_open(engine, lab, task, machines, languages, "before it is solved")
            for task in in_order(lab.spec.tasks):
                found = task_solve(engine, lab, task, machines)
                say(f"  {task.id}: {'; '.join(found) or 'fails before, passes after its solution'}")
                faults += found
        with machines_of(engine, lab) as machines:
            for task in lab.spec.tasks:
                faults += task_open(engine, lab, task, machines, languages, "on a fresh machine")
    except EngineError as error:
        faults.append(f"the engine failed: {error}")
    return faults


def task_open(  # noqa: PLR0913, PLR0917
    engine: Engine,
    lab: Lab,
    task: TaskDecl,
    machines: Machines,
    languages: tuple[str, ...],
    when: str,
) -> list[str]:
    """The check says "not yet", with a hint in every language or in none."""
    result = check_run(engine, lab, task, machines)
    if result.status == 0:
        return [f"{task.id}: {task.check} passes {when}"]
    if result.status != 1:
        return [f"{task.id}: {task.check} could not run {when}: {outcome(result)}"]
    hints = hints_read(result.output)
    missing = [language for language in languages if language not in hints]
    if hints and missing:
        return [f"{task.id}: {task.check} prints no hint in {', '.join(missing)}"]
    return []


def task_solve(engine: Engine, lab: Lab, task: TaskDecl, machines: Machines) -> list[str]:
    handle = machines[task.machine]
    solved = engine.run(handle, lab.scripts[task.solve], user="learner", timeout=solve_seconds)
    if solved.status != 0:
        return [f"{task.id}: {task.solve} failed: {outcome(solved)}"]
    result = check_run(engine, lab, task, machines)
    if result.status != 0:
        return [f"{task.id}: {task.check} does not pass after {task.solve}: {outcome(result)}"]
    return []


def check_run(engine: Engine, lab: Lab, task: TaskDecl, machines: Machines) -> RunResult:
    script = lab.scripts[task.check]
    return engine.run(machines[task.machine], script, user=task.user, timeout=task.timeout)


def outcome(result: RunResult) -> str:
    said = (result.error or result.output).strip().replace("\n", " | ")[-200:]
    ended = "no end in time" if result.timed_out else f"status {result.status}"
    return f"{ended}{', ' + said if said else ''}"


def in_order(tasks: tuple[TaskDecl, ...]) -> Iterator[TaskDecl]:
    """Each task after those that it needs."""
    done: set[str] = set()
    waiting = list(tasks)
    while waiting:
        task = next(task for task in waiting if set(task.needs) <= done)
        waiting.remove(task)
        done.add(task.id)
        yield task


@contextmanager
def machines_of(engine: Engine, lab: Lab) -> Iterator[Machines]:
    """The lab's machines, fresh and running; gone afterwards, whatever happened."""
    run = uuid.uuid4().hex[:12]
    machines: Machines = {}
    try:
        for machine in lab.spec.machines:
            handle = engine.create(
                MachineSpec(
                    name=f"virtlearn-verify-{run}-{machine.name}",
                    image=image_of(machine.kind),
                    hostname="lab" if len(lab.spec.machines) == 1 else machine.name,
                    labels={
                        # Not the keeper's: it would take these for orphans.
                        label_deployment: deployment(),
                        label_session: run,
                        label_machine: machine.name,
                        label_kind: machine.kind,
                    },
                )
            )
            machines[machine.name] = handle
            engine.start(handle)
            ready_wait(engine, handle)
        yield machines
    finally:
        for handle in machines.values():
            engine.remove(handle)


def deployment() -> str:
    return f"{settings.DEPLOYMENT_ID}.verify"


def leftovers_remove(engine: Engine) -> None:
    for listed in engine.list({label_deployment: deployment()}):
        if listed.age > leftover_seconds:
            engine.remove(listed.handle)


def ready_wait(engine: Engine, handle: Handle) -> None:
    result = engine.run(handle, "/lab/ready", user="learner", timeout=30)
    if result.status != 0:
        raise EngineError(f"the machine is not ready: {outcome(result)}")

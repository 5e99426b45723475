"""Runs the check scripts of tasks inside the machines, and records their results."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from labs.catalog.coursework import TaskDone, task_done
from labs.engines.base import RunResult, Script, User
from labs.engines.errors import EngineError
from labs.engines.registry import engine_get
from labs.measurements.measure import figures_record, points_record
from labs.models import LabSession, LabState, Machine, TaskResult
from labs.provisioning.images import accelerator_of, checked_by_root
from labs.sessions.events import session_say
from labs.spec.definition import LabSpec, TaskDecl
from labs.spec.probes import kept_from_checks
from labs.tasks.check_lock import Claim
from labs.tasks.grading import CheckResult, Runs, hint_wanted, judge
from virtlearn.operation.metrics import declared as metrics
from virtlearn.outbox.events import EventName

log = logging.getLogger(__name__)

Outcome = TaskResult.Outcome
engine_seconds = 5  # what the engine itself may need beside a script's own time


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all open tasks.

    `busy`: another pass was under way, so that this one looked at nothing. `due`: tasks whose
    preparation is to run now (labs.tasks.setup). `over`: tasks that are done or spoiled, by this
    pass or before it.
    """

    results: Sequence[CheckResult] = ()
    over: frozenset[str] = frozenset()
    due: Sequence[str] = ()
    busy: bool = False


def session_pass(session_id: UUID, *, task: str = "", asked: bool = False) -> Pass:
    """Runs the checks of the open tasks, or of `task` alone, and gives what each came to.

    `asked`: the learner pressed the button, which counts as a try. Without, a failure counts where
    something was typed since the last check. Empty where the session is not ready. Never raises
    for what the engine does: a check that could not run passes nothing.
    """
    session = LabSession.objects.filter(pk=session_id).first()
    if not session:
        return Pass()
    spec = session.spec
    claim = Claim(session.pk)
    if not claim.take():
        session.refresh_from_db(fields=["state"])
        return Pass(busy=session.state == LabState.READY)
    clock = time.monotonic()
    try:
        found = pass_run(session, spec, task, asked or typed_since(session))
        outcomes = [str(result.outcome) for result in found.results]
        metrics.checks_ran(outcomes, asked=asked, seconds=time.monotonic() - clock)
        return found
    finally:
        claim.give_back()


def typed_since(session: LabSession) -> bool:
    """Whether there was input since the last pass."""
    if not session.last_input_at or session.last_input_at == session.ready_at:
        return False
    return session.checked_at is None or session.last_input_at > session.checked_at


def pass_run(session: LabSession, spec: LabSpec, only: str, counts: bool) -> Pass:
    """Rounds of checks until none opens a further task; the results in the order of the file."""
    stored = {result.task: result for result in session.results.all()}
    machines = {machine.name: machine for machine in session.machines.all()}
    done = {name for name, result in stored.items() if result.passed_at}
    spoiled = {name for name, result in stored.items() if result.outcome == Outcome.SPOILED}
    found: dict[str, CheckResult] = {}

    def opened() -> list[TaskDecl]:
        """The tasks that are to be looked at, or prepared, now."""
        return [
            task
            for task in spec.tasks
            if task.id in stored
            and task.machine in machines
            and task.id not in done | spoiled | found.keys()
            and task.id == (only or task.id)
            and set(task.needs) <= done
        ]

    def prepared(task: TaskDecl) -> bool:
        return not task.init or stored[task.id].prepared_at is not None

    while tasks := [task for task in opened() if prepared(task)]:
        for task, runs in tasks_run(session, tasks, machines):
            result = found[task.id] = judge(task.id, runs, fails=bool(task.fail))
            if result.outcome == Outcome.PASSED:
                done.add(task.id)
                found[task.id] = pass_write(session, spec, task, machines[task.machine])
                figures_record(session, task, machines[task.machine], runs.check)
            elif result.outcome == Outcome.SPOILED:
                spoiled.add(task.id)
            elif result.outcome == Outcome.NOT_YET:
                points_record(session, task, machines[task.machine], runs.check, spec.series)
    in_order = [found[task.id] for task in spec.tasks if task.id in found]
    failures_write(in_order, stored, counts, ran_on(spec, machines))
    due = [task.id for task in opened()]
    return Pass(results=in_order, over=frozenset(done | spoiled), due=due)


def tasks_run(
    session: LabSession, tasks: Sequence[TaskDecl], machines: Mapping[str, Machine]
) -> list[tuple[TaskDecl, Runs]]:
    """Every task's scripts, with each machine entered as few times as can be.

    Side by side, so that a machine that hangs adds nothing to the wait for another.
    """
    groups: dict[tuple[str, User], list[TaskDecl]] = {}
    for task in tasks:
        groups.setdefault((task.machine, task.checked_by), []).append(task)
    work = [
        (MachineRuns(session, machines[name], user), group)
        for (name, user), group in groups.items()
    ]
    if len(work) == 1:
        return group_run(*work[0])
    with ThreadPoolExecutor(len(work), thread_name_prefix="checks") as threads:
        return [found for each in threads.map(lambda one: group_run(*one), work) for found in each]


def group_run(run: MachineRuns, group: Sequence[TaskDecl]) -> list[tuple[TaskDecl, Runs]]:
    """What shares a machine and a user; asks no database."""
    looks = run.looks(group)
    so_far = [
        (
            task,
            Runs(
                check=looks.get((task.id, "check")),
                fail=looks.get((task.id, "fail")),
                unreadable=run.unreadable,
            ),
        )
        for task in group
    ]
    hints = run.all(
        [(task, "hint") for task, runs in so_far if hint_wanted(runs, fails=bool(task.fail))]
    )
    return [
        (task, msgspec.structs.replace(runs, hint=hints.get((task.id, "hint"))))
        for task, runs in so_far
    ]


class MachineRuns:
    """Runs tasks' scripts in one machine as one user.

    `unreadable`: before or after the scripts something in the learner's home could not be read.
    """

    def __init__(self, session: LabSession, machine: Machine, user: User) -> None:
        self.session, self.machine, self.user = session, machine, user
        self.unreadable = False

    def looks(self, tasks: Sequence[TaskDecl]) -> dict[tuple[str, str], RunResult]:
        """What `fail` and `check` of these say, and whether anything was kept from them."""
        asks = [] if checked_by_root(self.machine.kind) else [kept_from_checks]
        return self.all([(task, role) for task in tasks for role in ("fail", "check")], asks)

    def all(
        self, wanted: Sequence[tuple[TaskDecl, str]], asks: Sequence[Script] = ()
    ) -> dict[tuple[str, str], RunResult]:
        """By task's id and the script's job ("check"); nothing for one that could not run. `asks`
        run before and after them, and what they print is `unreadable`."""
        named = [
            (task, role, name) for task, role in wanted if (name := getattr(task, role)) is not None
        ]
        if not named:
            return {}
        texts: Mapping[str, str] = self.session.scripts
        scripts = [Script(texts.get(name, "exit 2"), task.timeout) for task, _, name in named]
        try:
            found = engine_get().run_all(
                self.machine.handle, [*asks, *scripts, *asks], user=self.user
            )
        except EngineError as error:
            log.warning("checks of session %s could not run: %s", self.session.pk, error)
            return {}
        first, last = len(asks), len(asks) + len(scripts)
        results = found[first:last]
        self.unreadable |= any(each.output.strip() for each in [*found[:first], *found[last:]])
        for (_, _, name), run in zip(named, results, strict=True):
            if run.status not in (0, 1):
                log.warning(
                    "%s of session %s could not run: status %s, %s",
                    *(name, self.session.pk, run.status, run.error.strip()[-300:]),
                )
        return {(task.id, role): run for (task, role, _), run in zip(named, results, strict=True)}


@transaction.atomic
def pass_write(session: LabSession, spec: LabSpec, task: TaskDecl, machine: Machine) -> CheckResult:
    """Notes that the task is done, once; after its solution was seen, for what that leaves.

    Whoever counts it as coursework is told in the same transaction.
    """
    opened = TaskResult.objects.filter(session=session, task=task.id, passed_at=None)
    done = {
        "outcome": Outcome.PASSED,
        "passed_at": timezone.now(),
        "hint": {},
        "trouble": "",
        "accelerator": accelerator_of(machine.kind),
    }
    points = spec.task_points
    changed = opened.filter(solution_opened_at=None).update(**done, points=points)
    if not changed:
        points = spec.points_with_solution(task)
        changed = opened.update(**done, points=points)
    if changed:
        task_done(
            TaskDone(
                user=session.user,
                course=session.course,
                lab=session.lab,
                task=task.id,
                points=points,
                group=session.group,
            )
        )
        session_say(EventName.TASK_TICKED, session, task=task.id)
    return CheckResult(task=task.id, outcome=Outcome.PASSED, fresh=changed == 1)


def ran_on(spec: LabSpec, machines: Mapping[str, Machine]) -> Mapping[str, str]:
    """Task → what runs the guest of its machine; empty for what is no virtual machine."""
    return {
        task.id: accelerator_of(machines[task.machine].kind)
        for task in spec.tasks
        if task.machine in machines
    }


def failures_write(
    results: Sequence[CheckResult],
    stored: Mapping[str, TaskResult],
    counts: bool,
    accelerators: Mapping[str, str],
) -> None:
    """Notes what is not done. A try is one of the first open task, or of the one asked for."""
    for result in results:
        if result.outcome == Outcome.PASSED:
            continue
        tried = counts and result.outcome == Outcome.NOT_YET
        counts = counts and not tried
        row = stored[result.task]
        stirred = row.outcome == result.outcome == Outcome.NOT_YET and row.hint != result.hint
        now = {
            "outcome": result.outcome,
            "hint": dict(result.hint),
            "touched": row.touched or tried or stirred,
            "trouble": result.trouble,
            "accelerator": accelerators.get(result.task, ""),
        }
        if tried or any(getattr(row, name) != value for name, value in now.items()):
            TaskResult.objects.filter(pk=row.pk, passed_at=None).update(
                **now, tries=F("tries") + int(tried)
            )

"""Proves a lab on the real engine: each task fails before, is solved, passes, and fails when fresh;
its preparation runs twice, its hints speak every language, what spoils it is found out; cheats do
not pass, and other right ways do."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from django.conf import settings

from labs.catalog.provider import Lab
from labs.engines.base import Handle, RunResult, Say, User
from labs.engines.errors import EngineError
from labs.engines.protocols import Machines
from labs.measurements.measure import figures_read
from labs.spec.definition import TaskDecl
from labs.spec.measures import refusal
from labs.tasks.grading import (
    CheckResult,
    Runs,
    could_not_run,
    hints_read,
    judge,
    not_yet,
    passed,
    spoiled,
)
from labs.verification.machines import machines_of, outcome

solve_seconds = 60
look_tries = 3  # where a script gives no answer: a busy host may not have come to it in time


def lab_verify(engine: Machines, lab: Lab, languages: tuple[str, ...], say: Say) -> list[str]:
    """Every fault of the lab, in words; empty where it holds. `say` gets one line a task."""
    faults: list[str] = []
    try:
        with machines_of(engine, lab) as machines:
            proof = Proof(engine, lab, languages, machines)
            for task in open_at_once(lab):
                faults += proof.open(task, "before it is solved")
            for task in in_order(lab.spec.tasks):
                found = [*proof.prepare(task), *proof.cheat(task), *proof.solve(task, task.solve)]
                prepared = "is prepared, " if task.init else ""
                resists = f", resists {len(task.cheats)} cheats" if task.cheats else ""
                proven = f"{prepared}fails before{resists}, passes after its solution"
                say(f"  {task.id}: {'; '.join(found) or proven}")
                faults += found
        with machines_of(engine, lab) as machines:
            proof = Proof(engine, lab, languages, machines)
            for task in open_at_once(lab):
                faults += proof.open(task, "on a fresh machine")
            faults += proof.other_ways(0, say)
        for turn in range(1, max((len(task.ways) for task in lab.spec.tasks), default=0)):
            with machines_of(engine, lab) as machines:
                faults += Proof(engine, lab, languages, machines).other_ways(turn, say)
        for task in lab.spec.tasks:
            if task.fail and not faults:  # what it needs must hold
                with machines_of(engine, lab) as machines:
                    found = Proof(engine, lab, languages, machines).spoil(task)
                say(f"  {task.id}: {'; '.join(found) or 'is found spoiled where it is'}")
                faults += found
    except EngineError as error:
        faults.append(f"the engine failed: {error}")
    return faults


class Proof:
    """One lab on one set of machines; each method gives the faults that it finds."""

    def __init__(
        self, engine: Machines, lab: Lab, languages: tuple[str, ...], machines: dict[str, Handle]
    ) -> None:
        self.engine, self.lab, self.languages = engine, lab, languages
        self.machines = machines

    def prepare(self, task: TaskDecl) -> list[str]:
        """Twice: it may be tried again where nobody knows whether it ran. Then the task is open."""
        if not task.init:
            return []
        for again in ("", " a second time"):
            result = self.run(task, task.init, task.init_timeout, task.init_user)
            if result.status != 0:
                return [f"{task.id}: {task.init} failed{again}: {outcome(result)}"]
        return self.open(task, f"after {task.init}")

    def open(self, task: TaskDecl, when: str) -> list[str]:
        """The task is neither done nor spoiled, and says so in every language or in none."""
        for _ in range(look_tries):
            runs = self.look(task)
            result = judge(task.id, runs, fails=bool(task.fail))
            if result.outcome != could_not_run:
                break
        if result.outcome == passed:
            return [f"{task.id}: {task.check} passes {when}"]
        if result.outcome == spoiled:
            return [f"{task.id}: {task.fail} says {when} that it is spoiled"]
        if result.outcome != not_yet:
            return [f"{task.id}: {broken(task, runs, when)}"]
        if task.hint and runs.hint:
            if runs.hint.status != 0:
                return [f"{task.id}: {task.hint} could not run {when}: {outcome(runs.hint)}"]
            if not hints_read(runs.hint.output):
                return [f"{task.id}: {task.hint} prints no hint {when}"]
        return self.unsaid(task, task.hint or task.check, result.hint, "hint")

    def cheat(self, task: TaskDecl) -> list[str]:
        """Each attempt runs, and leaves the task open; the solution after it has to pass still."""
        faults = []
        for script in task.cheats:
            tried = self.run(task, script, solve_seconds, "learner")
            if tried.status != 0:
                faults.append(f"{task.id}: {script} failed: {outcome(tried)}")
            faults += self.open(task, f"after {script}")
        return faults

    def other_ways(self, turn: int, say: Say) -> list[str]:
        """The tasks that have as many are done in their other way number `turn`, from zero."""
        faults = []
        tasks = self.lab.spec.tasks
        ways = {task.id: task.ways[turn] for task in tasks if len(task.ways) > turn}
        before = set().union(*(needed(self.lab, task) for task in tasks if task.id in ways))
        for task in in_order(tasks):
            if task.id in before or task.id in ways:
                script = ways.get(task.id, task.solve)
                found = [*self.prepare(task), *self.solve(task, script)]
                if task.id in ways:
                    say(f"  {task.id}: {'; '.join(found) or f'passes after {script} too'}")
                faults += found
        return faults

    def solve(self, task: TaskDecl, script: str) -> list[str]:
        solved = self.run(task, script, solve_seconds, "learner")
        if solved.status != 0:
            return [f"{task.id}: {script} failed: {outcome(solved)}"]
        runs, result = self.look_until(task, passed, spoiled)
        if result.outcome == spoiled:
            return [f"{task.id}: {task.fail} says that {script} spoils it"]
        if result.outcome != passed and runs.check:
            said = outcome(runs.check)
            return [f"{task.id}: {task.check} does not pass after {script}: {said}"]
        return [f"{task.id}: {task.check}: {fault}" for fault in refused(task, runs.check)]

    def spoil(self, task: TaskDecl) -> list[str]:
        """What it needs is done, then it is spoiled, and the reason is told in every language."""
        before = needed(self.lab, task)
        for other in in_order(self.lab.spec.tasks):
            if other.id in before:
                self.prepare(other)
                self.solve(other, other.solve)
        self.prepare(task)
        done = self.run(task, task.spoil or "", solve_seconds, "learner")
        if done.status != 0:
            return [f"{task.id}: {task.spoil} failed: {outcome(done)}"]
        runs, result = self.look_until(task, spoiled)
        if result.outcome != spoiled and runs.fail:
            said = outcome(runs.fail)
            return [f"{task.id}: {task.fail} does not find what {task.spoil} does: {said}"]
        if not result.hint:
            return [f"{task.id}: {task.fail} gives no reason"]
        return self.unsaid(task, task.fail or "", result.hint, "reason")

    def unsaid(self, task: TaskDecl, script: str, said: Collection[str], what: str) -> list[str]:
        """A learner of one language is told what those of another are."""
        missing = [language for language in self.languages if language not in said]
        if said and missing:
            return [f"{task.id}: {script} prints no {what} in {', '.join(missing)}"]
        return []

    def look_until(self, task: TaskDecl, *outcomes: str) -> tuple[Runs, CheckResult]:
        """The first look that comes to one of these, or the last within LABS_SHOWS_SECONDS."""
        deadline = time.monotonic() + settings.LABS_SHOWS_SECONDS
        while True:
            runs = self.look(task)
            result = judge(task.id, runs, fails=bool(task.fail))
            if result.outcome in outcomes or time.monotonic() >= deadline:
                return runs, result
            time.sleep(1)

    def look(self, task: TaskDecl) -> Runs:
        """All that a pass would run."""
        fail = self.run(task, task.fail, task.timeout, task.checked_by) if task.fail else None
        check = self.run(task, task.check, task.timeout, task.checked_by)
        hint = None
        if task.hint and check.status == 1:
            hint = self.run(task, task.hint, task.timeout, task.checked_by)
        return Runs(check=check, fail=fail, hint=hint)

    def run(self, task: TaskDecl, script: str, timeout: float, user: User) -> RunResult:
        text = self.lab.scripts[script]
        return self.engine.run(self.machines[task.machine], text, user=user, timeout=timeout)


def refused(task: TaskDecl, run: RunResult | None) -> list[str]:
    """Why figures that the check reports are not taken."""
    figures = figures_read(run.output) if run else []
    faults = (refusal(task.measures, each.key, each.value, each.unit) for each in figures)
    return [fault for fault in faults if fault]


def broken(task: TaskDecl, runs: Runs, when: str) -> str:
    """Which script gave no answer, and what it did instead."""
    fail_failed = runs.fail is not None and runs.fail.status not in (0, 1)
    name, run = (task.fail, runs.fail) if fail_failed else (task.check, runs.check)
    return f"{name} could not run {when}: {outcome(run) if run else 'no answer'}"


def open_at_once(lab: Lab) -> Iterator[TaskDecl]:
    """The tasks whose checks may look at a fresh machine; others wait until they, or tasks that
    they need, are prepared."""
    prepared = {task.id for task in lab.spec.tasks if task.init}
    return (task for task in lab.spec.tasks if not prepared & {task.id, *needed(lab, task)})


def in_order(tasks: tuple[TaskDecl, ...]) -> Iterator[TaskDecl]:
    """Each task after those that it needs."""
    done: set[str] = set()
    waiting = list(tasks)
    while waiting:
        task = next(task for task in waiting if set(task.needs) <= done)
        waiting.remove(task)
        done.add(task.id)
        yield task


def needed(lab: Lab, task: TaskDecl) -> set[str]:
    """The tasks that must be done before `task`, also through others."""
    found: set[str] = set()
    for other in reversed(list(in_order(lab.spec.tasks))):
        if other.id == task.id or other.id in found:
            found |= set(other.needs)
    return found

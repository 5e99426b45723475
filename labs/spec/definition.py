"""Parses a lab's definition, `lab.toml`: an immutable object, or every problem with its line.

The format is described in docs/course-format.md under "A lab". Pure: text in, objects out.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labs.engines.base import User, network_machines
from labs.spec.charts import ChartDecl, charts_check
from labs.spec.measures import MeasureDecl, measures_check
from labs.spec.reading import Reading, Row
from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read

machines_folder = Path(__file__).parents[1] / "machines"

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", max_length=50)]
Script = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", max_length=100)]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Share = Annotated[float, Meta(ge=0, le=1)]
InitUser = Literal["learner", "root", "checks"]
scripts = ("init", "check", "hint", "fail", "solve", "spoil")  # what a task's scripts are for


class MachineDecl(msgspec.Struct, frozen=True, kw_only=True):
    """A machine that the lab starts: its name in the lab, and its kind (a folder of machines/)."""

    name: Slug
    kind: Slug


class TaskDecl(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do in a machine, and the scripts that look whether it is done, and do it."""

    id: Slug
    check: Script
    solve: Script
    init: Script | None = None  # prepares the task once, before it opens
    hint: Script | None = None  # says what is missing, where the check says "not yet"
    fail: Script | None = None  # says whether the attempt is spoiled
    spoil: Script | None = None  # spoils it, to prove `fail`; there if and only if `fail` is
    machine: str = ""  # after parsing never empty
    init_user: InitUser = "learner"  # who runs init
    outside: bool = False  # they look from beside the guest's QEMU, not from inside the guest
    needs: tuple[Slug, ...] = ()  # tasks that must be done first, in the same machines
    timeout: Annotated[int, Meta(ge=1, le=60)] = 5  # seconds for each of check, hint and fail
    init_timeout: Annotated[int, Meta(ge=1, le=120)] = 20  # seconds
    solution_after: Annotated[int, Meta(ge=0, le=100)] = 1  # tries before the solution opens
    solution_cost: Share | None = None  # of the task's points; None: as the lab says
    measures: tuple[MeasureDecl, ...] = ()  # what its check may report

    @property
    def checked_by(self) -> User:
        """Who runs check, hint and fail."""
        return "outside" if self.outside else "checks"

    @property
    def script_names(self) -> tuple[str, ...]:
        """The scripts that it names."""
        return tuple(name for role in scripts if (name := getattr(self, role)))


class LabSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One lab: its limits, its machines, its tasks in the order of the file."""

    minutes: Minutes
    idle_minutes: Minutes = 15
    extend_minutes: Minutes = 10
    extensions: Annotated[int, Meta(ge=0, le=20)] = 2
    points: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    runtime: Literal["", "runc", "runsc"] = ""  # empty: what the installation prefers
    network: bool = False  # the machines of one session reach each other, and nothing else
    solution_cost: Share = 1.0  # of a task's points, if its solution was opened before it is done
    machines: tuple[MachineDecl, ...]
    tasks: tuple[TaskDecl, ...] = ()
    charts: tuple[ChartDecl, ...] = ()

    def machine(self, name: str) -> MachineDecl | None:
        return next((machine for machine in self.machines if machine.name == name), None)

    def task(self, task_id: str) -> TaskDecl | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    @property
    def task_points(self) -> float:
        """What one task is worth: the lab's points shared evenly."""
        return self.points / len(self.tasks) if self.tasks else 0.0

    def points_with_solution(self, task: TaskDecl) -> float:
        """What `task` is still worth once its solution was opened before it was done."""
        cost = self.solution_cost if task.solution_cost is None else task.solution_cost
        return self.task_points * (1 - cost)

    @property
    def series(self) -> frozenset[str]:
        """What the points of its lines and timelines begin with."""
        return frozenset(chart.series for chart in self.charts if chart.series)

    def is_only_drawn(self, key: str) -> bool:
        """Whether a measure is a point of a line, or bounds what a timeline marks: it belongs to
        its drawing, and says nothing by itself."""
        bounds = {key for chart in self.charts for pair in chart.shades for key in pair}
        return key.rpartition(".")[0] in self.series or key in bounds

    @property
    def script_names(self) -> tuple[str, ...]:
        """Every script that a task names, once, in the order of first mention."""
        return tuple(dict.fromkeys(name for task in self.tasks for name in task.script_names))


def machine_kinds() -> frozenset[str]:
    """The kinds of machine that this installation can build: the folders of labs/machines."""
    return frozenset(
        folder.name for folder in machines_folder.iterdir() if (folder / "Dockerfile").is_file()
    )


def lab_spec_parse(
    text: str,
    path: str,
    files: Collection[str],
    kinds: Collection[str],
    languages: Collection[str] = (),
) -> tuple[LabSpec | None, list[Problem]]:
    """`text` of the file `path` as a lab, and everything that is wrong with it.

    `files` are the names of the files in the lab's folder, `kinds` the kinds of machine that
    exist, `languages` those in which its texts must be. The spec is None where there is any
    problem. Never raises.
    """
    file, problems = toml_read(text, path)
    if problems:
        return None, problems
    reading = Reading(file)
    head = reading.table((), file.data, LabSpec, tables=("machines", "tasks", "charts"))
    machines = reading.tables("machines", MachineDecl)
    tasks = reading.tables("tasks", TaskDecl)
    charts = reading.tables("charts", ChartDecl)
    if file.data.get("machines", []) == []:
        reading.report("a lab needs at least one machine: write a [[machines]] table", "machines")
    machines_check(reading, machines, kinds)
    if head.get("network") and len(machines) == 1:
        reading.report("network joins machines, and this lab has one: leave it out", "network")
    if head.get("network") and len(machines) > network_machines:
        reading.report(f"a network joins at most {network_machines} machines", "network")
    if head.get("network") and head.get("runtime") == "runsc":
        reading.report("machines on runsc have no network: write runc, or leave one out", "network")
    for index, task in enumerate(tasks):
        task_check(reading, index, task, machines)
        scripts_check(reading, index, task, files)
    cost_check(reading, head, len(tasks))
    needs_check(reading, tasks)
    measures_check(reading, tasks)
    charts_check(reading, charts, tasks, languages)
    if reading.problems:
        return None, sorted(set(reading.problems))
    for task in tasks:
        task.setdefault("machine", machines[0]["name"])
    spec = LabSpec(
        **head,
        machines=tuple(MachineDecl(**machine) for machine in machines),
        tasks=tuple(TaskDecl(**task) for task in tasks),
        charts=tuple(ChartDecl(**chart) for chart in charts),
    )
    return spec, []


def machines_check(reading: Reading, machines: list[Row], kinds: Collection[str]) -> None:
    for index, machine in enumerate(machines):
        name, kind = machine.get("name"), machine.get("kind")
        if name and name in [other.get("name") for other in machines[:index]]:
            reading.report(f"a machine named {name} is there already", "machines", index, "name")
        if kind and kind not in kinds:
            known = ", ".join(sorted(kinds)) or "none is installed"
            message = f"machine kind {kind} does not exist; it may be one of: {known}"
            reading.report(message, "machines", index, "kind")


def task_check(reading: Reading, index: int, task: Row, machines: list[Row]) -> None:
    """The machine that a task names must be there."""
    names = [machine.get("name") for machine in machines]
    known = ", ".join(name for name in names if name)
    machine = task.get("machine")
    if not machine and len(machines) > 1:
        message = f"with several machines a task says which one it is about: {known}"
        reading.report(message, "tasks", index, "machine")
    elif machine and machines and None not in names and machine not in names:
        message = f"machine {machine} is not in this lab; it has: {known}"
        reading.report(message, "tasks", index, "machine")


def scripts_check(reading: Reading, index: int, task: Row, files: Collection[str]) -> None:
    """Scripts must be there, each with a job of its own, and what belongs together together."""
    jobs: dict[str, str] = {}
    for role in scripts:
        if not (script := task.get(role)):
            continue
        if script not in files:
            message = f"the file {script} is not in the lab's folder"
            reading.report(message, "tasks", index, role)
        elif script in jobs:
            message = f"{script} is this task's {jobs[script]} already: {role} is another script"
            reading.report(message, "tasks", index, role)
        jobs.setdefault(script, role)
    given = reading.given("tasks", index)
    if "fail" in given and "spoil" not in given:
        message = "fail needs spoil: a script that spoils the task, which `lab verify` proves it by"
        reading.report(message, "tasks", index, "fail")
    if "spoil" in given and "fail" not in given:
        message = "spoil proves a fail script, and this task has none"
        reading.report(message, "tasks", index, "spoil")
    for name in ("init_user", "init_timeout"):
        if name in given and "init" not in given:
            message = f"{name} is about an init script, and this task has none"
            reading.report(message, "tasks", index, name)


def cost_check(reading: Reading, head: Row, tasks: int) -> None:
    """Where nothing can be earned, nothing can be taken."""
    if "points" in reading.file.data and head.get("points") != 0:
        return
    message = "solution_cost is a share of points, and this lab has none"
    if "solution_cost" in reading.file.data:
        reading.report(message, "solution_cost")
    for index in range(tasks):
        if "solution_cost" in reading.given("tasks", index):
            reading.report(message, "tasks", index, "solution_cost")


def needs_check(reading: Reading, tasks: list[Row]) -> None:
    """Ids are unique, and tasks wait for tasks that can be done."""
    ids = [task.get("id") for task in tasks]
    for index, (task_id, task) in enumerate(zip(ids, tasks, strict=True)):
        needs = task.get("needs", ())
        if task_id and task_id in ids[:index]:
            message = f"a task with the id {task_id} is there already"
            reading.report(message, "tasks", index, "id")
        for need in needs:
            if need == task_id:
                reading.report(f"task {need} cannot need itself", "tasks", index, "needs")
            elif None not in ids and need not in ids:
                reading.report(f"task {need} does not exist", "tasks", index, "needs")
        if task_id and task_id not in needs and task_id in needs_of(task_id, tasks):
            message = f"task {task_id} needs a task that itself waits for {task_id}"
            reading.report(message, "tasks", index, "needs")


def needs_of(task_id: str, tasks: list[Row]) -> set[str]:
    """Every task that must be done before `task_id`, also through others."""
    direct = {task.get("id"): task.get("needs", ()) for task in tasks}
    found: set[str] = set()
    waiting = list(direct.get(task_id, ()))
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting.extend(direct.get(need, ()))
    return found


types_ready(LabSpec)

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
from labs.spec.charts import ChartDecl, Slug, charts_check
from labs.spec.figure import FigureDecl, figure_check
from labs.spec.measures import MeasureDecl, measures_check
from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read
from virtlearn.core.toml_tables import Entry, Row, TomlReader, TomlTable
from virtlearn.core.wording import instead, shown

machines_folder = Path(__file__).parents[1] / "machines"

script_words = "the name of a file in the lab's folder, without a path"
Script = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", max_length=100, description=script_words),
]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Share = Annotated[float, Meta(ge=0, le=1)]
InitUser = Literal["learner", "root", "checks"]
scripts = ("init", "check", "hint", "fail", "solve", "spoil")  # what a task's scripts are for
attempts = ("cheats", "ways")  # lists of scripts that prove a check beside solve


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
    cheats: tuple[Script, ...] = ()  # attempts without doing it, which must not pass
    ways: tuple[Script, ...] = ()  # other right ways than solve's, which must pass
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
        named = (name for role in scripts if (name := getattr(self, role)))
        return (*named, *self.cheats, *self.ways)


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
    figure: FigureDecl | None = None  # what is kept in sight beside the machines

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each machine."""
        return tuple(machine.kind for machine in self.machines)

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
    reader = TomlReader(file)
    root = reader.root
    head = root.fields(LabSpec, others=("machines", "tasks", "charts", "figure"))
    machines = root.rows("machines", MachineDecl)
    tasks = root.rows("tasks", TaskDecl)
    charts = root.rows("charts", ChartDecl)
    if file.data.get("machines", []) == []:
        root.report("a lab needs at least one machine: write a [[machines]] table", "machines")
    machines_check(machines, kinds)
    network_check(root, head, len(machines))
    for task in tasks:
        task_check(task, machines)
        scripts_check(task, files)
    cost_check(root, head, tasks)
    needs_check(tasks)
    measures_check(tasks)
    charts_check(charts, [task.values.get("id") for task in tasks], languages)
    table = root.table("figure")
    figure = Entry(table, table.fields(FigureDecl))
    if "figure" in root.data and table.is_table:
        figure_check(figure, charts, tasks, files, languages)
    if reader.problems:
        return None, sorted(set(reader.problems))
    for task in tasks:
        task.values.setdefault("machine", machines[0].values["name"])
    spec = LabSpec(
        **head,
        machines=tuple(MachineDecl(**machine.values) for machine in machines),
        tasks=tuple(TaskDecl(**task.values) for task in tasks),
        charts=tuple(ChartDecl(**chart.values) for chart in charts),
        figure=FigureDecl(**figure.values) if "figure" in root.data else None,
    )
    return spec, []


def network_check(root: TomlTable, head: Row, machines: int) -> None:
    if head.get("network") and machines == 1:
        root.report("network joins machines, and this lab has one: leave it out", "network")
    if head.get("network") and machines > network_machines:
        root.report(f"a network joins at most {network_machines} machines", "network")
    if head.get("network") and head.get("runtime") == "runsc":
        root.report("machines on runsc have no network: write runc, or leave one out", "network")


def machines_check(machines: list[Entry], kinds: Collection[str]) -> None:
    for index, machine in enumerate(machines):
        name, kind = machine.values.get("name"), machine.values.get("kind")
        if name and name in [other.values.get("name") for other in machines[:index]]:
            machine.table.report(f"a machine named `{name}` is there already: rename one", "name")
        if kind and kind not in kinds:
            message = f"there is no kind of machine `{shown(kind)}`: {instead(kind, kinds)}"
            machine.table.report(message, "kind")


def task_check(task: Entry, machines: list[Entry]) -> None:
    """The machine that a task names must be there."""
    names = [machine.values.get("name") for machine in machines]
    known = [name for name in names if name]
    machine = task.values.get("machine")
    if not machine and len(machines) > 1:
        message = f"with several machines a task says which one it is about: {', '.join(known)}"
        task.table.report(message, "machine")
    elif machine and machines and None not in names and machine not in names:
        message = f"there is no machine `{shown(machine)}` in this lab: {instead(machine, known)}"
        task.table.report(message, "machine")


def scripts_check(task: Entry, files: Collection[str]) -> None:
    """Scripts must be there, each with a job of its own, and what belongs together together."""
    jobs: dict[str, str] = {}
    given = [(role, task.values[role]) for role in scripts if task.values.get(role)]
    given += [(role, script) for role in attempts for script in task.values.get(role, ())]
    for role, script in given:
        if script not in files:
            task.table.report(f"the file {script} is not in the lab's folder", role)
        elif script in jobs:
            message = f"{script} is this task's {jobs[script]} already: {role} is another script"
            task.table.report(message, role)
        jobs.setdefault(script, role)
    keys = task.table.data
    if "fail" in keys and "spoil" not in keys:
        message = "fail needs spoil: a script that spoils the task, which `lab verify` proves it by"
        task.table.report(message, "fail")
    if "spoil" in keys and "fail" not in keys:
        task.table.report("spoil proves a fail script, and this task has none", "spoil")
    for name in ("init_user", "init_timeout"):
        if name in keys and "init" not in keys:
            task.table.report(f"{name} is about an init script, and this task has none", name)


def cost_check(root: TomlTable, head: Row, tasks: list[Entry]) -> None:
    """Where nothing can be earned, nothing can be taken."""
    if "points" in root.data and head.get("points") != 0:
        return
    for table in (root, *(task.table for task in tasks)):
        if "solution_cost" in table.data:
            message = "solution_cost is a share of points, and this lab has none"
            table.report(message, "solution_cost")


def needs_check(tasks: list[Entry]) -> None:
    """Ids are unique, and tasks wait for tasks that can be done."""
    ids = [task.values.get("id") for task in tasks]
    for index, (task_id, task) in enumerate(zip(ids, tasks, strict=True)):
        needs = task.values.get("needs", ())
        if task_id and task_id in ids[:index]:
            task.table.report(f"a task `{task_id}` is there already: rename one", "id")
        for need in needs:
            if need == task_id:
                task.table.report(f"task `{need}` cannot need itself", "needs")
            elif None not in ids and need not in ids:
                others = [each for each in ids if each and each != task_id]
                message = f"there is no task `{shown(need)}`: {instead(need, others)}"
                task.table.report(message, "needs")
        if task_id and task_id not in needs and task_id in needs_of(task_id, tasks):
            message = f"task `{task_id}` needs a task that itself waits for it"
            task.table.report(message, "needs")


def needs_of(task_id: str, tasks: list[Entry]) -> set[str]:
    """Every task that must be done before `task_id`, also through others."""
    direct = {task.values.get("id"): task.values.get("needs", ()) for task in tasks}
    found: set[str] = set()
    waiting = list(direct.get(task_id, ()))
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting.extend(direct.get(need, ()))
    return found


types_ready(LabSpec)

"""A lab's definition: `lab.toml` as an immutable object, or every problem in it with its line.

The format is described in docs/course-format.md under "A lab". Pure: text in, objects out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from virtlearn.problems import Problem
from virtlearn.tomlfile import Key, TomlFile, toml_read

machines_folder = Path(__file__).parent / "machines"

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", max_length=50)]
Script = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", max_length=100)]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Row = dict[str, Any]  # the fields of one table that are right


class MachineDecl(msgspec.Struct, frozen=True, kw_only=True):
    """A machine that the lab starts: its name in the lab, and its kind (a folder of machines/)."""

    name: Slug
    kind: Slug


class TaskDecl(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do in a machine, and the scripts that look whether it is done, and do it."""

    id: Slug
    check: Script
    solve: Script
    machine: str = ""  # after parsing never empty
    user: Literal["learner", "root"] = "learner"  # who runs the check
    needs: tuple[Slug, ...] = ()  # tasks that must be done first
    timeout: Annotated[int, Meta(ge=1, le=60)] = 5  # seconds that the check may take
    solution_after: Annotated[int, Meta(ge=0, le=100)] = 1  # tries before the solution opens


class LabSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One lab: its limits, its machines, its tasks in the order of the file."""

    minutes: Minutes
    idle_minutes: Minutes = 15
    extend_minutes: Minutes = 10
    extensions: Annotated[int, Meta(ge=0, le=20)] = 2
    points: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    runtime: Literal["", "runc", "runsc"] = ""  # empty: what the installation prefers
    network: bool = False  # the machines of one session reach each other, and nothing else
    machines: tuple[MachineDecl, ...]
    tasks: tuple[TaskDecl, ...] = ()

    def machine(self, name: str) -> MachineDecl | None:
        return next((machine for machine in self.machines if machine.name == name), None)

    def task(self, task_id: str) -> TaskDecl | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    @property
    def task_points(self) -> float:
        """What one task is worth: the lab's points shared evenly."""
        return self.points / len(self.tasks) if self.tasks else 0.0

    @property
    def script_names(self) -> tuple[str, ...]:
        """Every script that a task names, once, in the order of first mention."""
        return tuple(
            dict.fromkeys(name for task in self.tasks for name in (task.check, task.solve))
        )


def machine_kinds() -> frozenset[str]:
    """The kinds of machine that this installation can build: the folders of labs/machines."""
    return frozenset(
        folder.name for folder in machines_folder.iterdir() if (folder / "Dockerfile").is_file()
    )


def lab_spec_parse(
    text: str, path: str, files: Collection[str], kinds: Collection[str]
) -> tuple[LabSpec | None, list[Problem]]:
    """`text` of the file `path` as a lab, and everything that is wrong with it.

    `files` are the names of the files in the lab's folder, `kinds` the kinds of machine that
    exist. The spec is None where there is any problem. Never raises.
    """
    file, problems = toml_read(text, path)
    if problems:
        return None, problems
    reading = Reading(file)
    head = reading.table((), file.data, LabSpec, tables=("machines", "tasks"))
    machines = reading.tables("machines", MachineDecl)
    tasks = reading.tables("tasks", TaskDecl)
    if file.data.get("machines", []) == []:
        reading.report("a lab needs at least one machine: write a [[machines]] table", "machines")
    machines_check(reading, machines, kinds)
    if head.get("network") and len(machines) == 1:
        reading.report("network joins machines, and this lab has one: leave it out", "network")
    for index, task in enumerate(tasks):
        task_check(reading, index, task, machines, files)
    needs_check(reading, tasks)
    if reading.problems:
        return None, sorted(set(reading.problems))
    for task in tasks:
        task.setdefault("machine", machines[0]["name"])
    spec = LabSpec(
        **head,
        machines=tuple(MachineDecl(**machine) for machine in machines),
        tasks=tuple(TaskDecl(**task) for task in tasks),
    )
    return spec, []


class Reading:
    """One file being read, and the mistakes found so far."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, message: str, *key: str | int) -> None:
        self.problems.append(self.file.problem(message, *key))

    def table(
        self,
        key: Key,
        data: Mapping[str, Any],
        kind: type[msgspec.Struct],
        tables: Collection[str] = (),
    ) -> Row:
        """The values of one table that are right; each that is not is a problem on its own line.

        Fields are converted one by one, since msgspec stops at the first mistake. `tables` are
        fields that the caller reads.
        """
        hints = get_type_hints(kind, include_extras=True)
        values: Row = {}
        fields = msgspec.structs.fields(kind)
        for field in fields:
            name = field.name
            if name in data and name not in tables:
                try:
                    values[name] = msgspec.convert(data[name], hints[name])
                except (msgspec.ValidationError, OverflowError) as error:
                    self.report(f"{place(key, name)}: {plain(str(error))}", *key, name)
            elif field.required and name not in tables:
                self.report(f"{place(key, name)} is missing", *key)
        known = [field.name for field in fields]
        for name in data.keys() - set(known):
            near = difflib.get_close_matches(name, known, n=1)
            advice = f"did you mean {near[0]}?" if near else "it may be one of " + ", ".join(known)
            self.report(f"{place(key, name)} is not known here; {advice}", *key, name)
        return values

    def tables(self, name: str, kind: type[msgspec.Struct]) -> list[Row]:
        """The array of tables `name`; a row's place in the list is that in the file."""
        found = self.file.data.get(name, [])
        rows: list[Row] = []
        if not isinstance(found, list):
            self.report(f"{name}: write it as [[{name}]], once for each", name)
            return rows
        for index, data in enumerate(found):
            if isinstance(data, dict):
                rows.append(self.table((name, index), data, kind))
            else:
                self.report(f"{name}: write it as [[{name}]], once for each", name, index)
                rows.append({})
        return rows


def machines_check(reading: Reading, machines: list[Row], kinds: Collection[str]) -> None:
    for index, machine in enumerate(machines):
        name, kind = machine.get("name"), machine.get("kind")
        if name and name in [other.get("name") for other in machines[:index]]:
            reading.report(f"a machine named {name} is there already", "machines", index, "name")
        if kind and kind not in kinds:
            known = ", ".join(sorted(kinds)) or "none is installed"
            message = f"machine kind {kind} does not exist; it may be one of: {known}"
            reading.report(message, "machines", index, "kind")


def task_check(
    reading: Reading, index: int, task: Row, machines: list[Row], files: Collection[str]
) -> None:
    """What a task names must be there: its machine and its scripts."""
    names = [machine.get("name") for machine in machines]
    known = ", ".join(name for name in names if name)
    machine = task.get("machine")
    if not machine and len(machines) > 1:
        message = f"with several machines a task says which one it is about: {known}"
        reading.report(message, "tasks", index, "machine")
    elif machine and machines and None not in names and machine not in names:
        message = f"machine {machine} is not in this lab; it has: {known}"
        reading.report(message, "tasks", index, "machine")
    for name in ("check", "solve"):
        if (script := task.get(name)) and script not in files:
            message = f"the file {script} is not in the lab's folder"
            reading.report(message, "tasks", index, name)


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


def place(key: Key, name: str) -> str:
    """`("tasks", 1)`, `"check"` as a person says it: `tasks[2].check`, counted from 1."""
    text = ""
    for part in (*key, name):
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def plain(message: str) -> str:
    """A message of msgspec without its path, and with a slug's pattern in words."""
    message = re.sub(r" - at `\$.*?`$", "", message)
    if "matching regex" in message:
        if "A-Z" in message:
            return "write the name of a file in the lab's folder, without a path"
        return "write lower-case letters, digits and hyphens, beginning with a letter"
    return message[:1].lower() + message[1:]

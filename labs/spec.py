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
    machines: tuple[MachineDecl, ...]
    tasks: tuple[TaskDecl, ...] = ()

    def machine(self, name: str) -> MachineDecl | None:
        return next((machine for machine in self.machines if machine.name == name), None)

    def task(self, id: str) -> TaskDecl | None:
        return next((task for task in self.tasks if task.id == id), None)

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
    head = table_read(file, (), file.data, LabSpec, problems, tables=("machines", "tasks"))
    machines = tables_read(file, "machines", MachineDecl, problems)
    tasks = tables_read(file, "tasks", TaskDecl, problems)
    if not machines and "machines" not in file.data:
        problems.append(
            file.problem("a lab needs at least one machine: write a [[machines]] table")
        )
    elif file.data.get("machines") == []:
        problems.append(file.problem("machines: a lab needs at least one machine", "machines"))
    problems += machines_check(file, machines, kinds)
    problems += tasks_check(file, tasks, [machine.get("name") for machine in machines], files)
    if problems:
        return None, sorted(set(problems))
    names = [machine["name"] for machine in machines]
    for task in tasks:
        task.setdefault("machine", names[0])
    spec = LabSpec(
        **head,
        machines=tuple(MachineDecl(**machine) for machine in machines),
        tasks=tuple(TaskDecl(**task) for task in tasks),
    )
    return spec, []


def table_read(
    file: TomlFile,
    key: Key,
    data: Mapping[str, Any],
    kind: type[msgspec.Struct],
    problems: list[Problem],
    tables: Collection[str] = (),
) -> dict[str, Any]:
    """The values of one table that are right; each that is not is a problem on its own line.

    Fields are converted one by one, since msgspec stops at the first mistake. `tables` are fields
    that the caller reads.
    """
    hints = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        name = field.name
        if name in tables:
            continue
        if name not in data:
            if field.required:
                problems.append(file.problem(f"{place(key, name)} is missing", *key))
            continue
        try:
            values[name] = msgspec.convert(data[name], hints[name])
        except (msgspec.ValidationError, OverflowError) as error:
            problems.append(file.problem(f"{place(key, name)}: {plain(str(error))}", *key, name))
    known = [field.name for field in msgspec.structs.fields(kind)]
    for name in data.keys() - set(known):
        near = difflib.get_close_matches(name, known, n=1)
        advice = f"did you mean {near[0]}?" if near else "it may be one of " + ", ".join(known)
        problems.append(file.problem(f"{place(key, name)} is not known here; {advice}", *key, name))
    return values


def tables_read(
    file: TomlFile, name: str, kind: type[msgspec.Struct], problems: list[Problem]
) -> list[dict[str, Any]]:
    """The array of tables `name`, one dict a table; its place in the list is that in the file."""
    found = file.data.get(name, [])
    if not isinstance(found, list):
        problems.append(file.problem(f"{name}: write it as [[{name}]], once for each", name))
        return []
    rows: list[dict[str, Any]] = []
    for index, data in enumerate(found):
        if isinstance(data, dict):
            rows.append(table_read(file, (name, index), data, kind, problems))
        else:
            problems.append(
                file.problem(f"{name}: write it as [[{name}]], once for each", name, index)
            )
            rows.append({})
    return rows


def machines_check(
    file: TomlFile, machines: list[dict[str, Any]], kinds: Collection[str]
) -> list[Problem]:
    problems = []
    for index, machine in enumerate(machines):
        name, kind = machine.get("name"), machine.get("kind")
        if name and name in [other.get("name") for other in machines[:index]]:
            problems.append(
                file.problem(f"a machine named {name} is there already", "machines", index, "name")
            )
        if kind and kind not in kinds:
            known = ", ".join(sorted(kinds)) or "none is installed"
            problems.append(
                file.problem(
                    f"machine kind {kind} does not exist; it may be one of: {known}",
                    *("machines", index, "kind"),
                )
            )
    return problems


def tasks_check(
    file: TomlFile,
    tasks: list[dict[str, Any]],
    machines: list[str | None],
    files: Collection[str],
) -> list[Problem]:
    problems = []
    ids = [task.get("id") for task in tasks]
    for index, task in enumerate(tasks):
        id = task.get("id")

        def report(message: str, name: str, index: int = index) -> None:
            problems.append(file.problem(message, "tasks", index, name))

        if id and id in ids[:index]:
            report(f"a task with the id {id} is there already", "id")
        machine = task.get("machine")
        if not machine and len(machines) > 1:
            known = ", ".join(name for name in machines if name)
            report(f"with several machines a task says which one it is about: {known}", "machine")
        elif machine and machines and None not in machines and machine not in machines:
            known = ", ".join(name for name in machines if name)
            report(f"machine {machine} is not in this lab; it has: {known}", "machine")
        for name in ("check", "solve"):
            if (script := task.get(name)) and script not in files:
                report(f"the file {script} is not in the lab's folder", name)
        for need in task.get("needs", ()):
            if need == id:
                report(f"task {id} cannot need itself", "needs")
            elif None not in ids and need not in ids:
                report(f"task {need} does not exist", "needs")
        if id and id not in task.get("needs", ()) and id in needs_of(id, tasks):
            report(f"task {id} needs a task that itself waits for {id}", "needs")
    return problems


def needs_of(id: str, tasks: list[dict[str, Any]]) -> set[str]:
    """Every task that must be done before `id`, also through others."""
    direct = {task.get("id"): task.get("needs", ()) for task in tasks}
    found: set[str] = set()
    waiting = list(direct.get(id, ()))
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

"""hero.toml: what a course shows of itself on the first page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from labs.spec.definition import LabSpec
from lessons.document.page import Known
from lessons.document.schema import Hero, HeroMachine, Text
from lessons.format.cast import CastError, cast_read
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read
from virtlearn.core.toml_tables import TomlReader, TomlTable
from virtlearn.core.wording import shown

path = "hero.toml"
most = 60_000  # bytes of a recording: it comes with the first page's data


class MachineRow(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    command: str
    after: float = 0


class HeroFile(msgspec.Struct, frozen=True, kw_only=True):
    lab: str
    title: Text
    text: Text
    action: Text
    machines: tuple[MachineRow, ...]


def hero_read(
    text: str, files: Mapping[str, bytes], known: Known, labs: Mapping[str, LabSpec]
) -> tuple[Hero | None, list[Problem]]:
    """The hero, None where the course has none or a part of it is wrong; and what is wrong."""
    if not text:
        return None, []
    file, problems = toml_read(text, path)
    if problems:
        return None, problems
    reader = TomlReader(file)
    root = reader.root
    values: dict[str, Any] = root.fields(HeroFile, others={"machines"})
    for field in ("title", "text", "action"):
        if field in values:
            root.texts_check(values[field], known.languages, field)
    lab = labs.get(values.get("lab", ""))
    if lab is None and "lab" in values:
        root.report(f"lab: there is no lab `{shown(values['lab'])}`", "lab")
    rows = root.rows("machines", MachineRow)
    if not rows:
        root.report("machines: name one at least, with the `command` that is typed into it")
    names = {machine.name for machine in lab.machines} if lab else set()
    machines = [
        machine_of(row.table, row.values, names if lab else None, files)
        for row in rows
        if {"name", "command"} <= row.values.keys()
    ]
    if reader.problems:
        return None, reader.problems
    return Hero(**values, machines=tuple(machines)), []


def machine_of(
    table: TomlTable, values: dict[str, Any], names: set[str] | None, files: Mapping[str, bytes]
) -> HeroMachine:
    """One machine with its recording, `hero/NAME.cast`; "" where there is none."""
    name = values["name"]
    if names is not None and name not in names:
        table.report(f"name: the lab has no machine `{shown(name)}`", "name")
    content = files.get(f"hero/{name}.cast", b"")
    cast = content.decode(errors="replace")
    if len(content) > most:
        table.report(f"hero/{shown(name)}.cast is over {most:,} bytes: record less", "name")
    elif cast:
        try:
            cast_read(cast)
        except CastError as error:
            table.report(f"hero/{shown(name)}.cast: {error}", "name")
    return HeroMachine(**values, cast=cast)

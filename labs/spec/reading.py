"""Reads a TOML file table by table, and reports every mistake on its line. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any, get_type_hints

import msgspec

from virtlearn.core.problems import Problem
from virtlearn.core.toml import Key, TomlFile

Row = dict[str, Any]  # the fields of one table that are right


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

    def given(self, name: str, index: int) -> frozenset[str]:
        """The keys that are written in one table of an array, right or wrong."""
        data = self.file.data[name][index]
        return frozenset(data) if isinstance(data, dict) else frozenset()

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


def place(key: Key, name: str) -> str:
    """`("tasks", 1)`, `"check"` as a person says it: `tasks[2].check`, counted from 1."""
    text = ""
    for part in (*key, name):
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def plain(message: str) -> str:
    """A message of msgspec without its path, and with a slug's pattern in words."""
    message = re.sub(r" - at `\$.*?`$", "", message).replace(" | null`", "`")
    if "matching regex" in message:
        if "\\*" in message:
            return "write a measure's key: lower-case words joined by dots, .* last for a series"
        if "A-Z" in message:
            return "write the name of a file in the lab's folder, without a path"
        if "._-" in message:
            return "write a measure's key: lower-case words joined by dots"
        return "write lower-case letters, digits and hyphens, beginning with a letter"
    return message[:1].lower() + message[1:]

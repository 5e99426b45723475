"""TOML with line numbers: tomllib for the data, a scan of the keys for the place of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from virtlearn.core.problems import Problem

table_header = re.compile(r"^\s*(?P<open>\[\[?)(?P<name>[^\]]+)\]\]?\s*(#.*)?$")
key_value = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\"'-]+(\s*+\.\s*+[A-Za-z0-9_\"'-]+)*+)\s*+=")
# tomllib's time grows with the square of a dotted key's length.
long_key = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){30}")

Key = tuple[str | int, ...]


class TomlFile(msgspec.Struct, frozen=True):
    """The data of one file, and the line on which each key stands."""

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int]

    def line(self, *key: str | int) -> int:
        """The line of `key`, or of the nearest table around it; 1 where there is none."""
        for length in range(len(key), 0, -1):
            if (found := self.lines.get(key[:length])) is not None:
                return found
        return 1

    def problem(self, message: str, *key: str | int) -> Problem:
        return Problem(self.path, self.line(*key), message)


def toml_read(text: str, path: str) -> tuple[TomlFile, list[Problem]]:
    """Never raises: text that is no TOML gives an empty file and one problem."""
    if too_long := long_key.search(text):
        line = text.count("\n", 0, too_long.start()) + 1
        return TomlFile(path, {}, {}), [Problem(path, line, "a key has over 30 parts: shorten it")]
    try:
        data = tomllib.loads(text)
    # A plain ValueError is what a number of thousands of digits gives.
    except (ValueError, RecursionError) as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        return TomlFile(path, {}, {}), [Problem(path, line, f"this is not valid TOML: {reason}")]
    return TomlFile(path, data, key_lines(text)), []


def key_lines(text: str) -> dict[Key, int]:
    """Where each key and table begins. Good enough to point at; the data come from tomllib."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    inside = ""  # the quotes of a multi-line string that is still open
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if header := table_header.match(line):
            table = resolve(split_key(header["name"]), counts)
            if header["open"] == "[[":
                index = counts.get(table, 0)
                counts[table] = index + 1
                table = (*table, index)
            begin(lines, table, 1, number)
        elif found := key_value.match(line):
            names = split_key(found["key"])
            begin(lines, (*table, *names), len(table) + 1, number)
            rest = line[found.end() :]
            for quotes in ('"""', "'''"):
                if rest.count(quotes) % 2:
                    inside = quotes
    return lines


def begin(lines: dict[Key, int], key: Key, least: int, number: int) -> None:
    """Notes where `key` begins, and the tables around it, from `least` parts: `a.b = …` and
    `[a.b]` begin `a` too."""
    for length in range(least, len(key) + 1):
        lines.setdefault(key[:length], number)


def split_key(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def resolve(names: tuple[str, ...], counts: Mapping[Key, int]) -> Key:
    """A dotted name below an array of tables means that array's latest table."""
    key: Key = ()
    for position, name in enumerate(names):
        key = (*key, name)
        if position < len(names) - 1 and key in counts:
            key = (*key, counts[key] - 1)
    return key

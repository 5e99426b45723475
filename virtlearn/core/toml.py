"""TOML with line numbers: tomllib for the data, a scan of the keys for the place of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from virtlearn.core.problems import Problem

type_error = re.compile(r" - at `\$(?P<path>.*?)`$")
path_part = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
table_header = re.compile(r"^\s*(?P<open>\[\[?)(?P<name>[^\]]+)\]\]?\s*(#.*)?$")
key_value = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\"'-]+(\s*+\.\s*+[A-Za-z0-9_\"'-]+)*+)\s*+=")
# tomllib's time grows with the square of a dotted key's length.
long_key = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){30}")

T = TypeVar("T")
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


def toml_convert(file: TomlFile, kind: type[T]) -> tuple[T | None, list[Problem]]:
    """`file` as a msgspec Struct; a wrong type or key is a problem on its own line."""
    try:
        return msgspec.convert(file.data, kind), []
    except msgspec.ValidationError as error:
        message = str(error)
        key: list[str | int] = []
        if found := type_error.search(message):
            message = message[: found.start()]
            key.extend(
                part["key"] or (int(part["index"]) if part["index"] != "..." else "...")
                for part in path_part.finditer(found["path"])
            )
        if unknown := re.search(r"unknown field `(.*)`", message):
            key.append(unknown[1])
        name = ".".join(str(part) for part in key) or "the file"
        return None, [file.problem(f"{name}: {message[:1].lower()}{message[1:]}", *key)]


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
            lines.setdefault(table, number)
        elif found := key_value.match(line):
            names = split_key(found["key"])
            for length in range(1, len(names) + 1):  # `a.b = …` begins the table `a` too
                lines.setdefault((*table, *names[:length]), number)
            rest = line[found.end() :]
            for quotes in ('"""', "'''"):
                if rest.count(quotes) % 2:
                    inside = quotes
    return lines


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

"""Reads the values of wizard.toml one by one, and notes every one that is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lessons.wizard.model import Text, reserved
from virtlearn.core.problems import Problem
from virtlearn.core.toml import Key, TomlFile

slug = re.compile(r"[a-z][a-z0-9-]*")
measure = re.compile(r"[a-z][a-z0-9-]*/(?=.{1,64}\Z)[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*")


def shown(value: object) -> str:
    """`value` as a problem names it: short, whatever it is."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except ValueError:  # a whole number with more digits than Python writes
        text = "…"
    return text if len(text) <= 60 else f"{text[:59]}…"


class Notes:
    """The problems of one file. `broken` says that no model can be made of it."""

    def __init__(self, file: TomlFile, languages: Sequence[str]) -> None:
        self.file = file
        self.languages = tuple(languages)
        self.problems: list[Problem] = []
        self.broken = False

    def note(self, message: str, *key: str | int) -> None:
        """A mistake that a model can be made without."""
        self.problems.append(Problem(self.file.path, self.line(key), message))

    def fail(self, message: str, *key: str | int) -> None:
        """A mistake that leaves a hole in the model."""
        self.note(message, *key)
        self.broken = True

    def line(self, key: Key) -> int:
        """Where `key` stands. A table that dotted keys make has no line of its own: the first
        of them is its place."""
        inside = [
            line for found, line in self.file.lines.items() if found[: len(key)] == key and key
        ]
        return min(inside, default=0) or self.file.line(*key)


class Place:
    """A table of the file, with the key under which it stands."""

    def __init__(self, notes: Notes, table: Mapping[str, Any], key: Key = ()) -> None:
        self.notes = notes
        self.table = table
        self.key = key

    def note(self, message: str, *key: str | int) -> None:
        self.notes.note(message, *self.key, *key)

    def fail(self, message: str, *key: str | int) -> None:
        self.notes.fail(message, *self.key, *key)

    def only(self, *names: str) -> None:
        """Notes the keys that are none of `names`."""
        for name in self.table:
            if name not in names:
                self.note(f"“{name}” is unknown here; there may be {', '.join(names)}", name)

    def id(self) -> str:
        """Its `id`; something unlikely where there is no good one."""
        value = self.table.get("id")
        if value is None:
            self.fail('an id is missing; write id = "some-name"')
        elif not isinstance(value, str) or not slug.fullmatch(value):
            self.fail(
                f"“{shown(value)}” is no id; write lower-case letters, digits and hyphens,"
                " beginning with a letter",
                "id",
            )
        elif value in reserved:
            self.fail(f"“{value}” has a meaning of its own in the wizard; choose another id", "id")
        else:
            return value
        return f"?{self.key}"

    def text(self, name: str, *, wanted: bool = True) -> Text:
        """The text `name` by language. Empty where it may be left out and is."""
        value = self.table.get(name)
        first = self.notes.languages[0] if self.notes.languages else "en"
        if value is None:
            if wanted:
                self.note(f'{name} is missing; write {name}.{first} = "…"', name)
            return {}
        if not isinstance(value, Mapping):
            self.note(f'{name} must say its language; write {name}.{first} = "…"', name)
            return {}
        text: dict[str, str] = {}
        for language in self.notes.languages:
            if language not in value:
                self.note(f'{name} is missing in “{language}”; add {name}.{language} = "…"', name)
        for language, words in value.items():
            if self.notes.languages and language not in self.notes.languages:
                self.note(
                    f"{name} has a text in “{language}”, which is no language of the course"
                    f" ({', '.join(self.notes.languages)})",
                    name,
                    language,
                )
            elif not isinstance(words, str) or not words.strip():
                self.note(f'{name}.{language} must be a text in quotes: "…"', name, language)
            else:
                text[language] = words.strip()
        return text

    def names(self, name: str, *, wanted: bool = False) -> tuple[str, ...]:
        """A list of ids, as they stand there; who they are is checked later."""
        value = self.table.get(name)
        if value is None:
            if wanted:
                self.fail(f'{name} is missing; write {name} = ["…"]', name)
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fail(f'{name} must be a list of ids: {name} = ["…", "…"]', name)
            return ()
        if len(set(value)) < len(value):
            self.note(f"{name} names something twice", name)
        if wanted and not value:
            self.fail(f"{name} is empty; name at least one", name)
        return tuple(dict.fromkeys(value))

    def measure(self) -> str:
        """Its `measure`, "lab/key"; empty where it has none."""
        value = self.table.get("measure", "")
        if value == "" and "measure" not in self.table:
            return ""
        if isinstance(value, str) and measure.fullmatch(value):
            return value
        self.note(
            f"“{shown(value)}” is no measure; write a lab and the key that its check reports,"
            ' such as "start-up-race/launch.boot"',
            "measure",
        )
        return ""

    def whole(self, name: str, highest: int, default: int | None = None) -> int:
        """A whole number from 0 to `highest`."""
        value = self.table.get(name, default)
        if value is None:
            self.fail(f"{name} is missing; write {name} = 0 … {highest}", name)
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
            found = f'"{shown(value)}"' if isinstance(value, str) else shown(value)
            self.fail(
                f"{name} is {found}; it must be a whole number from 0 to {highest}",
                name,
            )
        else:
            return value
        return 0

    def list(self, name: str, *, wanted: bool = True) -> list[Place]:
        """The tables `[[name]]`."""
        value = self.table.get(name)
        header = ".".join([*(part for part in self.key if isinstance(part, str)), name])
        if value is None or value == []:
            if wanted:
                self.fail(f"there are no {name}; begin each with [[{header}]]")
            return []
        if not isinstance(value, list):
            self.fail(f"{name} must be a list of tables; begin each with [[{header}]]", name)
            return []
        places = []
        for index, table in enumerate(value):
            if isinstance(table, Mapping):
                places.append(Place(self.notes, table, (*self.key, name, index)))
            else:
                self.fail(f"{name} must be tables; begin each with [[{header}]]", name, index)
        return places

    def map(self, name: str) -> Mapping[str, Any]:
        """The table `name`, its values as they stand there; empty where it is left out."""
        value = self.table.get(name, {})
        if isinstance(value, Mapping):
            return value
        self.fail(f"{name} must be a table of keys and values", name)
        return {}

    def inner(self, *key: str) -> Place:
        """The table found by following `key`, empty where there is none."""
        table: Any = self.table
        for name in key:
            table = table.get(name, {}) if isinstance(table, Mapping) else {}
        return Place(self.notes, table if isinstance(table, Mapping) else {}, (*self.key, *key))

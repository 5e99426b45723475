"""Reads the fields that wizard.toml is made of: ids, texts by language, lists of ids, measures.

What is wrong is a problem of its line, and may leave a hole in the model: then none can be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import UNSET, Meta

from lessons.wizard.model import Text, reserved, top
from virtlearn.core.toml import Key, TomlFile
from virtlearn.core.toml_tables import TomlReader, TomlTable
from virtlearn.core.wording import slug_rule

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*\Z", description=slug_rule)]
Ids = tuple[str, ...]
SomeIds = Annotated[Ids, Meta(min_length=1, description="a list of one id or more in [ ]")]
Level = Annotated[int, Meta(ge=0, le=top)]
Measure = Annotated[
    str,
    Meta(
        pattern=(r"^[a-z][a-z0-9-]*/(?=.{1,64}\Z)[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*\Z"),
        description="a lab and the key that its check reports, as in `start-up-race/launch.boot`",
    ),
]
Section = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9-]*#[a-z][a-z0-9-]*\Z",
        description="a lesson and one of its headings, as in `performance-density#start`",
    ),
]


class Notes(TomlReader):
    """The problems of one file. `broken` says that no model can be made of it."""

    def __init__(self, file: TomlFile, languages: Sequence[str]) -> None:
        super().__init__(file)
        self.languages = tuple(languages)
        self.broken = False

    def fail(self, message: str, *key: str | int) -> None:
        """A mistake that leaves a hole in the model."""
        self.report(message, *key)
        self.broken = True


class Place(TomlTable):
    """A table of the file, whose fields are read one by one."""

    def __init__(self, notes: Notes, data: object, key: Key = ()) -> None:
        super().__init__(notes, data, key)
        self.notes = notes

    def fail(self, message: str, *key: str | int) -> None:
        self.notes.fail(message, *self.key, *key)

    def must(self, name: str, kind: Any, hole: Any, default: Any = UNSET) -> Any:
        """The field `name`; `hole`, and no model, where it is wrong or missing."""
        value = self.value(name, kind, default)
        if value is not UNSET:
            return value
        self.notes.broken = True
        return hole

    def id(self) -> str:
        """Its `id`; something unlikely where there is no good one."""
        hole = f"?{self.key}"
        value: str = self.must("id", Id, hole)
        if value in reserved:
            self.fail(f"`{value}` has a meaning of its own in the wizard: choose another id", "id")
            return hole
        return value

    def text(self, name: str, *, wanted: bool = True) -> Text:
        """The text `name` by language. Empty where it may be left out and is."""
        value = self.value(name, Mapping[str, Any], UNSET if wanted else {})
        if value is UNSET or name not in self.data:
            return {}
        texts = self.table(name)
        found: dict[str, str] = {}
        for language in value:
            words = texts.value(language, str)
            if words is not UNSET:
                found[language] = words.strip()
        # One that is no text was told already.
        told = dict.fromkeys(value.keys() - found.keys(), "?")
        self.texts_check({**found, **told}, self.notes.languages, name)
        known = self.notes.languages or found
        return {language: words for language, words in found.items() if words and language in known}

    def names(self, name: str, *, wanted: bool = False) -> tuple[str, ...]:
        """A list of ids, as they stand there; who they are is checked later."""
        value: Ids = self.must(name, SomeIds if wanted else Ids, (), UNSET if wanted else ())
        if len(set(value)) < len(value):
            self.report(f"{self.place(name)} names something twice: take one away", name)
        return tuple(dict.fromkeys(value))

    def measure(self) -> str:
        """Its `measure`, "lab/key"; empty where it has none."""
        value = self.value("measure", Measure, "")
        return "" if value is UNSET else value

    def section(self) -> str:
        """Its `section`, "lesson#heading"; empty where it has none."""
        value = self.value("section", Section, "")
        return "" if value is UNSET else value

    def level(self, name: str, default: Any = UNSET) -> int:
        """A score or a weight."""
        found: int = self.must(name, Level, 0, default)
        return found

    def places(self, name: str, *, wanted: bool = True) -> list[Place]:
        """The tables `[[name]]`; of another thing there is a hole."""
        tables = self.tables(name)
        if not tables and wanted:
            self.fail(f"there are no {name}: begin each with {self.header(name)}", name)
        if not all(table.is_table for table in tables):
            self.notes.broken = True
        return [Place(self.notes, table.data, table.key) for table in tables if table.is_table]

    def inner(self, *names: str) -> Place:
        """The table at the end of `names`, empty where there is none."""
        table = self.table(*names)
        if not table.is_table:
            self.notes.broken = True
        return Place(self.notes, table.data, table.key)

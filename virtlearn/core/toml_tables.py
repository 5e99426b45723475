"""Reads tables of TOML into typed fields; every wrong key, type and range is a problem of its line.

All files of a course are read by it: what a field may be is said once, by its type, and the
message follows from that. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, inspect

from virtlearn.core.problems import Problem
from virtlearn.core.toml import Key, TomlFile
from virtlearn.core.wording import instead, one_of, shown

Row = dict[str, Any]  # the fields of one table that are right


class TomlReader:
    """One file being read, and the problems found so far."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, message: str, *key: str | int) -> None:
        self.problems.append(self.file.problem(message, *key))

    @property
    def root(self) -> TomlTable:
        return TomlTable(self, self.file.data)


class TomlTable:
    """What stands under `key` in the file. Where that is no table, which has been reported, it
    counts as one without fields, and nothing is missing in it.
    """

    def __init__(self, reader: TomlReader, data: object, key: Key = ()) -> None:
        self.reader = reader
        self.is_table = isinstance(data, Mapping)
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self.key = key

    def report(self, message: str, *key: str | int) -> None:
        self.reader.report(message, *self.key, *key)

    def place(self, *key: str | int) -> str:
        return place(*self.key, *key)

    def keys_check(self, known: Collection[str]) -> None:
        """Reports the keys that are none of `known`."""
        for name in self.data:
            if name not in known:
                self.report(
                    f"unknown key `{shown(self.place(name))}`: {instead(name, known)}", name
                )

    def value(self, name: str, kind: Any, default: Any = UNSET) -> Any:
        """The field `name` as a `kind`. Where it is left out, `default`.

        UNSET, and a problem, where it is wrong, or is left out and has no default.
        """
        if name not in self.data:
            if default is UNSET and self.is_table:
                self.report(f"{self.place(name)} is missing: write `{name} = …`", name)
            return default
        if (inner := struct_inside(kind)) is not None:
            return self.structs(name, inner)
        try:
            return msgspec.convert(self.data[name], kind)
        except (msgspec.ValidationError, OverflowError):
            inside, value, part = wrong_part(self.data[name], kind)
            message = f"write {wanted(inspect.type_info(part))}, not {written(value)}"
            self.report(f"{shown(self.place(name, *inside))}: {message}", name, *inside)
            return UNSET

    def fields(self, kind: type[msgspec.Struct], others: Collection[str] = ()) -> Row:
        """The fields of a `kind` that are right, one by one, since msgspec stops at the first
        mistake. `others` are fields that the caller reads.
        """
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        self.keys_check(fields)
        values: Row = {}
        for name, field in fields.items():
            if name in others or (name not in self.data and not field.required):
                continue
            value = self.value(name, field.type)
            if value is not UNSET:
                values[name] = value
        return values

    def table(self, *names: str) -> TomlTable:
        """The table at the end of `names`; an empty one where there is none, and a problem where
        something else stands there.
        """
        found: TomlTable = self
        for name in names:
            table = TomlTable(self.reader, found.data.get(name, {}), (*found.key, name))
            if not table.is_table:
                table.report(f"{shown(table.place())}: write a table, with a line for each key")
            found = table
        return found

    def header(self, name: str) -> str:
        """How a table of the array `name` begins."""
        return f"[[{'.'.join([*(part for part in self.key if isinstance(part, str)), name])}]]"

    def tables(self, name: str) -> list[TomlTable]:
        """The array of tables `name`: as many as there are in the file, so that positions agree;
        one that is no table is empty, and a problem.
        """
        message = f"write it as {self.header(name)}, once for each"
        found = self.data.get(name, [])
        if not isinstance(found, list):
            self.report(f"{self.place(name)}: {message}", name)
            return []
        tables = [
            TomlTable(self.reader, data, (*self.key, name, index))
            for index, data in enumerate(found)
        ]
        for table in tables:
            if not table.is_table:
                table.report(f"{table.place()}: {message}")
        return tables

    def rows(self, name: str, kind: type[msgspec.Struct]) -> list[Entry]:
        """The array of tables `name`, each a `kind`."""
        return [Entry(table, table.fields(kind)) for table in self.tables(name)]

    def structs(self, name: str, kind: type[msgspec.Struct]) -> Any:
        """The array of tables `name` as structs; UNSET where there is a problem in one."""
        before = len(self.reader.problems)
        rows = self.rows(name, kind)
        if len(self.reader.problems) > before:
            return UNSET
        return tuple(kind(**row.values) for row in rows)

    def languages_check(
        self, texts: Iterable[str], languages: Collection[str], *key: str | int
    ) -> None:
        """Reports each of `languages` in which `key` has no text, and each text of another one;
        `texts` are the languages of those that are there.
        """
        there = list(texts)
        for language in languages:
            if language not in there:
                message = f"{self.place(*key)} has no text in `{language}`"
                self.report(f"{message}: write `{key[-1]}.{language} = …`", *key, language)
        for language in there:
            if languages and language not in languages:
                message = f"`{shown(language)}` is not among the languages of course.toml"
                self.report(f"{self.place(*key)}: {message}", *key, language)

    def texts_check(
        self, texts: Mapping[str, str], languages: Collection[str], *key: str | int
    ) -> None:
        """`languages_check` of texts of which none may be empty."""
        there = [each for each, text in texts.items() if text.strip() or each not in languages]
        self.languages_check(there, languages, *key)


class Entry(NamedTuple):
    """One table of an array, and those of its fields that are right."""

    table: TomlTable
    values: Row


def place(*key: str | int) -> str:
    """`("tasks", 1, "check")` as a person says it: `tasks[2].check`, counted from 1."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key)
    return text.lstrip(".")


def wrong_part(value: object, kind: Any) -> tuple[Key, object, Any]:
    """The innermost part of `value` that is not of its `kind`: its key, itself, and its kind."""
    for option in options(kind):
        inner = get_args(option)
        parts: Iterable[tuple[str | int, object]] = ()
        if get_origin(option) is Mapping and isinstance(value, Mapping):
            parts, of = value.items(), inner[1]
        elif get_origin(option) is tuple and inner[-1] is ... and isinstance(value, list):
            parts, of = enumerate(value), inner[0]
        for key, part in parts:
            if not fits(part, of):
                inside, wrong, its_kind = wrong_part(part, of)
                return (key, *inside), wrong, its_kind
    return (), value, kind


def fits(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except (msgspec.ValidationError, OverflowError):
        return False
    return True


def struct_inside(kind: Any) -> type[msgspec.Struct] | None:
    """The struct of which `kind` is a tuple of any length, if it is one."""
    inner = get_args(kind)
    if get_origin(kind) is tuple and inner[-1] is ... and hasattr(inner[0], "__struct_fields__"):
        found: type[msgspec.Struct] = inner[0]
        return found
    return None


def options(kind: Any) -> list[Any]:
    """What `kind` may be: the members of a union, each without its annotations."""
    if get_origin(kind) is Annotated:
        return options(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [option for member in get_args(kind) for option in options(member)]
    return [kind]


nouns = {
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.StrType: "a text in quotes",
    inspect.VarTupleType: "a list in [ ]",
}
units = {inspect.StrType: " characters", inspect.VarTupleType: " parts"}


def wanted(kind: inspect.Type) -> str:
    """What an author has to write where a `kind` is wanted."""
    if isinstance(kind, inspect.Metadata):
        return (kind.extra_json_schema or {}).get("description") or wanted(kind.type)
    if isinstance(kind, inspect.UnionType):
        types = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        return " or ".join(wanted(each) for each in types)
    if isinstance(kind, inspect.LiteralType):
        return one_of(str(value) for value in kind.values if value != "")
    if isinstance(kind, inspect.DictType) and isinstance(kind.value_type, inspect.StrType):
        return "a text for each language"
    if isinstance(kind, inspect.TupleType):
        return f"a list of {len(kind.item_types)} in [ ]"
    return nouns.get(type(kind), "a table, with a line for each key") + bounds(kind)


def bounds(kind: inspect.Type) -> str:
    """` from 1 to 9`, as far as there are limits."""
    least, most = (
        next((found for name in names if (found := getattr(kind, name, None)) is not None), None)
        for names in (("ge", "min_length"), ("le", "max_length"))
    )
    unit = units.get(type(kind), "")
    if least is not None and most is not None:
        return f" from {least} to {most}{unit}"
    if least is not None:
        return f" of {least}{unit} or more"
    return "" if most is None else f" of at most {most}{unit}"


def written(value: object) -> str:
    """`value` as a message can name it: short, whatever it is."""
    if isinstance(value, str):
        return f"`{shown(value)}`" if value else "an empty text"
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list" if value else "an empty list"
    if not isinstance(value, bool | int | float):
        return "a date or a time"
    try:
        return shown(str(value).lower())
    except ValueError:  # a whole number with more digits than Python writes
        return "a number as long as this"

"""Fields of a TOML table into a struct, one by one, so that every wrong one is reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lessons.format.wording import instead, shown
from virtlearn.core.problems import Problem
from virtlearn.core.toml import Key, TomlFile

kind_words = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "str | object": "a text for each language",
}
expected = re.compile(r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`(?P<where> - at `.*`)?")


def fields_read(
    file: TomlFile, data: object, key: Key, kind: type[msgspec.Struct]
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a `kind` that are right in the table `data`, which stands in `file` under
    `key`, and a problem for every other.
    """
    name = ".".join(str(part) for part in key)
    if not isinstance(data, Mapping):
        return {}, [file.problem(f"{name}: write a table, with a line for each key", *key)]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for found in data:
        if found not in fields:
            message = f"unknown key `{shown(found)}`: {instead(found, fields)}"
            problems.append(file.problem(message, *key, found))
    for field_name, field in fields.items():
        if field_name in data:
            try:
                values[field_name] = msgspec.convert(data[field_name], field.type)
            except (msgspec.ValidationError, OverflowError) as error:
                message = f"{field_name}: {in_words(str(error))}"
                place = wrong_place(data[field_name])
                problems.append(file.problem(message, *key, field_name, *place))
        elif field.required:
            message = f"`{field_name}` is missing: write `{field_name} = …`"
            problems.append(file.problem(message, *key))
    return values, problems


def wrong_place(value: object) -> Key:
    """Where in a text by language the value stands that is no text."""
    if isinstance(value, Mapping):
        return next(((key,) for key, text in value.items() if not isinstance(text, str)), ())
    return ()


def texts_check(
    file: TomlFile, key: Key, texts: Mapping[str, str], languages: tuple[str, ...]
) -> list[Problem]:
    """Problems of a text by language: one is missing, empty, or of a language unknown here."""
    problems = []
    name = str(key[-1])
    for language in languages:
        if not texts.get(language, "").strip():
            message = f"{name} has no text in `{language}`: write `{language} = …`"
            problems.append(file.problem(message, *key, language))
    for language in texts:
        if language not in languages:
            message = f"{name}: `{shown(language)}` is not among the languages of course.toml"
            problems.append(file.problem(message, *key, language))
    return problems


def in_words(error: str) -> str:
    """msgspec's message in words that an author of a course knows."""
    if not (found := expected.match(error)):
        return error[:1].lower() + error[1:]
    want = kind_words.get(found["want"], found["want"])
    got = kind_words.get(found["got"], found["got"])
    where = " in it" if found["where"] and found["where"].count("[") else ""
    return f"write {want}{where}, not {got}"

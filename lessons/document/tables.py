"""The toml files of a course: what it is called, its glossary, its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec

from lessons.document.schema import Source, Term, Text
from lessons.document.units import symbols
from virtlearn.core.problems import Problem
from virtlearn.core.toml import toml_read
from virtlearn.core.toml_tables import TomlReader, TomlTable
from virtlearn.core.wording import shown, slug_is, slug_rule

language_shape = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?\Z", re.IGNORECASE)


class CourseFile(msgspec.Struct, frozen=True, kw_only=True):
    """course.toml."""

    slug: str
    languages: tuple[str, ...]
    license: str
    authors: tuple[str, ...]
    title: Text
    summary: Text
    claims: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0
    units: Mapping[str, Text] = {}
    measures: Mapping[str, Text] = {}


def course_file_read(text: str, path: str) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of `CourseFile` that are right, and the problems of the others."""
    file, problems = toml_read(text, path)
    if problems:
        return {}, problems
    reader = TomlReader(file)
    root = reader.root
    values = root.fields(CourseFile)
    if "slug" in values and not slug_is(values["slug"]):
        root.report(f"slug: `{shown(values['slug'])}` is none: write {slug_rule}", "slug")
        del values["slug"]
    if "languages" in values:
        languages = languages_read(root, values.pop("languages"))
        if languages:
            values["languages"] = languages
    for key in ("title", "summary"):
        if key in values and "languages" in values:
            root.texts_check(values[key], values["languages"], key)
    units_check(root, values.get("units", {}), values.get("languages", ()))
    for key, texts in values.get("measures", {}).items():
        root.texts_check(texts, values.get("languages", ()), "measures", key)
    if "license" in values and not values["license"].strip():
        root.report("license: name one, as in `CC-BY-SA-4.0`", "license")
    if "authors" in values and not any(name.strip() for name in values["authors"]):
        root.report("authors: name one at least", "authors")
    return values, reader.problems


def units_check(root: TomlTable, units: Mapping[str, Text], languages: tuple[str, ...]) -> None:
    for unit, texts in units.items():
        root.texts_check(texts, languages, "units", unit)
        if unit in symbols:
            message = f"units: `{shown(unit)}` is written so in every language: take it away"
            root.report(message, "units", unit)


def languages_read(root: TomlTable, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that are right, each once."""
    right = tuple(dict.fromkeys(code for code in codes if language_shape.match(code)))
    for code in codes:
        if code not in right:
            message = f"`{shown(code)}` is no code of a language: write one like `en`"
            root.report(f"languages: {message}", "languages")
    if not codes:
        root.report('languages: name one at least, as in ["en"]', "languages")
    return right


def glossary_read(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[dict[str, Term], list[Problem]]:
    """The terms that are right, by key."""
    file, problems = toml_read(text, path)
    reader = TomlReader(file)
    terms: dict[str, Term] = {}
    for key, table in entries(reader):
        values = table.fields(Term)
        for field in ("term", "definition"):
            if field in values:
                table.texts_check(values[field], languages, field)
        # A term that lacks a translation is kept, so that links to it are no second problem.
        empty: dict[str, Any] = {"term": {}, "definition": {}}
        terms[key] = Term(**{**empty, **values})
    return terms, problems + reader.problems


def sources_read(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[dict[str, Source], list[Problem]]:
    """The sources, by key; what was wrong in one is empty."""
    file, problems = toml_read(text, path)
    reader = TomlReader(file)
    sources: dict[str, Source] = {}
    for key, table in entries(reader):
        values = table.fields(Source)
        source_check(table, values, languages)
        empty = {"title": "", "authors": (), "year": 0, "taken": {}}
        sources[key] = Source(**{**empty, **values})
    return sources, problems + reader.problems


def entries(reader: TomlReader) -> Iterator[tuple[str, TomlTable]]:
    """The tables of a file in which each key is one of the course's."""
    root = reader.root
    for key in root.data:
        if not slug_is(key):
            root.report(f"`{shown(key)}` is no key: write {slug_rule}", key)
        yield key, root.table(key)


def source_check(table: TomlTable, values: Mapping[str, Any], languages: tuple[str, ...]) -> None:
    if "taken" in values:
        table.texts_check(values["taken"], languages, "taken")
    where = values.get("where", {})
    if isinstance(where, str):
        lines = " and ".join(f"`where.{language} = …`" for language in languages)
        table.report(f"where: write {lines}", "where")
    elif where:
        table.texts_check(where, languages, "where")
    for figure, place in values.get("figures", {}).items():
        table.texts_check(place, languages, "figures", figure)
        if not re.search(r"\d", figure):
            message = f"figures: `{shown(figure)}` is none: write the number with its unit"
            table.report(message, "figures")
    url = values.get("url", "")
    if url and not re.match(r"https://[^\s\"'<>\\/?#@]+\.[^\s\"'<>\\]*\Z", url):
        table.report("url: write an address that begins with https://", "url")
    if "year" in values and not 1500 <= values["year"] <= 2100:
        table.report("year: write one with four digits", "year")
    if "title" in values and not values["title"].strip():
        table.report("title: write what the source is called", "title")
    if "authors" in values and not any(name.strip() for name in values["authors"]):
        table.report("authors: name the persons, or the body", "authors")

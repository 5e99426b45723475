"""The toml files of a course: what it is called, its glossary, its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from lessons.document.fields import fields_read, texts_check
from lessons.document.schema import Source, Term, Text
from lessons.document.units import symbols
from lessons.format.wording import shown, slug_is, slug_rule
from virtlearn.core.problems import Problem
from virtlearn.core.toml import TomlFile, toml_read

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


def course_file_read(text: str, path: str) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of `CourseFile` that are right, and the problems of the others."""
    file, problems = toml_read(text, path)
    if problems:
        return {}, problems
    values, found = fields_read(file, file.data, (), CourseFile)
    problems += found
    if "slug" in values and not slug_is(values["slug"]):
        message = f"slug: `{shown(values['slug'])}` is none: write {slug_rule}"
        problems.append(file.problem(message, "slug"))
        del values["slug"]
    if "languages" in values:
        languages, found = languages_check(file, values.pop("languages"))
        problems += found
        if languages:
            values["languages"] = languages
    for key in ("title", "summary"):
        if key in values and "languages" in values:
            problems += texts_check(file, (key,), values[key], values["languages"])
    problems += units_check(file, values.get("units", {}), values.get("languages", ()))
    if "license" in values and not values["license"].strip():
        problems.append(file.problem("license: name one, as in `CC-BY-SA-4.0`", "license"))
    if "authors" in values and not any(name.strip() for name in values["authors"]):
        problems.append(file.problem("authors: name one at least", "authors"))
    return values, problems


def units_check(
    file: TomlFile, units: Mapping[str, Text], languages: tuple[str, ...]
) -> list[Problem]:
    problems = []
    for unit, texts in units.items():
        problems += texts_check(file, ("units", unit), texts, languages)
        if unit in symbols:
            message = f"units: `{shown(unit)}` is written so in every language: take it away"
            problems.append(file.problem(message, "units", unit))
    return problems


def languages_check(
    file: TomlFile, codes: tuple[str, ...]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The codes that are right, each once."""
    right = tuple(dict.fromkeys(code for code in codes if language_shape.match(code)))
    messages = [
        f"languages: `{shown(code)}` is no code of a language: write one like `en`"
        for code in codes
        if code not in right
    ]
    if not codes:
        messages.append('languages: name one at least, as in ["en"]')
    return right, [file.problem(message, "languages") for message in messages]


def glossary_read(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[dict[str, Term], list[Problem]]:
    """The terms that are right, by key."""
    file, problems = toml_read(text, path)
    terms: dict[str, Term] = {}
    for key, data in file.data.items():
        values, found = fields_read(file, data, (key,), Term)
        found += key_check(file, key)
        for field, texts in values.items():
            found += texts_check(file, (key, field), texts, languages)
        problems += found
        # A term that lacks a translation is kept, so that links to it are no second problem.
        terms[key] = Term(term=values.get("term", {}), definition=values.get("definition", {}))
    return terms, problems


def sources_read(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[dict[str, Source], list[Problem]]:
    """The sources, by key; what was wrong in one is empty."""
    file, problems = toml_read(text, path)
    sources: dict[str, Source] = {}
    for key, data in file.data.items():
        values, found = fields_read(file, data, (key,), Source)
        found += key_check(file, key)
        found += source_check(file, key, values, languages)
        problems += found
        empty = {"title": "", "authors": (), "year": 0, "taken": {}}
        sources[key] = Source(**{**empty, **values})
    return sources, problems


def source_check(
    file: TomlFile, key: str, values: Mapping[str, Any], languages: tuple[str, ...]
) -> list[Problem]:
    problems: list[Problem] = []
    if "taken" in values:
        problems += texts_check(file, (key, "taken"), values["taken"], languages)
    where = values.get("where", {})
    if isinstance(where, str):
        lines = " and ".join(f"`where.{language} = …`" for language in languages)
        problems.append(file.problem(f"where: write {lines}", key, "where"))
    elif where:
        problems += texts_check(file, (key, "where"), where, languages)
    for figure, place in values.get("figures", {}).items():
        problems += texts_check(file, (key, "figures", figure), place, languages)
        if not re.search(r"\d", figure):
            message = f"figures: `{shown(figure)}` is none: write the number with its unit"
            problems.append(file.problem(message, key, "figures"))
    url = values.get("url", "")
    if url and not re.match(r"https://[^\s\"'<>\\/?#@]+\.[^\s\"'<>\\]*\Z", url):
        problems.append(file.problem("url: write an address that begins with https://", key, "url"))
    if "year" in values and not 1500 <= values["year"] <= 2100:
        problems.append(file.problem("year: write one with four digits", key, "year"))
    if "title" in values and not values["title"].strip():
        problems.append(file.problem("title: write what the source is called", key, "title"))
    if "authors" in values and not any(name.strip() for name in values["authors"]):
        problems.append(file.problem("authors: name the persons, or the body", key, "authors"))
    return problems


def key_check(file: TomlFile, key: str) -> list[Problem]:
    if slug_is(key):
        return []
    return [file.problem(f"`{shown(key)}` is no key: write {slug_rule}", key)]

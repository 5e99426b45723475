"""answers.toml: what a search answers at once where somebody types one of the questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessons.document.links import course_address
from lessons.document.page import Known, Page
from lessons.document.schema import Answer
from lessons.document.tables import entries
from virtlearn.core.toml import toml_read
from virtlearn.core.toml_tables import TomlReader, TomlTable
from virtlearn.core.wording import shown

path = "answers.toml"
schemes = {"lesson", "lab", "wizard"}


def answers_read(text: str, known: Known) -> tuple[Mapping[str, Answer], Page]:
    """The answers that are right, by key. The page has what is wrong, and the sections to which
    they lead."""
    file, problems = toml_read(text, path)
    reader = TomlReader(file)
    page = Page(path=path, slug="", language=known.languages[0], known=known)
    answers: dict[str, Answer] = {}
    for key, table in entries(reader):
        values = table.fields(Answer)
        for field in ("title", "text"):
            if field in values:
                table.texts_check(values[field], known.languages, field)
        if "asked" in values and not values["asked"]:
            table.report('asked: write what is typed, as in ["docker vs vm"]', "asked")
        links = tuple(
            address
            for number, link in enumerate(values.get("links", ()))
            if (address := address_of(link, table, number, page))
        )
        empty: dict[str, Any] = {"asked": (), "title": {}, "text": {}}
        answers[key] = Answer(**{**empty, **values, "links": links})
    page.problems += problems + reader.problems
    return answers, page


def address_of(link: str, table: TomlTable, number: int, page: Page) -> str:
    """`lesson/slug#section`, `lab/slug` or `wizard`, as `lessons.publishing.links` resolves it; ""
    with a problem where it leads nowhere."""
    scheme, colon, rest = link.partition(":")
    line = table.reader.file.problem("", *table.key, "links", number).line
    if not colon or scheme not in schemes:
        message = f"`{shown(link)}` is no link: write lesson:slug, lab:slug or wizard:"
        page.problem(line, message)
        return ""
    return course_address(scheme, rest, page, line).removeprefix("course:")

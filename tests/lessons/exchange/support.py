"""Imports read as a lesson's file is: blocks compiled by the course's own compiler."""

from __future__ import annotations

import html
import re

from lessons.document.library import course_compile
from lessons.document.schema import QuestionPart
from lessons.document.source import CourseSource
from lessons.exchange.gift.write import gift_write
from lessons.exchange.imports import questions_import
from lessons.exchange.proof import course_file, head
from lessons.exchange.result import Imported
from lessons.quizzes.registry import Question

lesson = "lessons/01-page/lesson.en.md"


def imported(source: str | bytes, name: str = "") -> Imported:
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return questions_import(data, name)


def compiled(found: Imported) -> list[Question]:
    """The questions that a lesson with these blocks has; it has no problem."""
    text = head + "\n".join(block.text() for block in found.blocks)
    files = {f"lessons/01-page/{name}": data for name, data in found.files.items()}
    course = {"course.toml": course_file, lesson: text.encode(), **files}
    made = course_compile(CourseSource(course), kinds=())
    assert made.problems == ()
    parts = made.lessons["page", "en"].parts
    return [part.question for part in parts if isinstance(part, QuestionPart)]


def only(source: str | bytes, name: str = "") -> Question:
    """The one question of a file of which nothing is left."""
    found = imported(source, name)
    assert found.left == []
    (question,) = compiled(found)
    return question


def notes(source: str | bytes, name: str = "") -> list[str]:
    return [note for each in imported(source, name).results for note in each.notes]


def reasons(source: str | bytes, name: str = "") -> list[str]:
    return [each.reason for each in imported(source, name).left]


def gift_text(name: str, questions: list[tuple[str, Question]]) -> str:
    return gift_write(name, questions)[0]


def plain(text: str) -> str:
    """What a reader sees of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())

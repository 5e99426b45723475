"""`manage.py course quizzes export|import`: questions to and from other systems."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

import msgspec

from lessons.document.library import Compiled, course_compile
from lessons.document.schema import QuestionPart
from lessons.document.source import course_read
from lessons.exchange.block import ImportFault
from lessons.exchange.exports import forms, questions_export
from lessons.exchange.imports import questions_import
from lessons.exchange.losses import Form
from lessons.quizzes.registry import Question

__all__ = ["ImportFault", "Said", "arguments_add", "export", "importing"]

file_most = 100_000_000  # bytes


class Said(msgspec.Struct):
    """What goes to standard output, and what is said besides."""

    printed: list[str] = []
    notes: list[str] = []


def arguments_add(parser: ArgumentParser) -> None:
    parser.add_argument("way", choices=["export", "import"])
    parser.add_argument(
        "path", type=Path, help="a course folder; for import a file or a package of questions"
    )
    parser.add_argument("--format", dest="form", choices=forms, default="gift")
    parser.add_argument("--language", default="", help="the source language without it")
    parser.add_argument("--output", type=Path, help="a file; needed for qti, which is a zip")


def questions_of(compiled: Compiled, language: str) -> list[tuple[str, Question]]:
    """Names (lesson and id) and questions, in the order of the course."""
    heads = compiled.course.lessons if compiled.course else ()
    found: Mapping[tuple[str, str], object] = compiled.lessons
    return [
        (f"{head.slug}.{part.question.id}", part.question)
        for head in heads
        if (head.slug, language) in found
        for part in compiled.lessons[head.slug, language].parts
        if isinstance(part, QuestionPart)
    ]


def export(path: Path, form: Form, language: str, output: Path | None) -> Said:
    """Writes a folder's questions. ImportFault where there are none."""
    compiled = course_compile(course_read(path))
    if compiled.course is None or compiled.problems:
        raise ImportFault("course_problems", f"{path} has problems: manage.py course check {path}")
    language = language or compiled.course.languages[0]
    questions = questions_of(compiled, language)
    if not questions:
        raise ImportFault("no_questions", f"{path} has no question in {language}")
    name = f"{compiled.course.slug}-{language}"
    found = questions_export(form, name, questions, compiled.assets)
    notes = [f"{each} has no form in {found.name}" for each in found.left]
    if output is None:
        if found.ending.endswith("zip"):
            said = f"a package of {found.name} is a zip: give --output FILE.zip"
            raise ImportFault("needs_output", said)
        return Said(printed=[found.data.decode()], notes=notes)
    output.write_bytes(found.data)
    return Said(notes=[f"{output}: {len(questions) - len(found.left)} questions", *notes])


def importing(path: Path, output: Path | None) -> Said:
    """Prints blocks for a lesson's file, or writes them. ImportFault where it can't be read."""
    if not path.is_file():
        raise ImportFault("no_file", f"{path} is no file")
    if path.stat().st_size > file_most:
        raise ImportFault("too_large", f"{path} is too large")
    found = questions_import(path.read_bytes(), path.name)
    text = "\n".join(block.text() for block in found.blocks)
    notes = [found.summary, *found.lines()]
    if output is None:
        told = [f"{name} goes with it: --output FILE.md writes both" for name in found.files]
        return Said(printed=[text], notes=notes + told)
    figures_write(output.parent, found.files)
    output.write_text(text, "utf-8")
    notes += [f"{output.parent / name}: a picture" for name in found.files]
    return Said(notes=[f"{output}: {found.summary}", *notes[1:]])


def figures_write(folder: Path, figures: Mapping[str, bytes]) -> None:
    """Writes pictures beside a file; one of another content that is there already stays."""
    for name, data in figures.items():
        path = folder / name
        if path.exists() and path.read_bytes() != data:
            raise ImportFault("needs_output", f"{path} is another picture: write elsewhere")
        path.write_bytes(data)

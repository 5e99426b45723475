"""Imported blocks held against the rules of a course: what `course check` would not take is left,
with what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from lessons.document.library import course_compile
from lessons.document.source import CourseSource
from lessons.exchange.result import Result
from lessons.quizzes.imported import ImportedBlock

page_bytes = 90_000  # below the limit of a lesson
page_blocks = 25
rounds = 3  # what is left away can't make another block wrong, but for ids
course_file = b"""slug = "imported"
languages = ["en"]
license = "CC-BY-SA-4.0"
authors = ["x"]
[title]
en = "x"
[summary]
en = "x"
"""
head = """---
title: x
summary: x
objectives:
  - apply: x
minutes: 5
---
## Questions

"""


def proved(results: Sequence[Result]) -> list[Result]:
    """`results`, of which none that is taken has a problem."""
    found = list(results)
    for _ in range(rounds):
        faults = problems_of(found)
        for at, said in faults.items():
            found[at] = msgspec.structs.replace(found[at], block=None, reason=said)
        if not faults:
            return found
    return [
        msgspec.structs.replace(each, block=None, reason="it does not stand beside the others")
        if each.block
        else each
        for each in found
    ]


def problems_of(results: Sequence[Result]) -> dict[int, str]:
    """By the place of a result, the first problem of its block."""
    files: dict[str, bytes] = {"course.toml": course_file}
    lines: dict[tuple[str, int], int] = {}
    faults: dict[int, str] = {}
    for number, page in enumerate(pages(results), 1):
        folder = f"lessons/{number:03d}-p{number}"
        path, text = f"{folder}/lesson.en.md", head
        for at, block in page:
            first = text.count("\n") + 1
            text += f"{block.text()}\n"
            for line in range(first, text.count("\n") + 1):
                lines[path, line] = at
            for name, content in block.files.items():
                files[f"{folder}/{name}"] = content
                lines[f"{folder}/{name}", 1] = at
        files[path] = text.encode("utf-8", "replace")
    for problem in course_compile(CourseSource(files), kinds=()).problems:
        at_place = lines.get((problem.path, problem.line), lines.get((problem.path, 1)))
        if at_place is not None:
            faults.setdefault(at_place, problem.message)
    return faults


def pages(results: Sequence[Result]) -> Iterator[list[tuple[int, ImportedBlock]]]:
    """Those with a block, and their places, as many as one lesson holds."""
    page: list[tuple[int, ImportedBlock]] = []
    size = 0
    for at, each in enumerate(results):
        if each.block is None:
            continue
        length = len(each.block.text().encode("utf-8", "replace"))
        if page and (len(page) == page_blocks or size + length > page_bytes):
            yield page
            page, size = [], 0
        page.append((at, each.block))
        size += length
    if page:
        yield page

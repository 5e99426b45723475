"""One file of a lesson or a lab's guide, read: the parts of its page, and what has to be compared.

A draft is what parsing gives and validation looks at; pages get `schema.Lesson` and `schema.Guide`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec

from labs.spec.figure import Drawing
from lessons.document.cover import cover_of
from lessons.document.page import Page, text_of
from lessons.document.schema import (
    Claim,
    Guide,
    Html,
    Lesson,
    Objective,
    Part,
    QuestionPart,
    TaskPart,
)
from lessons.quizzes import registry
from lessons.quizzes.registry import Question

word = re.compile(r"\w+(?:[’'.-]\w+)*")
# What is looked at or looked up rather than read.
not_read = re.compile(
    r'<span role="tooltip".*?</span>|<pre.*?</pre>|<svg.*?</svg>|<a class="anchor".*?</a>',
    re.DOTALL,
)


class Head(msgspec.Struct, kw_only=True):
    """The front matter; what was missing or wrong is empty."""

    title: str = ""
    summary: str = ""
    objectives: tuple[Objective, ...] = ()
    minutes: int = 0
    checked: date | None = None
    prerequisites: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    lines: dict[str, int] = {}

    def line(self, key: str) -> int:
        return self.lines.get(key, 1)


class Entry(msgspec.Struct, frozen=True):
    """A block in its place; `kind` and `id` must be the same in every language."""

    kind: str
    id: str
    line: int
    question: Question | None = None
    detail: str = ""  # what else must agree, separated by "; ": a claim's verdict, its lab


class Draft(msgspec.Struct, kw_only=True):
    sort: Literal["lesson", "guide"]
    page: Page
    head: Head
    parts: list[tuple[int, Part]] = []  # with the line on which each begins
    entries: list[Entry] = []
    claims: list[tuple[Claim, int]] = []  # with their lines
    figure: Drawing | None = None  # of a guide whose lab keeps one in sight
    length: int = 1  # lines of the file

    def questions(self, *, pooled: bool = False) -> dict[str, float]:
        """Id → points of the questions in their order: of those in pools, or of the others."""
        return {
            entry.question.id: float(entry.question.points)
            for entry in self.entries
            if entry.question is not None and bool(entry.question.pool) is pooled
        }

    def lesson(self, parts: tuple[Part, ...]) -> Lesson:
        """The lesson with these parts."""
        read = [part.html for part in parts if isinstance(part, Html)]
        read += [part.question.prompt for part in parts if isinstance(part, QuestionPart)]
        return Lesson(
            slug=self.page.slug,
            language=self.page.language,
            title=self.head.title or self.page.slug,
            summary=self.head.summary,
            objectives=self.head.objectives,
            parts=parts,
            headings=tuple(heading for heading, _ in self.page.headings if heading.level in {2, 3}),
            sources=tuple(self.page.sources),
            claims=tuple(claim for claim, _ in self.claims),
            cover=cover_of(self.page.folder, self.page.known.files),
            words=sum(len(word.findall(text_of(not_read.sub("", html)))) for html in read),
        )

    def guide(self, parts: tuple[Part, ...]) -> Guide:
        """The guide with these parts."""
        return Guide(
            slug=self.page.slug,
            language=self.page.language,
            title=self.head.title or self.page.slug,
            summary=self.head.summary,
            parts=parts,
            figure=self.figure,
        )

    def tasks(self) -> dict[str, int]:
        """Id → line of the tasks, in their order."""
        lines = {entry.id: entry.line for entry in self.entries if entry.kind == "task"}
        return {part.task: lines[part.task] for _, part in self.parts if isinstance(part, TaskPart)}


def ids_take(source: Draft, draft: Draft) -> None:
    """Gives the questions of a translation the ids of the source language's choices."""
    questions = {entry.id: entry.question for entry in source.entries if entry.question}
    for at, (line, part) in enumerate(draft.parts):
        if isinstance(part, QuestionPart) and (original := questions.get(part.question.id)):
            question = registry.ids_from(original, part.question)
            draft.parts[at] = (line, QuestionPart(question=question))

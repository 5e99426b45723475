"""Blocks and a context for the parsers of questions."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TypeVar

from lessons.document.svg import svg_read
from lessons.format.block import Block, Figure
from lessons.quizzes import registry
from lessons.quizzes.registry import Question

no_files: Mapping[str, bytes] = {}
Q = TypeVar("Q")


class Notes:
    """A `Context` that escapes instead of rendering, and keeps what it was told."""

    lesson = "lesson"
    language = "en"

    def __init__(self, files: Mapping[str, bytes] = no_files) -> None:
        self.problems: list[tuple[int, str]] = []
        self.files = files  # figures by their names

    def html(self, markdown: str, line: int) -> str:
        return f"<p>{html.escape(markdown)}</p>"

    def inline(self, markdown: str, line: int) -> str:
        return html.escape(markdown)

    def figure(self, markdown: str, line: int) -> Figure | None:
        """A figure with parts `a`, `b` and `c`; a problem for what is no image at all."""
        if "](" not in markdown:
            self.problem(line, "this is no figure")
            return None
        name = markdown.rpartition("](")[2].rstrip(")")
        if name in self.files:
            svg = svg_read(self.files[name])
            self.problems += svg.problems
            words = html.escape(markdown.partition("](")[0].removeprefix("!["))
            start = f'<svg viewBox="{svg.view_box}" aria-label="{words}">'
            return Figure(
                html=(start + svg.pieces[0], *svg.pieces[1:-1], f"{svg.pieces[-1]}</svg>"),
                parts=svg.parts,
            )
        pieces = ("<svg><g", "></g><g", "></g><g", "></g></svg>")
        return Figure(html=pieces, parts=("a", "b", "c"))

    def problem(self, line: int, message: str) -> None:
        self.problems.append((line, message))


def block(kind: str, body: str, name: str | None = "q", **attributes: str) -> Block:
    return Block(kind=kind, id=name, classes=(), attributes=attributes, body=body, line=1)


def parse(kind: str, body: str, **attributes: str) -> tuple[Question | None, list[tuple[int, str]]]:
    notes = Notes()
    return registry.question_parse(block(kind, body, **attributes), notes), notes.problems


def question(kind: str, body: str, **attributes: str) -> Question:
    """A question without problems."""
    found, problems = parse(kind, body, **attributes)
    assert problems == []
    assert found is not None
    return found


def question_as(form: type[Q], kind: str, body: str, **attributes: str) -> Q:
    """The same, known to be of this form."""
    found = question(kind, body, **attributes)
    assert isinstance(found, form)
    return found


def told(kind: str, body: str, **attributes: str) -> list[tuple[int, str]]:
    """Every problem of a block, in the order of its lines."""
    return sorted(parse(kind, body, **attributes)[1])


def differences(source: Question, translation: Question) -> list[str]:
    return list(registry.translations_agree(source, translation))


def faults_told(found: list[tuple[int, str]], wanted: list[tuple[int, str]]) -> None:
    """Fails unless `found` is just what is `wanted`, which gives the beginnings of the messages."""
    assert [line for line, _ in found] == [line for line, _ in wanted], found
    for (_, message), (_, begins) in zip(found, wanted, strict=True):
        assert message.startswith(begins), found

"""A fenced block of a lesson, and what a parser of one may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """` ``` {.kind #id key=value} ` … ` ``` `, as it stands in the file."""

    kind: str
    id: str | None
    classes: tuple[str, ...]  # those after the kind
    attributes: Mapping[str, str]
    body: str
    line: int  # of the opening fence, from 1; the body begins on line + 1


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as HTML, cut where an element of it has an id.

    Behind `html[n]` attributes of the element that is called `parts[n]` can be put in; there is
    one piece of HTML more than there are parts.
    """

    html: tuple[str, ...]
    parts: tuple[str, ...]


class Context(Protocol):
    """What the parser of a block is given: where it is, how to render, where to complain."""

    lesson: str
    language: str

    def html(self, markdown: str, line: int) -> str:
        """`markdown`, which begins on `line` of the file, as sanitised HTML blocks."""

    def inline(self, markdown: str, line: int) -> str:
        """The same for a single phrase: HTML without a paragraph around it."""

    def figure(self, markdown: str, line: int) -> Figure | None:
        """The SVG of the course that `markdown`, `![words](path "caption")`, names; None, with a
        problem, where there is none.
        """

    def problem(self, line: int, message: str) -> None:
        """Notes a mistake; parsing goes on, so that all of them are reported at once."""

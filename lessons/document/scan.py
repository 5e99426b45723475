"""What reading a text line by line finds, and the tokens that stand for it while it is rendered.

A token is a word that no author can write: it holds a random number made when the program starts.
"""

from __future__ import annotations

import re
import secrets

import msgspec

nonce = f"vl{secrets.token_hex(8)}"


class Fence(msgspec.Struct, frozen=True):
    """A fenced block as it stands in the file; `body` without the fence's own indentation."""

    info: str
    body: str
    line: int  # of the opening fence; the body begins on line + 1
    end: int  # the line after it
    closed: bool
    outermost: bool  # stands in no list and no quote


class FigureLine(msgspec.Struct, frozen=True):
    """An image on a line of its own; `alt` and `title` are markdown."""

    alt: str
    path: str
    title: str
    line: int


def figure_of(found: re.Match[str], line: int) -> FigureLine:
    """What grammar.figure_line found."""
    title = (found["title"] or "").replace('\\"', '"')
    return FigureLine(found["alt"], found["pointed"] or found["plain"] or "", title, line)


class HeadingLine(msgspec.Struct, frozen=True):
    level: int
    title: str  # markdown
    id: str  # "" where the author gave none
    line: int


class Scan(msgspec.Struct):
    """What a text became; a token stands in `text` for each fence, heading and figure."""

    text: list[str] = []
    fences: list[Fence] = []
    headings: list[HeadingLine] = []
    figures: list[FigureLine] = []
    notes: int = 0


def fence_token(number: int) -> str:
    return f"{nonce}f{number}e"


def heading_token(number: int) -> str:
    return f"{nonce}h{number}e"


def figure_token(number: int) -> str:
    return f"{nonce}g{number}e"

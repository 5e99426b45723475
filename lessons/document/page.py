"""What is known while one page in one language is being rendered, and what is collected."""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Mapping

import msgspec

from lessons.document.labels import label
from lessons.document.schema import Heading, Source, Term, Text
from lessons.format import limits
from virtlearn.core.problems import Problem

code_in_line = re.compile(r"(`+)[^`\n]+?\1")
foreign_scheme = re.compile(r"\]\(\s*<?(?!(?:https?|mailto|lesson|lab|glossary|wizard):)[\w+.-]+:")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages of a course may point at."""

    languages: tuple[str, ...] = ()
    lessons: frozenset[str] = frozenset()
    labs: frozenset[str] = frozenset()
    wizard: bool = False
    claims: int = 0  # seed numbers go from 1 to this
    glossary: Mapping[str, Term] = {}
    sources: Mapping[str, Source] = {}
    units: Mapping[str, Text] = {}  # what units are called that are words
    kinds: frozenset[str] = frozenset()  # of machines; empty: nobody knows which there are
    files: Mapping[str, bytes] = {}


class Anchor(msgspec.Struct, frozen=True):
    """A link to a section: of another lesson, or of this page where `lesson` is ""."""

    lesson: str
    anchor: str
    line: int


class Page(msgspec.Struct, kw_only=True):
    """One page being made. The collections grow in the order of the page."""

    path: str
    slug: str
    language: str
    known: Known
    problems: list[Problem] = []
    warnings: list[Problem] = []  # what may be meant so: they keep nothing from being published
    headings: list[tuple[Heading, int]] = []  # with their lines
    given_ids: list[tuple[str, int]] = []  # ids that the author gave to headings
    ids: dict[str, int] = {}  # every id that something can link to, with its line
    anchors: list[Anchor] = []
    sources: list[str] = []
    assets: dict[str, bytes] = {}
    measure: str = ""  # of the last claim that has one: what a bare `{measure}` stands for
    spoilers: list[tuple[str, int]] = []  # claims that sentences give away, with their lines
    figures_open: bool = True  # whether `{measure}` may stand in what is being read
    terms: int = 0
    tables: int = 0
    figures: int = 0

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    def label(self, key: str) -> str:
        return label(key, self.language)

    def problem(self, line: int, message: str) -> None:
        if len(self.problems) < limits.problems_in_file:
            self.problems.append(Problem(self.path, max(line, 1), message))

    def warning(self, line: int, message: str) -> None:
        if len(self.warnings) < limits.problems_in_file:
            self.warnings.append(Problem(self.path, max(line, 1), message))

    def id_take(self, name: str, line: int) -> None:
        """Notes an id; one that is there already is a problem."""
        if name in self.ids:
            self.problem(line, f"the id `{name}` is taken by line {self.ids[name]}: choose another")
        else:
            self.ids[name] = line

    def source_number(self, key: str) -> int:
        """The number of a source on this page, from 1 in the order of citation."""
        if key not in self.sources:
            self.sources.append(key)
        return self.sources.index(key) + 1


class Places:
    """Where in the source something stands that was found in the rendered text.

    The library keeps no lines, so the nth use of a destination is taken for the nth place where
    its letters stand outside code.
    """

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = lines
        self.first = first
        self.masked: list[str] | None = None
        self.next: dict[str, tuple[int, int]] = {}  # needle → line and column to go on from

    def of(self, needle: str) -> int:
        """The line of the next use of `needle`; the first line where it cannot be found."""
        if self.masked is None:
            self.masked = [code_in_line.sub(self.blanked, line) for line in self.lines]
        at, column = self.next.get(needle, (0, 0))
        for number in range(at, len(self.masked)):
            found = self.masked[number].find(needle, column if number == at else 0)
            if found >= 0:
                self.next[needle] = (number, found + max(len(needle), 1))
                return self.first + number
        return self.first + at if at < len(self.lines) else self.first

    def of_foreign_link(self) -> int:
        """The line of the next link whose scheme is none of the format's."""
        at, _ = self.next.get("", (0, 0))
        for number in range(at, len(self.lines)):
            if foreign_scheme.search(self.lines[number]):
                self.next[""] = (number + 1, 0)
                return self.first + number
        return self.first

    @staticmethod
    def blanked(found: re.Match[str]) -> str:
        return " " * len(found[0])


def text_of(html: str) -> str:
    """The text of `html`, which is sanitised, without tags."""
    return htmllib.unescape(re.sub(r"<[^>]*>", "", html))

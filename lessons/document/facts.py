"""Which of a course's statements may have aged: by their date, or by a version that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from lessons.document.schema import Course
from lessons.document.texts import text_decode

recent = 5  # years: what is dated further back is history, and does not claim to hold today
fence = re.compile(r"\s*(`{3,}|~{3,})(?P<rest>.*)")
year = re.compile(r"(?<![\w.:/@=-])(?:19|20)\d\d(?!\w|[.:/=-]\w|\s?[×%])")
version = re.compile(
    r"(?<![\w@:/])(?:(?P<past>[Ss]ince|[Uu]ntil|[Bb]efore|[Ff]rom|[Ww]ith|[Ii]n) )?"
    r"(?!(?:Version|With|In|From|Since|Until|Before) )"
    r"(?P<name>[A-Z]\w+(?: Engine)?|kernel|runc|runsc|containerd|crun) "
    r"(?P<number>\d+(?:\.\d+)+)(?!\.?\d)(?!\s?(?:%|(?:[mnµ]?s|h|[kKMGT]i?B)\b))"
)
marks = re.compile(r"\[@[^\]]*\]|\]\([^)]*\)|\{[#.][^}\s]*|https?://\S+")


class Fact(msgspec.Struct, frozen=True):
    """A line of the course's source language that somebody should look at again."""

    path: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}"


def facts(course: Course, files: Mapping[str, bytes], today: date) -> tuple[Fact, ...]:
    """Lessons that were not checked within a year, dates of the last years that are older than
    one, and versions below the newest of the same name that the course itself names."""
    language = course.languages[0]
    pages = [
        (path, text_decode(content, path)[0])
        for path, content in sorted(files.items())
        if path.endswith(f".{language}.md")
    ]
    lines = [(path, number, line) for path, text in pages for number, line in prose(text)]
    found = [*unchecked(course, language, today), *dated(lines, today), *outrun(lines)]
    return tuple(sorted(found, key=lambda each: (each.path, each.line)))


def unchecked(course: Course, language: str, today: date) -> Iterator[Fact]:
    for head in course.lessons:
        path = f"lessons/{head.folder}/lesson.{language}.md"
        if head.checked is None:
            yield Fact(path, 1, "says nowhere when its facts were checked: write `checked: DATE`")
        elif head.checked < year_before(today):
            yield Fact(path, 1, f"its facts were last checked on {head.checked}")


def dated(lines: Iterable[tuple[str, int, str]], today: date) -> Iterator[Fact]:
    for path, number, line in lines:
        years = [int(each) for each in year.findall(line)]
        last = max((each for each in years if each <= today.year), default=0)
        if today.year - recent <= last < year_before(today).year:
            yield Fact(path, number, f"is of {last}")


def outrun(lines: Iterable[tuple[str, int, str]]) -> Iterator[Fact]:
    """What began or ended with a version stays true, and is left out."""
    named = [
        (path, number, match["name"], match["number"])
        for path, number, line in lines
        for match in version.finditer(line)
        if not match["past"]
    ]
    newest: dict[str, str] = {}
    for _, _, name, written in named:
        if name not in newest or order(written) > order(newest[name]):
            newest[name] = written
    for path, number, name, written in named:
        if order(written) < order(newest[name]):
            yield Fact(path, number, f"names {name} {written}; elsewhere it is {newest[name]}")


def order(written: str) -> tuple[int, ...]:
    return tuple(int(each) for each in written.split("."))


def year_before(today: date) -> date:
    """A day a year before `today`; for 29 February, the 28th."""
    return today.replace(year=today.year - 1, day=min(today.day, 28 if today.month == 2 else 31))


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines that a reader reads as text, with what opens a block, but no code or output."""
    open_with, code = "", False
    for number, line in enumerate(text.splitlines(), 1):
        found = fence.match(line)
        if found and not open_with:
            open_with = found[1]
            code = not re.match(r"\s*\{\.(?!console|sh|code)\w+", found["rest"])
            yield number, marks.sub(" ", line)
        elif found and found[1].startswith(open_with) and not found["rest"].strip():
            open_with, code = "", False
        elif not code:
            yield number, marks.sub(" ", line)

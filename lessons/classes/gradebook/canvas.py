"""Matches a gradebook that Canvas exported with a class, and fills it with the class's points.

Such a file has the columns Student, ID, SIS User ID, SIS Login ID and Section, then one for each
assignment; its second row says "Points Possible".
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from lessons.classes.gradebook.files import Person
from lessons.classes.gradebook.scheme import Assignment
from virtlearn.core.csv_text import Cell, csv_read, csv_write
from virtlearn.core.problems import Problem

student, canvas_id, sis_id, sis_login, section = (
    *("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
)
person_columns = (student, canvas_id, sis_id, sis_login, section)
possible = "Points Possible"
Outcome = Literal["matched", "ambiguous", "unmatched"]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A student of the file, and who that may be: one where it is matched, several where not."""

    line: int
    student: str
    outcome: Outcome
    people: tuple[Person, ...] = ()


class CanvasFile(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are (line, cells by column) of the students."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def canvas_read(text: str, path: str) -> tuple[CanvasFile | None, list[Problem]]:
    """The students of a file; rows of points and the one of a test student are left out."""
    try:
        table = csv_read(text, guarded=False)
    except csv.Error as error:
        return None, [Problem(path, 1, f"this is no CSV: {error}")]
    header = tuple(name.strip() for name in table[0]) if table else ()
    missing = [name for name in (student, canvas_id, section) if name not in header]
    if missing:
        named = ", ".join(missing)
        return None, [Problem(path, 1, f"no column {named}: export the gradebook from Canvas")]
    if len(set(header)) != len(header):
        return None, [Problem(path, 1, "two columns have the same name: rename one")]
    rows = []
    for line, cells in enumerate(table[1:], 2):
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        name = row.get(student, "")
        if name and name not in {possible, "Student, Test"}:
            rows.append((line, row))
    return CanvasFile(header=header, rows=tuple(rows)), []


def matches_of(file: CanvasFile, people: Sequence[Person]) -> list[Match]:
    """By SIS User ID, else by login (a username or an address), else by name.

    The first of these that anybody answers to decides. Whoever is claimed by two rows is ambiguous
    in both.
    """
    found = []
    for line, row in file.rows:
        who = candidates(row, people)
        outcomes: tuple[Outcome, ...] = ("unmatched", "matched", "ambiguous")
        outcome = outcomes[min(len(who), 2)]
        found.append(Match(line=line, student=row[student], outcome=outcome, people=who))
    claims: dict[str, int] = {}
    for match in found:
        if match.outcome == "matched":
            claims[match.people[0].user_id] = claims.get(match.people[0].user_id, 0) + 1
    return [
        msgspec.structs.replace(match, outcome="ambiguous")
        if match.outcome == "matched" and claims[match.people[0].user_id] > 1
        else match
        for match in found
    ]


def candidates(row: Mapping[str, str], people: Sequence[Person]) -> tuple[Person, ...]:
    login = folded(row.get(sis_login, ""))
    tests: list[tuple[str, Callable[[Person], bool]]] = [
        (row.get(sis_id, ""), lambda who: who.external_id == row[sis_id]),
        (login, lambda who: login in {folded(who.username), folded(who.email)}),
        (row[student], lambda who: name_key(who.name) == name_key(row[student])),
    ]
    for value, test in tests:
        if value and (who := tuple(each for each in people if test(each))):
            return who
    return ()


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def name_key(name: str) -> tuple[str, ...]:
    """Its words in no order: Canvas writes "Last, First"."""
    return tuple(sorted(folded(name).replace(",", " ").split()))


def canvas_write(
    file: CanvasFile,
    matches: Sequence[Match],
    assignments: Sequence[Assignment],
    points: Mapping[tuple[str, str], float | None],
) -> str:
    """The file for Canvas: its students who are matched, with our assignments in their columns.

    `points` by user id and assignment id. An assignment goes into the column that begins with its
    title and has Canvas's number behind it, where there is one alone; else into a new one.
    """
    titles = [each.title for each in assignments]
    columns = {
        each.id: column_in(file.header if titles.count(each.title) == 1 else (), each)
        for each in assignments
    }
    header = [name for name in person_columns if name in file.header]
    cells = dict(file.rows)
    rows: list[list[Cell]] = [
        [f"    {possible}", *[None] * (len(header) - 1), *(each.points for each in assignments)]
    ]
    rows += [
        [
            *(cells[match.line].get(name, "") for name in header),
            *(points.get((match.people[0].user_id, each.id)) for each in assignments),
        ]
        for match in matches
        if match.outcome == "matched"
    ]
    return csv_write([*header, *columns.values()], rows)


def column_in(header: Sequence[str], assignment: Assignment) -> str:
    """Canvas's own name for it, "Title (123)", or with our id, which makes it one of a kind."""
    own = [name for name in header if is_column_of(name, assignment.title)]
    return own[0] if len(own) == 1 else f"{assignment.title} [{assignment.id}]"


def is_column_of(name: str, title: str) -> bool:
    head, _, tail = name.rpartition(" (")
    return head == title and tail.endswith(")") and tail[:-1].isdigit()

"""Writes grades as CSV, wide and long, and reads points from one.

Wide: a row a learner, long: a row a learner and assignment. Columns of an assignment are named by
its title and, in brackets, its id, so that no two have the same name. Text is safe in spreadsheets
and comes back as it was: see virtlearn/core/csv_text.py.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from lessons.classes.gradebook.grades import Grade
from lessons.classes.gradebook.scheme import Assignment, Scheme
from virtlearn.core.csv_text import Cell, csv_read, csv_write
from virtlearn.core.problems import Problem

person_columns = (
    *("class", "class_id", "user_id", "username", "name"),
    *("email", "external_id", "section", "labels"),
)
assignment_columns = (
    *("score", "points", "max", "status", "submitted_at", "attempts", "override_by"),
)
bracketed = re.compile(r"\[(?P<id>[^\[\]]+)\] (?:score|points)\Z", re.IGNORECASE)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A learner of a class; `external_id` is what another system calls them."""

    user_id: str
    username: str
    name: str = ""
    email: str = ""
    external_id: str = ""
    section: str = ""
    labels: tuple[str, ...] = ()


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of an assignment beside its points; times are aware."""

    submitted_at: datetime | None = None
    attempts: int = 0
    override_by: str = ""


class Learner(msgspec.Struct, frozen=True, kw_only=True):
    """A row: who, their grade, and details by assignment."""

    person: Person
    grade: Grade
    details: Mapping[str, Detail] = {}


class PointsRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says that a learner has; `line` is where."""

    username: str
    assignment: str
    points: float
    feedback: str = ""
    line: int = 0


def column_of(assignment: Assignment, what: str) -> str:
    return f"{assignment.title} [{assignment.id}] {what}"


def person_cells(person: Person, of_class: tuple[str, str]) -> list[Cell]:
    labels = " ".join(person.labels)
    own = (person.user_id, person.username, person.name, person.email, person.external_id)
    return [*of_class, *own, person.section, labels]


def assignment_cells(assignment: Assignment, learner: Learner) -> list[Cell]:
    cell = learner.grade.cells[assignment.id]
    detail = learner.details.get(assignment.id, Detail())
    share = None
    if cell.points is not None and assignment.points > 0:
        share = cell.points / assignment.points
    at = detail.submitted_at.isoformat() if detail.submitted_at else None
    return [
        *(share, cell.points, assignment.points, cell.status),
        *(at, detail.attempts, detail.override_by),
    ]


def wide_write(
    scheme: Scheme, learners: Sequence[Learner], of_class: tuple[str, str], *, separator: str = ","
) -> str:
    """`of_class` is its name and id. The total is a share, 1 is all."""
    header = [
        *person_columns,
        *(column_of(each, what) for each in scheme.assignments for what in assignment_columns),
        "total",
    ]
    rows = [
        [
            *person_cells(learner.person, of_class),
            *(cell for each in scheme.assignments for cell in assignment_cells(each, learner)),
            learner.grade.total,
        ]
        for learner in learners
    ]
    return csv_write(header, rows, separator=separator)


def long_write(
    scheme: Scheme, learners: Sequence[Learner], of_class: tuple[str, str], *, separator: str = ","
) -> str:
    header = [*person_columns, "assessment", "title", *assignment_columns]
    rows = [
        [
            *person_cells(learner.person, of_class),
            *(each.id, each.title),
            *assignment_cells(each, learner),
        ]
        for learner in learners
        for each in scheme.assignments
    ]
    return csv_write(header, rows, separator=separator)


def points_read(text: str, scheme: Scheme, path: str) -> tuple[list[PointsRow], list[Problem]]:
    """Points from a file in either form, and all that is wrong with it, by line.

    Long: columns username, assessment (an id), points or score (a share), and perhaps feedback.
    Wide: username, and columns whose names end in `[id] points`, or in `[id] score` where there is
    none of points. Capitals and spaces around names do not matter; an empty cell says nothing. The
    separator is `,` or, where the first line has more of it, `;`.
    """
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        table = csv_read(text, separator=separator)
    except csv.Error as error:
        return [], [Problem(path, 1, f"this is no CSV: {error}")]
    if not table:
        return [], [Problem(path, 1, "the file is empty: it needs a line that names its columns")]
    header = [name.strip() for name in table[0]]
    names = [name.casefold() for name in header]
    if "username" not in names:
        return [], [Problem(path, 1, "there is no column username: it says whose points these are")]
    if len(set(names)) != len(names):
        return [], [Problem(path, 1, "two columns have the same name: rename one")]
    reader = Reader(scheme, path, names, header)
    for line, cells in enumerate(table[1:], 2):
        if any(cell.strip() for cell in cells):
            reader.row(cells, line)
    return reader.found, reader.problems


class Reader:
    """Reads the rows of one file."""

    def __init__(
        self, scheme: Scheme, path: str, names: Sequence[str], header: Sequence[str]
    ) -> None:
        self.assignments = {each.id: each for each in scheme.assignments}
        self.path, self.names = path, names
        self.found: list[PointsRow] = []
        self.problems: list[Problem] = []
        self.seen: set[tuple[str, str]] = set()
        # Assignment → its column, and whether that holds points.
        self.wide: dict[str, tuple[int, bool]] = {}
        for at, name in enumerate(header):
            if matched := bracketed.search(name):
                points = name.casefold().endswith("points")
                if points or matched["id"] not in self.wide:
                    self.wide[matched["id"]] = (at, points)
        if "assessment" not in names and not self.wide:
            self.problem(1, "no column has points: write assessment and points, or `… [id] points`")
        for name in self.wide:
            if name not in self.assignments:
                self.problem(1, f"there is no assignment [{name}] in this class")

    def problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def row(self, cells: Sequence[str], line: int) -> None:
        if len(cells) != len(self.names):
            self.problem(line, f"{len(cells)} cells, and {len(self.names)} columns have a name")
            return
        row = dict(zip(self.names, (cell.strip() for cell in cells), strict=True))
        if not row["username"]:
            self.problem(line, "the username is missing")
        elif "assessment" in row:
            points = row.get("points", "")
            text, is_points = (points, True) if points else (row.get("score", ""), False)
            self.points(row, row["assessment"], text, is_points, line)
        else:
            for name, (at, is_points) in self.wide.items():
                self.points(row, name, cells[at].strip(), is_points, line)

    def points(
        self, row: Mapping[str, str], name: str, text: str, is_points: bool, line: int
    ) -> None:
        assignment = self.assignments.get(name)
        if not text:
            return
        if assignment is None:
            if name not in self.wide:
                self.problem(line, f"there is no assignment [{name}] in this class")
            return
        if (value := number_read(text)) is None:
            self.problem(line, f"{text!r} is not a number: write digits and a point, such as 7.5")
        elif value < 0:
            self.problem(line, f"{text} is below 0: points are 0 or more")
        elif (row["username"].casefold(), name) in self.seen:
            self.problem(line, f"{row['username']} has [{name}] twice in this file: drop one")
        else:
            self.seen.add((row["username"].casefold(), name))
            self.found.append(
                PointsRow(
                    username=row["username"],
                    assignment=name,
                    points=value if is_points else value * assignment.points,
                    feedback=row.get("feedback", ""),
                    line=line,
                )
            )


def number_read(text: str) -> float | None:
    """Digits with a point, or with a comma as some spreadsheets write; None for anything else."""
    if not re.fullmatch(r"[-+]?\d+(?:[.,]\d*)?(?:[eE][-+]?\d{1,3})?", text, re.ASCII):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None

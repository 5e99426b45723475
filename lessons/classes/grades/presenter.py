"""What the pages of grades show: rows, cells, and what a grade is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.assessment import question_bank
from lessons.classes.gradebook.grades import Cell
from lessons.classes.gradebook.scheme import Status
from lessons.classes.grades.selectors import Book, Work, is_due
from lessons.models import Assignment, GradeChange, Membership
from lessons.progress.points import InForce
from lessons.publishing.selectors import Published
from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.texts import plain
from lessons.quizzes.variant import fixed

marks: Mapping[Status, str | Promise] = {
    "open": "",
    "submitted": "",
    "late": gettext_lazy("late"),
    "missing": gettext_lazy("missing"),
    "excused": gettext_lazy("excused"),
    "overridden": gettext_lazy("set by hand"),
}
test_names: Mapping[str, str | Promise] = {
    "test:before": gettext_lazy("Test before the course"),
    "test:end": gettext_lazy("Test at the end of the course"),
}


class CellView(msgspec.Struct, frozen=True, kw_only=True):
    """One grade; `points` None where nothing counts (yet). `mark` says in a word why."""

    assignment: Assignment
    status: Status
    points: float | None
    possible: float
    mark: str
    dropped: bool = False


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A learner; `total` is percent."""

    member: Membership
    name: str
    cells: Sequence[CellView]
    total: float | None
    earned: float
    possible: float


class PartLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer or test came to; `worth` is with its credit, None where it was practice."""

    label: str
    points: float
    credit: int
    worth: float | None
    at: datetime
    sent: float = 0  # the points with which it was sent
    regrades: Sequence[InForce] = ()

    @property
    def is_regraded(self) -> bool:
        """Whether a regrade gave it other points."""
        return abs(self.points - self.sent) > 1e-9


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's own grade and what it comes from; `shown` where the teacher shows scores."""

    cell: CellView
    shown: bool
    is_due: bool
    lines: Sequence[PartLine]
    change: GradeChange | None

    @property
    def regrades(self) -> Sequence[InForce]:
        """What gave some of it other points; each once."""
        found = {
            (each.lesson, each.question): each
            for line in self.lines
            if line.is_regraded
            for each in line.regrades
        }
        return list(found.values())


def row_views(book: Book, names: Mapping[int, str]) -> list[RowView]:
    """In the order of their names, whatever these are."""
    rows = [row_view(book, member, names[member.pk]) for member in book.members]
    return sorted(rows, key=lambda each: (each.name.casefold(), each.member.pk))


def row_view(
    book: Book, member: Membership, name: str, rows: Sequence[Assignment] | None = None
) -> RowView:
    """The total is over `rows`, or over all."""
    grade = book.grade_in(member, rows) if rows is not None else book.grades[member.pk]
    cells = book.grades[member.pk].cells
    sums = grade.categories.values()
    return RowView(
        member=member,
        name=name,
        cells=[
            cell_view(each, cells[str(each.pk)], book.graded(each).points)
            for each in book.assignments
        ],
        total=None if grade.total is None else 100 * grade.total,
        earned=sum(each.earned for each in sums),
        possible=sum(each.possible for each in sums),
    )


def cell_view(assignment: Assignment, cell: Cell, possible: float) -> CellView:
    return CellView(
        assignment=assignment,
        status=cell.status,
        points=cell.points if possible else None,
        possible=possible,
        mark=str(marks[cell.status]),
        dropped=cell.dropped,
    )


def own_row(book: Book, member: Membership, name: str) -> RowView:
    """The total is of what is shown, so that it tells nothing of what is not."""
    shown = [each for each in book.assignments if book.decisions[each.pk, member.pk].score_shown]
    return row_view(book, member, name, shown)


def own_views(book: Book, row: RowView, published: Published | None) -> list[OwnView]:
    """Of the one member whom `row` is of; what is not shown now has no points in it."""
    member, found = row.member, []
    for cell in row.cells:
        key = cell.assignment.pk, member.pk
        decision = book.decisions[key]
        change = book.changes.get(key)
        lines = part_lines(book.work.get(key, ()), published, named=decision.questions_shown)
        found.append(
            OwnView(
                cell=cell if decision.score_shown else hidden(cell),
                shown=decision.score_shown,
                is_due=is_due(decision),
                lines=lines if decision.score_shown else [],
                change=change if decision.score_shown else None,
            )
        )
    return found


def hidden(cell: CellView) -> CellView:
    return msgspec.structs.replace(cell, points=None, status="open", mark="", dropped=False)


def part_lines(
    work: Sequence[Work], published: Published | None, *, named: bool = True
) -> list[PartLine]:
    return [
        PartLine(
            label=label_of(each, published) if named else _("an answer"),
            points=each.points,
            credit=each.credit,
            worth=each.handed_in.worth if each.counted else None,
            at=each.at,
            sent=each.sent,
            regrades=each.regrades,
        )
        for each in work
    ]


def label_of(work: Work, published: Published | None) -> str:
    """The beginning of what was asked; its id where the course does not have it any more."""
    if work.key in test_names:
        return str(test_names[work.key])
    lesson, _slash, name = work.key.partition("/")
    question = question_bank.questions_of(published, lesson).get(name) if published else None
    return line_of(question, work.seed) if question else name


def line_of(question: Question, seed: str) -> str:
    asked = kind_of(question).asked(fixed(question, seed))
    return Truncator(plain("…".join(asked))).words(16)

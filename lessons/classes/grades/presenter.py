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
from lessons.classes.gradebook.grades import CategoryGrade, Cell, Grade
from lessons.classes.gradebook.scheme import Assignment as Graded
from lessons.classes.gradebook.scheme import Category, Scheme, Status, Take
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
    extra: bool = False
    take: Take = "best"


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A learner; `total` is percent. `member` is None for an account that is erased."""

    member: Membership | None
    name: str
    cells: Sequence[CellView]
    total: float | None
    earned: float
    possible: float
    groups: Sequence[str] = ()


class CategoryView(msgspec.Struct, frozen=True, kw_only=True):
    """A category in a total: `percent` of its points, `gives` percent of the total; `weight` is
    None where there are no weights, `dropped` are the titles of what is left out."""

    title: str
    earned: float
    possible: float
    percent: float | None
    weight: float | None
    gives: float | None
    dropped: Sequence[str]
    capped: bool
    cap: float | None
    extra: bool


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


def row_view(
    book: Book, member: Membership, name: str, rows: Sequence[Assignment] | None = None
) -> RowView:
    """The total is over `rows`, or over all."""
    grade = book.grade_in(member, rows) if rows is not None else book.grades[member.pk]
    cells = {**book.grades[member.pk].cells, **grade.cells}
    return graded_view(book, member, name, msgspec.structs.replace(grade, cells=cells))


def graded_view(book: Book, member: Membership | None, name: str, grade: Grade) -> RowView:
    """A row of a grade under the scheme of the book."""
    sums = grade.categories.values()
    return RowView(
        member=member,
        name=name,
        cells=[
            cell_view(each, grade.cells[str(each.pk)], book.graded(each))
            for each in book.assignments
        ],
        total=None if grade.total is None else 100 * grade.total,
        earned=sum(each.earned for each in sums),
        possible=sum(each.possible for each in sums),
    )


def cell_view(assignment: Assignment, cell: Cell, graded: Graded) -> CellView:
    return CellView(
        assignment=assignment,
        status=cell.status,
        points=cell.points if graded.points else None,
        possible=graded.points,
        mark=str(marks[cell.status]),
        dropped=cell.dropped,
        extra=graded.extra,
        take=graded.take,
    )


def own_row(book: Book, member: Membership, name: str) -> RowView:
    """The total is of what is shown, so that it tells nothing of what is not."""
    return row_view(book, member, name, shown_to(book, member))


def shown_to(book: Book, member: Membership) -> list[Assignment]:
    return [each for each in book.assignments if book.decisions[each.pk, member.pk].score_shown]


def category_views(book: Book, member: Membership) -> list[CategoryView]:
    """What the total of `own_row` is made of; empty where all points are just added up."""
    scheme = book.scheme
    if scheme.categories == Scheme(assignments=()).categories:
        return []
    grade = book.grade_in(member, shown_to(book, member))
    counted = [each for each in scheme.categories if grade.categories[each.id].share is not None]
    asked = sum(each.weight for each in counted if not each.extra)
    weighted = any(each.weight for each in scheme.categories)
    return [
        category_view(each, grade.categories[each.id], scheme, asked if weighted else None)
        for each in scheme.categories
    ]


def category_view(
    category: Category, grade: CategoryGrade, scheme: Scheme, asked: float | None
) -> CategoryView:
    """`asked` are the weights of the categories in which something counts; None without weights."""
    share = grade.share
    counts = share is not None and bool(asked)
    return CategoryView(
        title=category.title,
        earned=grade.earned,
        possible=grade.possible,
        percent=None if share is None else 100 * share,
        weight=category.weight if asked is not None else None,
        gives=100 * category.weight * (share or 0) / asked if counts and asked else None,
        dropped=[scheme.by_id[name].title for name in grade.dropped],
        capped=share is not None and share == category.cap,
        cap=None if category.cap is None else 100 * category.cap,
        extra=category.extra,
    )


def own_views(
    book: Book, member: Membership, row: RowView, published: Published | None
) -> list[OwnView]:
    """Of the one member whom `row` is of; what is not shown now has no points in it."""
    found = []
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

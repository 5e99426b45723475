"""Computes a learner's grade: assignment, category, total."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from lessons.classes.gradebook.scheme import Assignment, Category, Entry, Scheme, Status


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment of a learner: `points` is None where it does not count (yet)."""

    points: float | None
    status: Status
    dropped: bool = False


class CategoryGrade(msgspec.Struct, frozen=True, kw_only=True):
    """`share` of the points, 1 is all; None where nothing counts yet."""

    earned: float = 0
    possible: float = 0
    share: float | None = None
    dropped: tuple[str, ...] = ()


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """`total` is a share, 1 is all; None where nothing counts yet."""

    total: float | None
    categories: Mapping[str, CategoryGrade]
    cells: Mapping[str, Cell]


def grade_of(scheme: Scheme, entries: Mapping[str, Entry]) -> Grade:
    """`entries` by assignment; what is not there has not been begun and is not due."""
    cells = {each.id: cell_of(each, entries.get(each.id, Entry())) for each in scheme.assignments}
    categories = {each.id: category_grade(each, scheme, cells) for each in scheme.categories}
    dropped = {name for grade in categories.values() for name in grade.dropped}
    return Grade(
        total=total_of(scheme, categories),
        categories=categories,
        cells={
            name: msgspec.structs.replace(cell, dropped=name in dropped)
            for name, cell in cells.items()
        },
    )


def cell_of(assignment: Assignment, entry: Entry) -> Cell:
    if entry.excused:
        return Cell(points=None, status="excused")
    if entry.override is not None:
        return Cell(points=entry.override, status="overridden")
    if not entry.attempts:
        return Cell(points=0.0, status="missing") if entry.due else Cell(points=None, status="open")
    last = entry.attempts[-1]
    taken = last if assignment.take == "last" else max(entry.attempts, key=lambda one: one.worth)
    return Cell(points=taken.worth, status="late" if taken.is_late else "submitted")


def category_grade(category: Category, scheme: Scheme, cells: Mapping[str, Cell]) -> CategoryGrade:
    own = [each for each in scheme.assignments if each.category == category.id]
    counted = [(each, points) for each in own if (points := cells[each.id].points) is not None]
    asked = [(each, points) for each, points in counted if not each.extra and each.points > 0]
    kept = kept_of(asked, category.drop)
    beside = [points for each, points in counted if each.extra or each.points <= 0]
    earned = math.fsum([*(points for _, points in kept), *beside])
    possible = math.fsum(each.points for each, _ in kept)
    share = earned / possible if possible else None
    if share is not None and category.cap is not None and share > category.cap:
        share, earned = category.cap, category.cap * possible
    names = {each.id for each, _ in kept}
    return CategoryGrade(
        earned=earned,
        possible=possible,
        share=share,
        dropped=tuple(each.id for each, _ in asked if each.id not in names),
    )


Scored = Sequence[tuple[Assignment, float]]


def kept_of(scored: Scored, drop: int) -> Scored:
    """What is left once `drop` are left out so that the rest has the largest share of its points;
    one at least stays.

    With unequal points these need not be those with the lowest shares: see D. and J. Kane,
    "Dropping Lowest Grades", Mathematics Magazine 79 (2006), 181-189. Dinkelbach's iteration finds
    the best: each round keeps those that lie furthest above the share of the round before.
    """
    keep = max(1, len(scored) - max(0, drop))
    if keep >= len(scored):
        return scored
    best = list(range(keep))
    while True:
        share = share_of(scored, best)
        above = [points - share * each.points for each, points in scored]
        order = sorted(range(len(scored)), key=lambda at: -above[at])
        found = sorted(order[:keep])
        if share_of(scored, found) <= share + 1e-12:
            return [scored[at] for at in best]
        best = found


def share_of(scored: Scored, places: Sequence[int]) -> float:
    earned = math.fsum(scored[at][1] for at in places)
    return earned / math.fsum(scored[at][0].points for at in places)


def total_of(scheme: Scheme, grades: Mapping[str, CategoryGrade]) -> float | None:
    """Weights of categories in which nothing counts yet go to the others in proportion."""
    counted = [
        (each, grades[each.id]) for each in scheme.categories if grades[each.id].share is not None
    ]
    asked = [(each, grade) for each, grade in counted if not each.extra]
    weighted = any(each.weight for each in scheme.categories)
    if weighted:
        earned = math.fsum(each.weight * (grade.share or 0) for each, grade in counted)
        possible = math.fsum(each.weight for each, _ in asked)
    else:
        earned = math.fsum(grade.earned for _, grade in counted)
        possible = math.fsum(grade.possible for _, grade in asked)
    if not possible:
        return None
    total = earned / possible
    return total if scheme.cap is None else min(total, scheme.cap)

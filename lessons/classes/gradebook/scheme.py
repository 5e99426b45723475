"""What a class's grades are made of: categories, assignments, and what learners handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

Take = Literal["best", "last"]
Status = Literal["open", "missing", "submitted", "late", "excused", "overridden"]


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """Assignments that count together.

    `weight` is its share of the total in any unit; `drop` how many of its lowest scores are left
    out; `cap` the most that it can come to, as a share (1 is all). The weight of one that is
    `extra` is added to the total without being asked for.
    """

    id: str
    title: str = ""
    weight: float = 0
    drop: int = 0
    cap: float | None = None
    extra: bool = False


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """`points` are what it gives at most; those of one that is `extra` are added without being
    asked for."""

    id: str
    title: str
    points: float
    category: str = ""
    take: Take = "best"
    extra: bool = False


class Scheme(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """How one class is graded. Without weights the points of all categories are added up."""

    assignments: tuple[Assignment, ...]
    categories: tuple[Category, ...] = (Category(id=""),)
    cap: float | None = None  # of the total, as a share

    @cached_property
    def by_id(self) -> Mapping[str, Assignment]:
        return {each.id: each for each in self.assignments}

    def category_title(self, category: str) -> str:
        return next((each.title for each in self.categories if each.id == category), "")


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt. `credit` is what it is worth at its time, in percent: below 100 when late.

    `late`: some of it was, though the whole is worth 100 percent or more by what was early.
    """

    points: float
    credit: float = 100
    late: bool = False

    @property
    def is_late(self) -> bool:
        return self.late or self.credit < 100

    @property
    def worth(self) -> float:
        return self.points * self.credit / 100


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has of one assignment. `due`: its time is over, and nothing counts as nothing.

    One that is excused counts in no way, an override instead of all that was handed in.
    """

    attempts: Sequence[HandedIn] = ()
    due: bool = False
    excused: bool = False
    override: float | None = None

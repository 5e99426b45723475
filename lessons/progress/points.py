"""Points in force: what answers are worth once regrades are counted. The one place to ask.

An answer keeps the points with which it was sent. A regrade of the whole course counts instead, the
latest that is not undone; in a class its own regrades stand above those. Regrades of the course
that came after a class was over change nothing in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lessons.models import RegradedAttempt, RegradedTest

R = TypeVar("R", RegradedAttempt, RegradedTest)

# For statements that are not the ORM's: the points in force of a row of lessons_attempt.
points_sql = (
    "COALESCE((SELECT again.after FROM lessons_regradedattempt again"
    " JOIN lessons_regrade made ON made.id = again.regrade_id"
    " WHERE again.attempt_id = lessons_attempt.id AND made.in_class_id IS NULL"
    " AND made.undone_at IS NULL ORDER BY made.id DESC LIMIT 1), points)"
)


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """What a regrade made of one answer: points of an attempt, the share of an answer in a test."""

    after: float
    lesson: str
    question: str
    reason: str
    at: datetime


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose regrades count: of a class, by its number, above those of its course; `until` is when
    that class was over. Without a class those of the course alone."""

    in_class: int | None = None
    until: datetime | None = None

    @property
    def counting(self) -> Q:
        wide = Q(regrade__in_class=None)
        undone = Q(regrade__undone_at=None)
        if self.in_class is None:
            return wide & undone
        own = Q(regrade__in_class=self.in_class) & undone
        if self.until is None:
            return (wide & undone) | own
        then = Q(regrade__at__lte=self.until)
        return (wide & then & (undone | Q(regrade__undone_at__gt=self.until))) | own


whole_course = Layer()


def attempt_points() -> Coalesce:
    """For queries of attempts: the points in force outside of classes."""
    again = RegradedAttempt.objects.filter(whole_course.counting, attempt=OuterRef("pk"))
    return Coalesce(Subquery(again.order_by("-regrade").values("after")[:1]), F("points"))


def attempts_regraded(
    layer: Layer, attempts: Collection[int] | QuerySet[Any, Any]
) -> Mapping[int, InForce]:
    """By attempt, for those that a regrade in force has."""
    rows = RegradedAttempt.objects.filter(layer.counting, attempt__in=attempts)
    return {each.attempt_id: in_force(each) for each in ordered(rows)}


def tests_regraded(
    layer: Layer, tests: Collection[int] | QuerySet[Any, Any]
) -> Mapping[int, Mapping[tuple[str, str], InForce]]:
    """By test, then by lesson and question."""
    found: dict[int, dict[tuple[str, str], InForce]] = {}
    for each in ordered(RegradedTest.objects.filter(layer.counting, test__in=tests)):
        key = each.regrade.lesson, each.regrade.question
        found.setdefault(each.test_id, {})[key] = in_force(each)
    return found


def ordered(rows: QuerySet[R]) -> Sequence[R]:
    """A later one stands above: those of a class last, each by when they were made."""
    found = rows.select_related("regrade")
    return sorted(found, key=lambda each: (each.regrade.in_class_id is not None, each.regrade_id))


def in_force(row: RegradedAttempt | RegradedTest) -> InForce:
    made = row.regrade
    return InForce(
        after=row.after,
        lesson=made.lesson,
        question=made.question,
        reason=made.reason,
        at=made.at,
    )

"""Points in force in a class: what was handed in, as regrades made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.utils import timezone

from lessons.classes.policy import over_at
from lessons.exams.scoring import Answered, items_again, share_of_all
from lessons.models import AssignmentWork, Class
from lessons.progress.points import InForce, Layer, attempts_regraded, tests_regraded


class Regraded(msgspec.Struct, frozen=True, kw_only=True):
    """What regrades made of some work, by the numbers of attempts and of tests."""

    attempts: Mapping[int, InForce] = {}
    tests: Mapping[int, Mapping[tuple[str, str], InForce]] = {}

    def points(self, attempt: int, stored: float) -> float:
        return self.attempts[attempt].after if attempt in self.attempts else stored

    def items(self, test: int, items: Sequence[Any]) -> tuple[Answered, ...]:
        """The answers of a test; `items` are as JSON has them."""
        fractions = {key: each.after for key, each in self.tests.get(test, {}).items()}
        return items_again(msgspec.convert(items, list[Answered]), fractions)

    def share(self, test: int, stored: float, items: Sequence[Any]) -> float:
        return share_of_all(self.items(test, items)) if test in self.tests else stored

    def of(self, attempt: int | None, test: int | None) -> tuple[InForce, ...]:
        """What was done to an answer, or to answers of a test."""
        if attempt is not None:
            return (self.attempts[attempt],) if attempt in self.attempts else ()
        return tuple(self.tests.get(test or 0, {}).values())


def regraded_read(row: Class, sent: QuerySet[AssignmentWork]) -> Regraded:
    """Two statements. What came to the course after the class was over is left aside."""
    over = over_at(row.ends_on, row.archived_at, row.time_zone, timezone.now())
    layer = Layer(in_class=row.pk, until=over)
    rows = sent.order_by()
    return Regraded(
        attempts=attempts_regraded(layer, rows.filter(attempt__isnull=False).values("attempt")),
        tests=tests_regraded(layer, rows.filter(test__isnull=False).values("test")),
    )

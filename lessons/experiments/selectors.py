"""Reads what a learner predicted and measured in a course, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from django.db import connection

from lessons.experiments.measurements import Figures, Row, figures_of_rows
from lessons.models import Prediction
from virtlearn.people.models import User

# It is asked for with lesson pages, in a single statement. The first part says what the columns
# are, so that a part with NULL finds its type.
claims_sql = """
SELECT 'figure', lab, key, value, unit, measured_on, measured_at, source
FROM labs_measurement WHERE user_id = %s AND course = %s
UNION ALL SELECT 'prediction', claim, choice, number, '', '', at, ''
FROM lessons_prediction WHERE user_id = %s AND course = %s AND lesson = %s
UNION ALL SELECT 'shared', '', '', 0.0, '', '', at, ''
FROM lessons_figuresshared WHERE user_id = %s
ORDER BY 7
"""


class Predicted(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction that was noted; neither `number` nor `choice` is set where it was skipped."""

    number: float | None
    choice: str
    at: datetime

    @property
    def skipped(self) -> bool:
        return self.number is None and not self.choice


class ClaimsDone(msgspec.Struct, frozen=True):
    """What one learner predicted in a lesson, by claim, and measured in its course."""

    figures: Figures = {}
    predicted: Mapping[str, Predicted] = {}
    shared: bool = False


def claims_done(user: User, course_slug: str, lesson_slug: str) -> ClaimsDone:
    key = (user.pk, course_slug)
    rows: list[Row] = []
    predicted: dict[str, Predicted] = {}
    shared = False
    with connection.cursor() as cursor:
        cursor.execute(claims_sql, (*key, *key, lesson_slug, user.pk))
        for kind, name, what, value, unit, on, at, source in cursor.fetchall():
            if kind == "figure":
                rows.append(Row(name, what, value, unit, on, time_of(at), source))
            elif kind == "prediction":
                predicted[name] = Predicted(number=value, choice=what, at=time_of(at))
            else:
                shared = True
    return ClaimsDone(figures_of_rows(rows), predicted, shared)


def predictions_of(user: User, course_slug: str) -> dict[tuple[str, str], Predicted]:
    """All that `user` predicted in a course, by lesson and claim."""
    rows = Prediction.objects.filter(user=user, course=course_slug)
    return {
        (each.lesson, each.claim): Predicted(number=each.number, choice=each.choice, at=each.at)
        for each in rows
    }


def time_of(value: datetime | str) -> datetime:
    """What SQLite gives, a text or a time without a zone, is UTC."""
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo else time.replace(tzinfo=UTC)

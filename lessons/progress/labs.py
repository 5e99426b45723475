"""Reads a learner's progress in a course's labs: tasks done in any session, and points."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

import msgspec
from django.db import connection

from labs.spec.definition import LabSpec
from lessons.progress.rows import Row, rows_sql
from virtlearn.people.models import User

# One row a task that was done, with its best points; one with an empty task for the lab itself,
# and in `fraction` whether its machines run. lessons.reading.state asks for it with other things.
labs_sql = rows_sql(
    "lab",
    "labs_labsession s"
    " LEFT JOIN labs_taskresult r ON r.session_id = s.id AND r.passed_at IS NOT NULL"
    " WHERE s.user_id = %(user)s AND s.course = %(course)s GROUP BY s.lab, COALESCE(r.task, '')",
    name="s.lab || '/' || COALESCE(r.task, '')",
    number="0",
    fraction="MAX(CASE WHEN s.state IN ('starting', 'ready') THEN 1.0 ELSE 0.0 END)",
    points="MAX(r.points)",
)


class LabDone(msgspec.Struct, frozen=True):
    """What a learner did in one lab: the best points of each task done; whether machines run."""

    points: tuple[tuple[str, float], ...] = ()
    running: bool = False


class LabProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far that is in the lab as it is now."""

    done: int = 0
    tasks: int = 0
    earned: float = 0
    possible: float = 0
    running: bool = False

    @property
    def begun(self) -> bool:
        return self.running or self.done > 0

    @property
    def finished(self) -> bool:
        return 0 < self.tasks == self.done


def lab_progress(spec: LabSpec, done: LabDone) -> LabProgress:
    """Counts the tasks that the lab has now; one may have become worth less."""
    best = dict(done.points)
    earned = [min(best[task.id], spec.task_points) for task in spec.tasks if task.id in best]
    return LabProgress(
        done=len(earned),
        tasks=len(spec.tasks),
        earned=round(sum(earned), 2),
        possible=spec.points,
        running=done.running,
    )


def labs_of_rows(rows: Iterable[Row]) -> dict[str, LabDone]:
    """By lab, from the rows of `labs_sql`."""
    found: dict[str, LabDone] = {}
    for row in sorted(rows, key=attrgetter("name")):
        lab, _, task = row.name.partition("/")
        before = found.get(lab, LabDone())
        passed = ((task, row.points or 0.0),) if task else ()
        found[lab] = LabDone((*before.points, *passed), before.running or bool(row.fraction))
    return found


def labs_done(user: User | None, course_slug: str) -> dict[str, LabDone]:
    """What `user` did in each lab of a course that they have opened."""
    if user is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(labs_sql, {"user": user.pk, "course": course_slug})
        return labs_of_rows(map(Row._make, cursor.fetchall()))

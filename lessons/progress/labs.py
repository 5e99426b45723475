"""Reads a learner's progress in a course's labs: tasks done alone or in a group, and points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

import msgspec
from django.db import connection
from django.db.models import Max

from labs.models import TaskResult
from labs.spec.definition import LabSpec
from lessons.models import GroupTask
from lessons.progress.mastery import Count
from lessons.progress.rows import Row, rows_sql
from virtlearn.people.models import User

# What somebody did alone is in their sessions. A session of a group goes from one member to
# another, so whose it is says nothing: what was done in it is each member's who was there then.
alone_sql = """
SELECT s.lab, COALESCE(r.task, '') AS task, s.state IN ('starting', 'ready') AS running, r.points
FROM labs_labsession s
LEFT JOIN labs_taskresult r ON r.session_id = s.id AND r.passed_at IS NOT NULL
WHERE s.user_id = %(user)s AND s.course = %(course)s AND s."group" = ''
"""
together_sql = """
SELECT w.lab, w.task, FALSE AS running, w.points
FROM lessons_grouptask w
JOIN lessons_membership m ON m.id = w.membership_id
JOIN lessons_class c ON c.id = m.in_class_id
JOIN lessons_course k ON k.id = c.course_id
WHERE m.user_id = %(user)s AND k.slug = %(course)s
"""
# The conditions on the session are those of its index (`labs_one_active_of_group`).
group_running_sql = """
SELECT s.lab, '' AS task, s.state <> 'queued' AS running, NULL AS points
FROM lessons_membership m
JOIN lessons_groupplace p ON p.membership_id = m.id AND p.ended_at IS NULL
JOIN labs_labsession s ON s."group" = CAST(p.group_id AS VARCHAR(32)) AND s.course = %(course)s
WHERE m.user_id = %(user)s AND m.state = 'joined'
AND s.state IN ('queued', 'starting', 'ready') AND NOT s."group" = ''
"""
# One row a task that was done, with its best points; one with an empty task for the lab itself,
# and in `fraction` whether its machines run. lessons.reading.state asks for it with other things.
labs_sql = rows_sql(
    "lab",
    f"({alone_sql} UNION ALL {together_sql} UNION ALL {group_running_sql}) AS found"
    " GROUP BY lab, task",
    name="lab || '/' || task",
    number="0",
    fraction="MAX(CASE WHEN running THEN 1.0 ELSE 0.0 END)",
    points="MAX(points)",
)


class LabDone(msgspec.Struct, frozen=True):
    """What a learner did in one lab: the best points of each task done; whether machines run."""

    points: tuple[tuple[str, float], ...] = ()
    running: bool = False


class LabProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far that is in the lab as it is now."""

    done: int = 0
    tasks: int = 0
    running: bool = False

    @property
    def begun(self) -> bool:
        return self.running or self.done > 0

    @property
    def finished(self) -> bool:
        return 0 < self.tasks == self.done


def lab_progress(spec: LabSpec, done: LabDone) -> LabProgress:
    """Counts the tasks that the lab has now."""
    best = dict(done.points)
    return LabProgress(
        done=sum(task.id in best for task in spec.tasks),
        tasks=len(spec.tasks),
        running=done.running,
    )


def labs_count(specs: Mapping[str, LabSpec], labs: Mapping[str, LabDone]) -> dict[str, Count]:
    """The tasks done of each lab, of those that it has now."""
    found = {slug: lab_progress(spec, labs.get(slug, LabDone())) for slug, spec in specs.items()}
    return {slug: Count(each.done, each.tasks) for slug, each in found.items()}


def tasks_done(labs: Mapping[str, LabDone]) -> frozenset[tuple[str, str]]:
    """By lab and task."""
    return frozenset((lab, task) for lab, done in labs.items() for task, _ in done.points)


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


def labs_done_at(user: User, course_slug: str) -> dict[str, datetime]:
    """By lab, when the last task that `user` did in it was found done."""
    alone = TaskResult.objects.filter(
        session__user=user, session__course=course_slug, session__group="", passed_at__isnull=False
    )
    together = GroupTask.objects.filter(
        membership__user=user, membership__in_class__course__slug=course_slug
    )
    found: dict[str, datetime] = {}
    for lab, at in (
        *alone.order_by().values_list("session__lab").annotate(last=Max("passed_at")),
        *together.order_by().values_list("lab").annotate(last=Max("at")),
    ):
        found[lab] = max(at, found.get(lab, at))
    return found

"""Statistics of the tasks of a course's labs, from the results that labs keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from labs.catalog.provider import task_digests
from labs.models import EndReason, TaskResult
from lessons.analytics.results import answered
from lessons.analytics.scope import Scope, of_scope, pooled
from lessons.analytics.statistics.analysis import Given, ItemAnalysis, Sheet, analyse
from lessons.analytics.statistics.papers import Item
from lessons.analytics.statistics.tasks import TaskUse, TaskWork, task_use
from lessons.assessment import question_bank
from lessons.document import schema
from lessons.publishing.lab_provider import lab_of
from lessons.publishing.selectors import Published
from virtlearn.people.models import teaching_roles

group_names = ("language", "accelerator", "device")


class Row(NamedTuple):
    """A task in one session of a learner."""

    lab: str
    task: str
    user: int
    session: UUID
    ready_at: datetime
    passed_at: datetime | None
    tries: int
    hints: int
    solution_at: datetime | None
    end_reason: str
    digest: str
    language: str
    accelerator: str
    device: str


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A task as it is now; `item` counts one that is ticked as right."""

    id: str
    use: TaskUse
    item: ItemAnalysis


class LabResult(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    title: str
    sheet: Sheet
    rows: Sequence[TaskRow]


def lab_results(published: Published, scope: Scope = pooled) -> Sequence[LabResult]:
    """By lab, in the course's order; one statement. Learners alone count, whose machines ran."""
    by_lab: dict[str, list[Row]] = {}
    for row in rows_of(published.course.slug, scope):
        by_lab.setdefault(row.lab, []).append(row)
    return [
        lab_result(published, head, by_lab.get(head.slug, []))
        for head in published.course.labs
        if head.spec.tasks
    ]


def rows_of(course_slug: str, scope: Scope) -> list[Row]:
    rows = TaskResult.objects.filter(session__course=course_slug, session__ready_at__isnull=False)
    rows = of_scope(rows, scope, "session__user")
    rows = rows.exclude(session__user__role__in=teaching_roles).order_by("session__created_at")
    fields = (
        *("session__lab", "task", "session__user_id", "session_id", "session__ready_at"),
        *("passed_at", "tries", "hints_opened", "solution_opened_at", "session__end_reason"),
        *("digest", "language", "accelerator", "device"),
    )
    return [Row(*values) for values in rows.values_list(*fields).iterator(5000)]


def lab_result(published: Published, head: schema.LabHead, rows: Sequence[Row]) -> LabResult:
    digests = task_digests(lab_of(published, head))
    sessions: dict[UUID, list[Row]] = {}
    by_task: dict[str, dict[int, list[Row]]] = {task.id: {} for task in head.spec.tasks}
    for row in rows:
        sessions.setdefault(row.session, []).append(row)
        if row.task in by_task:
            by_task[row.task].setdefault(row.user, []).append(row)
    given = {
        task: {user: given_of(each) for user, each in users.items()}
        for task, users in by_task.items()
    }
    weight = head.spec.task_points or 1
    sheet = analyse([Item(id=task, weight=weight) for task in by_task], digests, given, group_names)
    return LabResult(
        slug=head.slug,
        title=head.title[question_bank.language_of(published)],
        sheet=sheet,
        rows=[
            TaskRow(
                id=item.id,
                item=item,
                use=task_use(
                    [
                        work_of(each, sessions)
                        for user, each in by_task[item.id].items()
                        if given[item.id][user].digest == digests[item.id]
                    ]
                ),
            )
            for item in answered(sheet.items)
        ],
    )


def told_by(rows: Sequence[Row]) -> Row:
    """Of one learner's rows of one task: where it was ticked first, or else the last one."""
    return next((row for row in rows if row.passed_at), rows[-1])


def given_of(rows: Sequence[Row]) -> Given:
    row = told_by(rows)
    return Given(
        float(bool(row.passed_at)), row.digest, (row.language, row.accelerator, row.device)
    )


def work_of(rows: Sequence[Row], sessions: Mapping[UUID, Sequence[Row]]) -> TaskWork:
    """Tries and hints are carried over from session to session, so the last row has them all."""
    row = told_by(rows)
    until = rows[: rows.index(row) + 1]
    resets = sum(each.end_reason == EndReason.RESET and not each.passed_at for each in until)
    return TaskWork(
        ticked=row.passed_at is not None,
        seconds=seconds_of(row, sessions[row.session]),
        tries=row.tries,
        hints=row.hints,
        solution=row.solution_at is not None,
        resets=resets,
    )


def seconds_of(row: Row, session: Sequence[Row]) -> float | None:
    """From the tick before it in the same session, or from when the machines were ready."""
    if row.passed_at is None:
        return None
    before = [
        each.passed_at
        for each in session
        if each.passed_at and each.task != row.task and each.passed_at <= row.passed_at
    ]
    return max(0.0, (row.passed_at - max([row.ready_at, *before])).total_seconds())

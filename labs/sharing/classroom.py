"""Reads the labs that run of an instructor's learners, in three statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils import timezone

from labs.models import LabSession, LabState, TaskResult, Visit, active_states
from labs.sharing.learners import sessions_taught
from labs.sharing.selectors import there_for, visits_open
from virtlearn.people.models import User


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One session. `since` is when its last task was done, or else when the lab began; `task` the
    number of the first open task, 0 where none is; `place` where it stands in the queue, from 1,
    or 0; `people` who has a terminal of it open."""

    session: LabSession
    done: int
    total: int
    task: int
    since: datetime
    place: int = 0
    people: Sequence[Visit] = ()


def class_rows(teacher: User) -> Sequence[Row]:
    """Raised hands first, of these the oldest first; then those without progress for longest."""
    rows = sessions_taught(teacher).filter(state__in=active_states)
    sessions = list(rows.defer("scripts").order_by("created_at"))
    keys = [session.pk for session in sessions]
    progress, people = progress_of(keys), people_of(keys)
    waiting = [session for session in sessions if session.state == LabState.QUEUED]
    queue = [each.pk for each in sorted(waiting, key=lambda each: each.user.is_guest)]
    found = []
    for session in sessions:
        passed = progress.get(session.pk, {})
        tasks = [task.id for task in session.spec.tasks]
        open_tasks = (number for number, task in enumerate(tasks, 1) if task not in passed)
        found.append(
            Row(
                session=session,
                done=sum(1 for task in tasks if task in passed),
                total=len(tasks),
                task=next(open_tasks, 0),
                since=max(passed.values(), default=session.ready_at or session.created_at),
                place=queue.index(session.pk) + 1 if session.pk in queue else 0,
                people=people.get(session.pk, ()),
            )
        )
    now = timezone.now()
    return sorted(found, key=lambda row: (row.session.hand_raised_at or now, row.since))


def progress_of(sessions: Sequence[UUID]) -> Mapping[UUID, Mapping[str, datetime]]:
    """When each of the tasks that are done was done."""
    found: dict[UUID, dict[str, datetime]] = {}
    rows = TaskResult.objects.filter(session__in=sessions, passed_at__isnull=False)
    for session, task, passed_at in rows.values_list("session", "task", "passed_at"):
        if passed_at:
            found.setdefault(session, {})[task] = passed_at
    return found


def people_of(sessions: Sequence[UUID]) -> Mapping[UUID, Sequence[Visit]]:
    found: dict[UUID, list[Visit]] = {}
    rows = visits_open().filter(session__in=sessions, seen_at__gt=timezone.now() - there_for)
    for visit in rows.select_related("user").order_by("pk"):
        found.setdefault(visit.session_id, []).append(visit)
    return found

"""Decides who of a class is stuck in a lab, and in which order a live board lists learners. Pure.

The reasons are shown to who teaches; nobody is graded by them.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

failed_least = 3  # checks of the open task
slower_than = 2  # times the class's median
times_least = 3  # people who have done a task, before their median says anything
hint_wait = timedelta(minutes=10)


class Stuck(StrEnum):
    """Why somebody seems to be stuck; the first that holds."""

    FAILED = "failed"  # the check of the open task failed again and again
    SLOW = "slow"  # much longer on the open task than the class was
    HINT = "hint"  # a hint is open, and nothing was ticked since for long


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session stands with a task."""

    passed_at: datetime | None = None
    tries: int = 0
    hints: int = 0


class OpenTask(msgspec.Struct, frozen=True, kw_only=True):
    """The first task that is not done; `number` counts from 1, `since` is the last tick before it,
    or when the machines were ready."""

    id: str
    number: int
    since: datetime
    tries: int
    hints: int


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks of one session. `open_task` is None where all are done, or the lab does not run."""

    done: int
    total: int
    ticked_at: datetime | None = None
    open_task: OpenTask | None = None


class RowState(msgspec.Struct, frozen=True, kw_only=True):
    """What puts a learner before others: a raised hand, or being stuck since `stuck_since`."""

    hand_at: datetime | None = None
    stuck: Stuck | None = None
    stuck_since: datetime | None = None


def progress_of(
    tasks: Sequence[str], results: Mapping[str, Result], ready_at: datetime | None
) -> Progress:
    """`ready_at` is None where no machine runs now."""
    found = [(number, task, results.get(task, Result())) for number, task in enumerate(tasks, 1)]
    ticks = [result.passed_at for _number, _task, result in found if result.passed_at]
    ticked_at = max(ticks, default=None)
    first = next((each for each in found if each[2].passed_at is None), None)
    open_task = None
    if first and ready_at:
        number, task, result = first
        since = max(ready_at, ticked_at) if ticked_at else ready_at
        open_task = OpenTask(
            id=task, number=number, since=since, tries=result.tries, hints=result.hints
        )
    return Progress(done=len(ticks), total=len(tasks), ticked_at=ticked_at, open_task=open_task)


def times_of(passed: Mapping[str, datetime], ready_at: datetime) -> Mapping[str, timedelta]:
    """How long each task of one session took: from the tick before it, or from `ready_at`."""
    found, before = {}, ready_at
    for task, at in sorted(passed.items(), key=lambda each: each[1]):
        found[task] = max(at - before, timedelta())
        before = max(before, at)
    return found


def medians_of(people: Iterable[Mapping[str, timedelta]]) -> Mapping[str, timedelta]:
    """By task, of those that at least `times_least` people have done."""
    times: dict[str, list[float]] = {}
    for each in people:
        for task, time in each.items():
            times.setdefault(task, []).append(time.total_seconds())
    return {
        task: timedelta(seconds=statistics.median(found))
        for task, found in times.items()
        if len(found) >= times_least
    }


def stuck_reason(task: OpenTask, median: timedelta | None, now: datetime) -> Stuck | None:
    """`median` is how long the class took for that task, None where that can't be said yet."""
    if task.tries >= failed_least:
        return Stuck.FAILED
    if median is not None and now - task.since > slower_than * median:
        return Stuck.SLOW
    if task.hints and now - task.since >= hint_wait:
        return Stuck.HINT
    return None


def row_state(
    task: OpenTask | None, hand_at: datetime | None, median: timedelta | None, now: datetime
) -> RowState:
    stuck = stuck_reason(task, median, now) if task else None
    return RowState(
        hand_at=hand_at, stuck=stuck, stuck_since=task.since if task and stuck else None
    )


def order_key(name: str, state: RowState) -> tuple[int, float, str]:
    """Sorts raised hands by time, then who has been stuck for longest, then the rest by name."""
    called = name.casefold()
    if state.hand_at:
        return (0, state.hand_at.timestamp(), called)
    if state.stuck_since:
        return (1, state.stuck_since.timestamp(), called)
    return (2, 0.0, called)

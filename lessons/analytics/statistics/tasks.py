"""Statistics of tasks that tick themselves: times, tries, hints, resets."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.analytics.statistics.moments import median


class TaskWork(msgspec.Struct, frozen=True, kw_only=True):
    """One learner's work on one task, over all sessions of its lab."""

    ticked: bool = False
    seconds: float | None = None  # to the tick, in the session in which it was ticked first
    tries: int = 0  # checks that found it not done yet, until the tick
    hints: int = 0
    solution: bool = False  # it was opened
    resets: int = 0  # of the lab while it was not ticked


class TaskUse(msgspec.Struct, frozen=True, kw_only=True):
    """Medians are of those who ticked it; shares, 0 to 1, of all who had it before them."""

    people: int = 0
    ticked: int = 0
    seconds: float | None = None
    tries: float | None = None
    hint_share: float | None = None
    solution_share: float | None = None
    resets: int = 0


def task_use(works: Sequence[TaskWork]) -> TaskUse:
    done = [work for work in works if work.ticked]

    def share(count: int) -> float | None:
        return count / len(works) if works else None

    return TaskUse(
        people=len(works),
        ticked=len(done),
        seconds=median([work.seconds for work in done if work.seconds is not None]),
        tries=median([float(work.tries) for work in done]),
        hint_share=share(sum(work.hints > 0 for work in works)),
        solution_share=share(sum(work.solution for work in works)),
        resets=sum(work.resets for work in works),
    )

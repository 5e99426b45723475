"""Schedules one session's checks, and acts on what they find.

Pages are told, tasks that are due are prepared, figures are kept; what could not run is tried again
with backoff. When checks run at all is the idle detector's (idle_detector.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

import msgspec

from labs.terminal.core.idle_detector import IdleDetector
from labs.terminal.core.load_shedding import LoadShedder
from labs.terminal.core.times import Times, usual

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

figures_tries = 4  # the first prompt may not be noted yet at the first pass


class CheckPass(msgspec.Struct, frozen=True, kw_only=True):
    """What one pass of checks came to."""

    shown: object = ()  # an equal one means that the pages show it already
    busy: bool = False  # another pass was under way, and this one looked at nothing
    fresh: bool = False  # a task is done that was not
    unsure: bool = False  # something could not run
    due: tuple[str, ...] = ()  # tasks that are to be prepared now


class Checker(Protocol):
    """All of it blocks, and is called from threads. None of it raises for what an engine does."""

    def check(self, session: UUID) -> CheckPass:
        """Runs the open tasks' checks."""

    def due(self, session: UUID) -> tuple[str, ...]:
        """The tasks that are to be prepared now, without a look at any."""

    def prepare(self, session: UUID, task: str) -> bool:
        """Runs a task's preparation; whether it is prepared."""

    def note_figures(self, session: UUID) -> bool:
        """Keeps what the platform measures itself; whether it could measure all of it."""


class CheckThreads:
    """Where the checks of all sessions run.

    A preparation that lasts keeps no check waiting, nor does an engine that is slow to measure.
    """

    def __init__(self) -> None:
        self.checks = ThreadPoolExecutor(4, thread_name_prefix="terminal-check")
        self.figures = ThreadPoolExecutor(1, thread_name_prefix="terminal-figures")
        self.preparations = ThreadPoolExecutor(8, thread_name_prefix="terminal-prepare")


class CheckScheduler:
    """One session's. `tell` says to its pages that something changed. While `load` is not calm,
    checks wait: each costs the engine what a dozen starts cost."""

    def __init__(  # noqa: PLR0913
        self,
        session: UUID,
        checker: Checker,
        threads: CheckThreads,
        tell: Callable[[], None],
        *,
        load: LoadShedder | None = None,
        times: Times = usual,
    ) -> None:
        self.session = session
        self.checker = checker
        self.threads = threads
        self.tell = tell
        self.load = load
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.watch = IdleDetector(self.loop, self.check, times)
        self.shown: object = None
        self.figures_wanted = figures_tries  # how often it is tried yet to have them all
        self.failed: dict[str, tuple[int, float]] = {}  # how often, and when to try it again
        self.preparing: set[str] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Prepares what can be from the start: the first pass may be long in coming."""
        self.spawn(self.prepare_first())

    async def prepare_first(self) -> None:
        try:
            due = await self.run(self.threads.preparations, self.checker.due, self.session)
        except Exception:
            log.exception("what session %s begins with is not known", self.session)
        else:
            self.prepare_due(due)

    async def check(self) -> float | None:
        """One pass; seconds until another shall follow by itself."""
        if self.load is not None:
            await self.load.calm()
        try:
            found = await self.run(self.threads.checks, self.checker.check, self.session)
        except Exception:
            log.exception("session %s could not be looked at", self.session)
            found = CheckPass(shown=self.shown, unsure=True)
        if found.busy:
            return self.times.busy
        if found.shown != self.shown:
            self.shown = found.shown
            self.tell()
        if found.fresh or self.figures_wanted > 0:
            self.figures_wanted -= 1
            self.spawn(self.measure())
        waits = [self.wait_of("")] if found.unsure else []
        self.note("", failed=found.unsure)
        waits += self.prepare_due(found.due)
        return min(waits, default=None)

    def prepare_due(self, tasks: Sequence[str]) -> list[float]:
        """Begins with those whose time has come; the seconds until that of the others."""
        waits = []
        for task in set(tasks) - self.preparing:  # what is being prepared asks when it is over
            if (wait := self.wait_until(task) - self.loop.time()) > 0:
                waits.append(wait)
            else:
                self.preparing.add(task)
                self.spawn(self.prepare(task))
        return waits

    async def measure(self) -> None:
        try:
            if await self.run(self.threads.figures, self.checker.note_figures, self.session):
                self.figures_wanted = 0
        except Exception:
            log.exception("the figures of session %s were not kept", self.session)

    async def prepare(self, task: str) -> None:
        done = False
        try:
            done = await self.run(
                self.threads.preparations, self.checker.prepare, self.session, task
            )
        except Exception:
            log.exception("%s of session %s was not prepared", task, self.session)
        self.preparing.discard(task)
        self.note(task, failed=not done)
        self.tell()
        self.watch.ask(0.0 if done else self.wait_until(task) - self.loop.time())

    async def run(
        self, executor: Executor, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self.loop.run_in_executor(executor, lambda: function(*args, **kwargs))

    # Waiting longer after each failure

    def note(self, task: str, *, failed: bool) -> None:
        """`task` is empty for the checks."""
        if not failed:
            self.failed.pop(task, None)
            return
        wait = self.wait_of(task)
        times = self.failed.get(task, (0, 0.0))[0] + 1
        self.failed[task] = (times, self.loop.time() + wait)

    def wait_of(self, task: str) -> float:
        times = self.failed.get(task, (0, 0.0))[0]
        return min(self.times.retry_most, self.times.retry_least * 2.0 ** min(times, 10))

    def wait_until(self, task: str) -> float:
        return self.failed.get(task, (0, 0.0))[1]

    def spawn(self, coroutine: Any) -> None:
        task = self.loop.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

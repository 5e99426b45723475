"""What follows a pass of checks: pages are told, tasks prepared, figures kept, failures retried."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable

import pytest

from labs.terminal.core.check_scheduler import (
    CheckPass,
    CheckScheduler,
    CheckThreads,
    figures_tries,
)
from labs.terminal.core.load_shedding import LoadShedder
from labs.terminal.core.times import Times

seconds = 10.0


class Lab:
    """A checker in the test's hands; everything is counted."""

    def __init__(self) -> None:
        self.looked = CheckPass()
        self.checks = 0
        self.prepared: list[str] = []
        self.fails: set[str] = set()
        self.figures = 0
        self.figures_known = True
        self.hold = threading.Event()
        self.hold.set()
        self.broken = False

    def check(self, session: uuid.UUID) -> CheckPass:
        self.checks += 1
        if self.broken:
            raise OSError("the database is away")
        return self.looked

    def due(self, session: uuid.UUID) -> tuple[str, ...]:
        return self.looked.due

    def prepare(self, session: uuid.UUID, task: str) -> bool:
        self.prepared.append(task)
        if task == "slow":
            self.hold.wait(seconds)
        return task not in self.fails

    def note_figures(self, session: uuid.UUID) -> bool:
        self.figures += 1
        return self.figures_known


quick = Times(retry_least=0.02, busy=0.01)


async def until(true: Callable[[], bool]) -> None:
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def scheduler_make(lab: Lab) -> tuple[CheckScheduler, list[int]]:
    told: list[int] = []
    scheduler = CheckScheduler(
        uuid.uuid4(), lab, CheckThreads(), lambda: told.append(lab.checks), times=quick
    )
    return scheduler, told


def test_pages_are_told_what_is_new_and_nothing_twice() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, told = scheduler_make(lab)
        for shown in ("a", "a", "b", "b"):
            lab.looked = CheckPass(shown=shown)
            assert await scheduler.check() is None
        assert told == [1, 3]

    asyncio.run(main())


def test_another_pass_under_way_is_followed_by_one_of_ours() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, told = scheduler_make(lab)
        lab.looked = CheckPass(busy=True)
        assert await scheduler.check() == quick.busy
        assert told == []  # nothing was looked at

    asyncio.run(main())


def test_what_could_not_run_is_tried_again_later_and_later() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, _ = scheduler_make(lab)
        lab.looked = CheckPass(unsure=True)
        waits = [await scheduler.check() for _ in range(4)]
        assert waits == pytest.approx([0.02, 0.04, 0.08, 0.16])
        lab.looked = CheckPass()
        assert await scheduler.check() is None
        lab.looked = CheckPass(unsure=True)
        assert await scheduler.check() == pytest.approx(0.02)

    asyncio.run(main())


def test_a_database_that_is_away_ends_nothing() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, _ = scheduler_make(lab)
        lab.broken = True
        scheduler.watch.ask(0)
        await until(lambda: lab.checks > 2)
        lab.broken = False
        lab.looked = CheckPass(shown="back")
        await until(lambda: scheduler.shown == "back")
        scheduler.watch.close()

    asyncio.run(main())


def test_a_task_that_is_due_is_prepared_once_and_looked_at() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, told = scheduler_make(lab)
        lab.looked = CheckPass(due=("slow",))
        lab.hold.clear()
        scheduler.watch.ask(0)
        await until(lambda: lab.prepared == ["slow"])
        before = lab.checks
        for _ in range(3):  # others go on meanwhile, and it is not begun again
            scheduler.watch.ask(0)
            await asyncio.sleep(0.03)
        assert lab.checks > before
        assert lab.prepared == ["slow"]
        lab.looked = CheckPass(shown="open")
        before = lab.checks
        lab.hold.set()
        await until(lambda: scheduler.shown == "open")
        assert lab.checks > before
        assert told
        scheduler.watch.close()

    asyncio.run(main())


def test_what_can_be_prepared_from_the_start_waits_for_no_pass() -> None:
    async def main() -> None:
        lab = Lab()
        lab.looked = CheckPass(due=("one",))
        scheduler, told = scheduler_make(lab)
        scheduler.begin()
        await until(lambda: bool(told))
        assert lab.prepared[0] == "one"
        assert told[0] == 0  # passes until then
        scheduler.watch.close()

    asyncio.run(main())


def test_a_preparation_that_fails_is_tried_again_by_itself() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, _ = scheduler_make(lab)
        lab.looked = CheckPass(due=("one",))
        lab.fails = {"one"}
        scheduler.watch.ask(0)
        await until(lambda: len(lab.prepared) >= 3)
        lab.fails = set()
        lab.looked = CheckPass()
        count = len(lab.prepared)
        await asyncio.sleep(0.5)
        assert len(lab.prepared) <= count + 1
        scheduler.watch.close()

    asyncio.run(main())


def test_figures_are_kept_after_the_first_look_and_after_each_task() -> None:
    async def main() -> None:
        lab = Lab()
        scheduler, _ = scheduler_make(lab)
        await scheduler.check()
        await until(lambda: lab.figures == 1)
        await until(lambda: scheduler.figures_wanted == 0)
        await scheduler.check()
        lab.looked = CheckPass(fresh=True)
        await scheduler.check()
        await until(lambda: lab.figures == 2)

    asyncio.run(main())


def test_figures_that_cannot_be_had_are_asked_for_a_few_times() -> None:
    async def main() -> None:
        lab = Lab()
        lab.figures_known = False
        scheduler, _ = scheduler_make(lab)
        for _ in range(9):
            await scheduler.check()
        await until(lambda: lab.figures == figures_tries)

    asyncio.run(main())


def test_checks_leave_the_way_to_those_who_start() -> None:
    async def scene() -> None:
        lab, order = Lab(), []
        clear = asyncio.Event()

        class Waits(LoadShedder):
            async def calm(self) -> None:
                order.append(lab.checks)
                await clear.wait()

        scheduler = CheckScheduler(
            uuid.uuid4(), lab, CheckThreads(), lambda: None, load=Waits(lambda: 0.0)
        )
        looking = asyncio.ensure_future(scheduler.check())
        await until(lambda: bool(order))
        assert lab.checks == 0
        clear.set()
        await asyncio.wait_for(looking, seconds)
        assert (lab.checks, order) == (1, [0])

    asyncio.run(scene())

"""Sizes on their way to the engine: one resize at a time, the latest wins, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from labs.engines.errors import EngineError
from labs.terminal.core import resizing
from labs.terminal.core.load_shedding import LoadShedder
from labs.terminal.core.resizing import Resizer
from labs.terminal.core.tab import Tab


class SlowEngine:
    """Takes each resize when the test says so; `fails`: the next ones come to nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, int, int, object]] = []
        self.gates: list[asyncio.Future[None]] = []
        self.fails = 0

    def resize(self, handle: object, rows: int, cols: int, stream: object) -> None: ...

    async def call(self, function: Callable[..., None], *args: Any) -> None:
        assert function == self.resize
        self.asked.append(cast(Any, args))
        gate = asyncio.get_running_loop().create_future()
        self.gates.append(gate)
        await gate
        if self.fails:
            self.fails -= 1
            raise EngineError("busy")

    async def done(self) -> None:
        """The engine is ready with the resize that it is at."""
        self.gates[-1].set_result(None)
        await settle()

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Rows and columns, as they were asked for."""
        return [(rows, cols) for _, rows, cols, _ in self.asked]


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


class Told:
    def __init__(self) -> None:
        self.frames: list[object] = []
        self.visit = 1

    def tell(self, frame: object) -> None:
        self.frames.append(frame)


class Recorder:
    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def resize(self, cols: int, rows: int) -> None:
        self.sizes.append((cols, rows))


class FakeTab:
    def __init__(self) -> None:
        self.handle, self.stream = "handle", "stream"
        self.size = (80, 24)
        self.ended = False
        self.recorder: Recorder | None = None
        self.viewers: list[Told] = []
        self.ring = SimpleNamespace(end=0)


class Bench:
    """A resizer with an engine in the test's hands, and one tab."""

    def __init__(self) -> None:
        self.engine = SlowEngine()
        self.waited: list[str] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self.loop = asyncio.get_running_loop()
        load = cast(LoadShedder, SimpleNamespace(calm=self.calm))
        self.resizer = Resizer(partial(self.engine.call, self.engine.resize), self.spawn, load)
        self.tab = self.tab_make()

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(self.loop.create_task(coroutine))

    async def calm(self) -> None:
        self.waited.append("calm")

    def tab_make(self) -> Tab:
        return cast(Tab, FakeTab())

    def empty(self) -> bool:
        return not self.resizer.wanted and not self.resizer.resizing


def run(test: Callable[[Bench], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        bench = Bench()
        await asyncio.wait_for(test(bench), 10)
        for task in bench.tasks:
            assert task.done()
            task.result()

    asyncio.run(main())


def test_a_resize_asks_the_engine_once_and_is_forgotten() -> None:
    async def test(bench: Bench) -> None:
        recorder = Recorder()
        cast(Any, bench.tab).recorder = recorder
        bench.resizer.resize(bench.tab, 100, 30)
        assert bench.tab.size == (100, 30)
        await settle()
        assert bench.engine.asked == [("handle", 30, 100, "stream")]
        assert recorder.sizes == []  # not before the engine has it
        await bench.engine.done()
        assert recorder.sizes == [(100, 30)]
        assert bench.empty()

    run(test)


def test_while_the_engine_is_at_one_those_in_between_are_skipped() -> None:
    async def test(bench: Bench) -> None:
        bench.resizer.resize(bench.tab, 100, 30)
        await settle()
        for cols in (101, 102, 103):
            bench.resizer.resize(bench.tab, cols, 31)
        await settle()
        assert bench.engine.sizes == [(30, 100)]  # one in flight
        await bench.engine.done()
        assert bench.engine.sizes == [(30, 100), (31, 103)]
        bench.resizer.resize(bench.tab, 104, 32)  # while the second is under way
        await bench.engine.done()
        assert bench.engine.sizes[2:] == [(32, 104)]
        await bench.engine.done()
        assert len(bench.engine.asked) == 3
        assert bench.empty()
        bench.resizer.resize(bench.tab, 90, 20)  # and it goes on after a rest
        await settle()
        assert bench.engine.sizes[3:] == [(20, 90)]
        await bench.engine.done()

    run(test)


def test_one_that_is_there_again_by_then_needs_no_second_resize() -> None:
    async def test(bench: Bench) -> None:
        bench.resizer.resize(bench.tab, 100, 30)
        await settle()
        bench.resizer.resize(bench.tab, 90, 30)
        bench.resizer.resize(bench.tab, 100, 30)
        await bench.engine.done()
        assert bench.engine.sizes == [(30, 100)]

    run(test)


def test_tabs_do_not_wait_for_each_other() -> None:
    async def test(bench: Bench) -> None:
        other = bench.tab_make()
        bench.resizer.resize(bench.tab, 100, 30)
        bench.resizer.resize(other, 90, 20)
        await settle()
        assert bench.engine.sizes == [(30, 100), (20, 90)]
        for gate in bench.engine.gates:
            gate.set_result(None)
        await settle()
        assert bench.empty()

    run(test)


def test_an_engine_that_fails_leaves_the_way_free() -> None:
    async def test(bench: Bench) -> None:
        recorder = Recorder()
        cast(Any, bench.tab).recorder = recorder
        bench.engine.fails = 1
        bench.resizer.resize(bench.tab, 100, 30)
        await settle()
        await bench.engine.done()
        assert recorder.sizes == []
        assert bench.empty()
        bench.resizer.resize(bench.tab, 101, 30)
        await settle()
        await bench.engine.done()
        assert recorder.sizes == [(101, 30)]

    run(test)


def test_a_tab_that_has_ended_is_not_resized() -> None:
    async def test(bench: Bench) -> None:
        bench.resizer.resize(bench.tab, 100, 30)
        await settle()
        bench.resizer.resize(bench.tab, 101, 30)
        bench.tab.ended = True
        await bench.engine.done()
        assert bench.engine.sizes == [(30, 100)]
        assert bench.empty()

    run(test)


def test_sizes_are_clamped_before_anybody_hears_of_them() -> None:
    async def test(bench: Bench) -> None:
        visitor = Told()
        cast(Any, bench.tab).viewers = [visitor]
        bench.resizer.resize(bench.tab, 10**9, -5)
        cols, rows = bench.tab.size
        assert 1 <= rows < cols < 10_000
        (frame,) = visitor.frames
        assert (cast(Any, frame).cols, cast(Any, frame).rows) == (cols, rows)
        await settle()
        assert bench.engine.sizes == [(rows, cols)]
        await bench.engine.done()

    run(test)


@pytest.mark.parametrize(("known", "waited"), [(True, ["calm"]), (False, [])])
def test_a_prompt_that_is_known_leaves_the_way_to_others(known: bool, waited: list[str]) -> None:
    async def test(bench: Bench) -> None:
        bench.tab.ring.end = 1
        await bench.resizer.redraw(bench.tab, known=known)
        assert bench.waited == waited
        await settle()
        await bench.engine.done()

    run(test)


class Clock:
    """The loop's time as `redraw` sees it; each of its sleeps takes just as long."""

    def __init__(self, bench: Bench) -> None:
        self.now = 50.0
        self.naps: list[float] = []
        self.then: dict[int, Callable[[], None]] = {}
        bench.resizer.loop = cast(Any, SimpleNamespace(time=lambda: self.now))

        async def sleep(seconds: float) -> None:
            if seconds:
                self.naps.append(seconds)
                self.now += seconds
                self.then.get(len(self.naps), lambda: None)()
            await asyncio.sleep(0)

        bench.resizer.sleep = sleep


def test_a_shell_without_output_gets_its_size_after_a_while() -> None:
    async def test(bench: Bench) -> None:
        clock = Clock(bench)
        await bench.resizer.redraw(bench.tab, known=False)
        assert set(clock.naps) == {resizing.redraw_least}
        assert (
            resizing.redraw_seconds
            <= clock.now - 50
            < resizing.redraw_seconds + resizing.redraw_least
        )
        await settle()
        assert bench.engine.sizes == [(24, 80)]
        await bench.engine.done()

    run(test)


def test_a_shell_with_output_gets_the_size_that_it_is_to_have_by_then() -> None:
    async def test(bench: Bench) -> None:
        clock = Clock(bench)

        def printed() -> None:
            bench.tab.ring.end = 10
            bench.tab.size = (132, 43)

        clock.then[2] = printed
        await bench.resizer.redraw(bench.tab, known=False)
        assert len(clock.naps) == 2
        await settle()
        assert bench.engine.sizes == [(43, 132)]
        await bench.engine.done()

    run(test)


def test_a_program_that_is_to_draw_anew_sees_another_size_and_its_own_again() -> None:
    async def test(bench: Bench) -> None:
        clock = Clock(bench)
        bench.spawn(bench.resizer.repaint(bench.tab))
        await settle()
        assert bench.engine.sizes == [(23, 80)]
        await bench.engine.done()
        assert clock.naps == [resizing.redraw_seconds]
        assert bench.engine.sizes == [(23, 80), (24, 80)]
        await bench.engine.done()
        assert bench.empty()
        bench.tab.size = (80, 1)
        bench.spawn(bench.resizer.repaint(bench.tab))
        await settle()
        assert bench.engine.sizes[2:] == [(2, 80)]
        await bench.engine.done()
        await bench.engine.done()
        assert bench.engine.sizes[3:] == [(1, 80)]

    run(test)


def test_what_is_drawn_anew_ends_with_the_size_that_was_asked_for_meanwhile() -> None:
    async def test(bench: Bench) -> None:
        Clock(bench)
        bench.resizer.resize(bench.tab, 100, 30)
        bench.spawn(bench.resizer.repaint(bench.tab))
        await settle()
        assert bench.engine.sizes == [(30, 100)]  # one in flight
        await bench.engine.done()
        assert bench.engine.sizes == [(30, 100), (29, 100)]
        bench.resizer.resize(bench.tab, 90, 20)
        await bench.engine.done()
        assert bench.engine.sizes[2:] == [(20, 90)]
        await bench.engine.done()
        assert bench.empty()

    run(test)


def test_an_engine_that_fails_amid_it_still_gets_the_size() -> None:
    async def test(bench: Bench) -> None:
        Clock(bench)
        bench.engine.fails = 1
        bench.spawn(bench.resizer.repaint(bench.tab))
        await settle()
        await bench.engine.done()
        assert bench.engine.sizes == [(23, 80), (24, 80)]
        await bench.engine.done()
        assert bench.empty()

    run(test)


def test_a_tab_that_has_ended_is_not_drawn_anew() -> None:
    async def test(bench: Bench) -> None:
        bench.tab.ended = True
        await bench.resizer.repaint(bench.tab)
        assert bench.engine.sizes == []
        assert bench.empty()

    run(test)

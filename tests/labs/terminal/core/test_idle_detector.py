"""When checks run: after quiet, never twice at once, and at last also where it never is quiet."""

from __future__ import annotations

import asyncio

import pytest

from labs.terminal.core.idle_detector import (
    IdleDetector,
    gap_acting,
    gap_watching,
)
from labs.terminal.core.times import usual
from tests.labs.terminal.virtual import run


class Checks:
    """Notes when it is called; each call takes `lasts` seconds and gives the next of `again`."""

    def __init__(self, lasts: float = 0.05) -> None:
        self.loop = asyncio.get_running_loop()
        self.begun: list[float] = []
        self.lasts = lasts
        self.again: list[float | None] = []
        self.running = 0
        self.zero = self.loop.time()
        self.watch = IdleDetector(self.loop, self.check)

    async def check(self) -> float | None:
        assert self.running == 0, "two at once"
        self.running += 1
        self.begun.append(round(self.loop.time() - self.zero, 2))
        await asyncio.sleep(self.lasts)
        self.running -= 1
        return self.again.pop(0) if self.again else None

    async def until(self, seconds: float) -> None:
        """Until that time has come, counted from the beginning."""
        await asyncio.sleep(self.zero + seconds - self.loop.time())


def test_once_it_is_quiet() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(1)
        checks.watch.input(b"\r")
        for tenth in range(8):  # output until 1.7
            await checks.until(1 + tenth / 10)
            checks.watch.output(100)
        await checks.until(9)
        assert checks.begun == [round(1.7 + usual.quiet, 2)]

    run(main())


def test_who_types_on_is_not_disturbed() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(1)
        checks.watch.input(b"\r")
        for tenth in range(31):  # the next line, until 4.0
            await checks.until(1 + tenth / 10)
            checks.watch.input(b"a")
            checks.watch.output(1)
        await checks.until(9)
        assert checks.begun == [round(4 + usual.quiet, 2)]

    run(main())


def test_who_never_stops_typing_is_looked_at_at_last() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(1)
        checks.watch.input(b"\r")
        for tenth in range(150):
            await checks.until(1 + tenth / 10)
            checks.watch.input(b"a")
        assert checks.begun == [1 + usual.typing]

    run(main())


def test_what_never_is_quiet_is_looked_at_all_the_same() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(1)
        checks.watch.input(b"\r")
        for tenth in range(100):
            await checks.until(1 + tenth / 10)
            checks.watch.output(100)
        assert checks.begun[0] == 1 + usual.patience
        assert 4 <= len(checks.begun) <= 5  # in ten seconds

    run(main())


def test_output_that_comes_by_itself_is_looked_at_seldom() -> None:
    async def main() -> None:
        checks = Checks()
        for second in range(60):
            await checks.until(second + 1)
            checks.watch.output(100)
        assert len(checks.begun) <= 60 / gap_watching + 1

    run(main())


def test_a_command_while_output_comes_by_itself_is_looked_at_at_once() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(12)
        checks.watch.output(100)
        await checks.until(13)
        assert len(checks.begun) == 1
        checks.watch.output(100)  # the next look would be ten seconds away
        await checks.until(14)
        checks.watch.input(b"\r")
        checks.watch.output(100)
        await checks.until(15)
        assert checks.begun[1:] == [14 + usual.quiet]

    run(main())


def test_the_tick_comes_soon_after_another_look() -> None:
    """Two commands, the second while the first is looked at: under 0.7 s from its output."""

    async def main() -> None:
        checks = Checks(lasts=0.1)
        await checks.until(1)
        checks.watch.input(b"\r")
        checks.watch.output(100)
        await checks.until(1.35)  # the look at the first has begun
        checks.watch.input(b"\r")
        checks.watch.output(100)
        await checks.until(5)
        assert checks.begun == [1.3, round(1.3 + 0.1 + gap_acting, 2)]
        assert checks.begun[1] + 0.1 - 1.35 < 0.6

    run(main())


def test_letters_and_their_echo_are_nothing() -> None:
    async def main() -> None:
        checks = Checks()
        for second in range(9):
            await checks.until(second + 1)
            checks.watch.input(b"x")
            checks.watch.output(1)
        assert checks.begun == []

    run(main())


@pytest.mark.parametrize("again", [0.0, 3.0])
def test_a_look_that_wants_another_gets_it(again: float) -> None:
    async def main() -> None:
        checks = Checks(lasts=0.1)
        checks.again = [again]
        await checks.until(1)
        checks.watch.ask(0)
        await checks.until(9)
        assert checks.begun == [1, round(1.1 + again, 2)]

    run(main())


def test_output_comes_before_what_was_asked_for() -> None:
    async def main() -> None:
        checks = Checks()
        checks.again = [30]
        await checks.until(1)
        checks.watch.ask(0)
        await checks.until(5)
        checks.watch.input(b"\r")
        await checks.until(40)
        assert checks.begun == [1, 5 + usual.quiet]  # and the other is not wanted any more

    run(main())


@pytest.mark.parametrize("entered", [0.95, 1.0, 1.05])  # before the look, with it, while it runs
def test_a_look_that_was_asked_for_takes_none_from_a_command(entered: float) -> None:
    """It comes before the command's end, which prints nothing that is more than an echo."""

    async def main() -> None:
        checks = Checks(lasts=0.1)
        checks.watch.ask(1)
        await checks.until(entered)
        checks.watch.input(b"x")
        checks.watch.input(b"\r")
        await checks.until(entered + 0.03)
        checks.watch.output(20)
        await checks.until(9)
        assert checks.begun == [1, round(max(entered + usual.quiet, 1.1 + gap_acting), 2)]

    run(main())


def test_a_look_that_was_asked_for_in_quiet_is_enough() -> None:
    async def main() -> None:
        checks = Checks(lasts=0.1)
        await checks.until(1)
        checks.watch.input(b"\r")
        await checks.until(1.32)  # the look at it runs
        checks.watch.input(b"\r")
        await checks.until(1.65)  # by itself the next would begin a little later
        checks.watch.ask(0)
        await checks.until(9)
        assert checks.begun == [1.3, 1.65]

    run(main())


def test_after_the_end_nothing_begins() -> None:
    async def main() -> None:
        checks = Checks()
        await checks.until(1)
        checks.watch.input(b"\r")
        checks.watch.close()
        checks.watch.output(100)
        checks.watch.ask(0)
        await checks.until(9)
        assert checks.begun == []

    run(main())

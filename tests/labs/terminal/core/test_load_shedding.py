"""What can wait waits for a moment without anybody new, and not for ever."""

from __future__ import annotations

import asyncio

import pytest

from labs.terminal.core.load_shedding import LoadShedder, calm_seconds, delay_most


class Clock:
    now = 100.0

    def time(self) -> float:
        return self.now


def load_make(arrivals: int) -> tuple[LoadShedder, Clock]:
    """While anybody waits, so many come, one in each tenth of a second."""
    clock = Clock()

    async def sleep(seconds: float) -> None:
        assert seconds > 0
        clock.now += seconds
        if come := min(arrivals, int((clock.now - 100.0) / 0.1)):
            load.latest = 100.0 + come * 0.1

    load = LoadShedder(clock.time, sleep)
    return load, clock


def test_nobody_waits_where_nobody_comes() -> None:
    load, clock = load_make(0)
    asyncio.run(load.calm())
    assert clock.now == 100.0


def test_one_alone_is_a_short_rush() -> None:
    load, clock = load_make(0)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.0 + calm_seconds)


def test_rush_is_over_when_the_last_has_come() -> None:
    load, clock = load_make(4)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.4 + calm_seconds)


def test_rush_that_does_not_end_is_not_waited_for() -> None:
    load, clock = load_make(10**6)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.0 + delay_most)

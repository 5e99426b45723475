"""What can wait waits for a moment without anybody new, and not for ever."""

from __future__ import annotations

import asyncio

import pytest

from labs.terminal.core.load_shedding import LoadShedder, calm_seconds, delay_most


class Clock:
    now = 100.0

    def time(self) -> float:
        return self.now


def load_make(monkeypatch: pytest.MonkeyPatch, arrivals: int) -> tuple[LoadShedder, Clock]:
    """While anybody waits, so many come, one in each tenth of a second."""
    clock = Clock()
    load = LoadShedder(clock.time)

    async def sleep(seconds: float) -> None:
        assert seconds > 0
        clock.now += seconds
        if come := min(arrivals, int((clock.now - 100.0) / 0.1)):
            load.latest = 100.0 + come * 0.1

    monkeypatch.setattr("labs.terminal.core.load_shedding.asyncio.sleep", sleep)
    return load, clock


def test_nobody_waits_where_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    load, clock = load_make(monkeypatch, 0)
    asyncio.run(load.calm())
    assert clock.now == 100.0


def test_one_alone_is_a_short_rush(monkeypatch: pytest.MonkeyPatch) -> None:
    load, clock = load_make(monkeypatch, 0)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.0 + calm_seconds)


def test_rush_is_over_when_the_last_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    load, clock = load_make(monkeypatch, 4)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.4 + calm_seconds)


def test_rush_that_does_not_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    load, clock = load_make(monkeypatch, 10**6)
    load.arrived()
    asyncio.run(load.calm())
    assert clock.now == pytest.approx(100.0 + delay_most)

"""What dies is started again; what never ran, or is told to stop, is not."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from virtlearn.operation import restart
from virtlearn.operation.restart import Restart


class Time:
    """A clock on which each run of a command lasts as long as it is told."""

    def __init__(self, *runs: float) -> None:
        self.now = 0.0
        self.times: Iterator[float] = iter([at for run in runs for at in (0.0, run)])
        self.pauses: list[float] = []

    def clock(self) -> float:
        self.now += next(self.times)
        return self.now


def lines(path: Path, *, fail: int) -> list[str]:
    """A command that notes each run in `path` and ends with `fail`."""
    text = f"open({str(path)!r}, 'a').write('ran\\n'); raise SystemExit({fail})"
    return [sys.executable, "-c", text]


def run(time: Time, command: list[str], stop_after: int) -> tuple[int, Restart]:
    def sleep(seconds: float) -> None:
        time.pauses.append(seconds)
        if len(time.pauses) == stop_after:
            made.stop(signal.SIGTERM)

    made = Restart(command, sleep=sleep, clock=time.clock)
    return made.run(), made


def test_what_dies_is_started_again_later_and_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    time = Time(10, 10, 10, 100, 10)
    status, _ = run(time, lines(tmp_path / "runs", fail=3), stop_after=5)
    assert status == 3
    assert (tmp_path / "runs").read_text() == "ran\n" * 5
    assert time.pauses == [1, 2, 4, 1, 2]  # it had run well for a while before the fourth
    assert "ended (3): starting it again in 2 s" in capsys.readouterr().err


def test_what_never_ran_is_not_tried_for_ever(tmp_path: Path) -> None:
    for fail in (0, 2):
        status, made = run(Time(1), lines(tmp_path / "runs", fail=fail), stop_after=1)
        assert status == (fail or 1)
        assert not made.stopping
    assert (tmp_path / "runs").read_text() == "ran\n" * 2


def test_what_a_signal_ended_is_started_again_however_soon(tmp_path: Path) -> None:
    command = lines(tmp_path / "runs", fail=0)
    command[-1] = command[-1].replace("raise SystemExit(0)", "import os; os.abort()")
    status, _ = run(Time(0.1, 0.1), command, stop_after=2)
    assert status == -signal.SIGABRT
    assert (tmp_path / "runs").read_text() == "ran\n" * 2


def test_the_pause_has_a_limit(tmp_path: Path) -> None:
    time = Time(*[10.0] * 9)
    run(time, lines(tmp_path / "runs", fail=1), stop_after=9)
    assert time.pauses[-2:] == [restart.pause_most] * 2


def test_who_is_told_to_stop_ends_with_it() -> None:
    ready = "import time; print('ready', flush=True); time.sleep(60)"
    made = Restart([sys.executable, "-c", ready], sleep=lambda seconds: pytest.fail("no restart"))
    signal.signal(signal.SIGALRM, lambda number, frame: made.stop(signal.SIGTERM))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        assert made.run() == -signal.SIGTERM
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

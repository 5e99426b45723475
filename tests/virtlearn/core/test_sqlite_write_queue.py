"""Writers stand in line: across threads and processes, and never for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import transaction

from virtlearn.core.sqlite_write_queue import Line

patience = 40


def test_second_comes_in_once_the_first_is_out(tmp_path: Path) -> None:
    # Two lines with one file are what two processes have.
    here, there = Line(tmp_path / "lock"), Line(tmp_path / "lock")
    order = []
    asked = threading.Event()

    def second() -> None:
        asked.set()
        with there.turn():
            order.append("second in")

    with here.turn():
        thread = threading.Thread(target=second)
        thread.start()
        assert asked.wait(patience)
        thread.join(0.1)  # time to come in wrongly
        order.append("first out")
    thread.join(patience)
    assert order == ["first out", "second in"]


def test_threads_of_one_process_come_one_after_the_other(tmp_path: Path) -> None:
    line = Line(tmp_path / "lock")
    inside = []
    most = []

    def write() -> None:
        with line.turn():
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert most == [1] * 16


def test_who_has_a_turn_may_take_another(tmp_path: Path) -> None:
    line = Line(tmp_path / "lock")
    with line.turn(), line.turn():
        pass
    with line.turn():  # and the outer one gave it back
        pass


def test_turn_of_a_process_that_dies_is_the_next_ones(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    hold = """
import fcntl, sys, time
fcntl.flock(open(sys.argv[1], "w"), fcntl.LOCK_EX)
print(flush=True)
time.sleep(99)
"""
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
        with Line(path).turn():
            pass


def test_turn_without_a_file_is_taken_all_the_same(tmp_path: Path) -> None:
    with Line(tmp_path / "nowhere" / "lock").turn():
        pass


@pytest.mark.django_db
def test_who_has_the_database_does_not_wait_for_a_turn(tmp_path: Path) -> None:
    """Else two would wait for each other: one has the database, the other the turn."""
    here, there = Line(tmp_path / "lock"), Line(tmp_path / "lock")
    with transaction.atomic(), here.turn(), there.turn():
        pass

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from labs.keeper.workers import WorkNow, WorkThreads
from virtlearn.core.log_context import Context, log_context, reference

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work() -> Iterator[WorkThreads]:
    made = WorkThreads(2)
    yield made
    made.close()


def wait_for(condition: threading.Event) -> None:
    assert condition.wait(5)


def test_the_same_thing_is_not_done_twice_at_once(work: WorkThreads) -> None:
    began, go_on, second = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        began.set()
        wait_for(go_on)

    assert work.do("a", slow)
    wait_for(began)
    assert not work.do("a", second.set)
    assert work.do("b", lambda: None)
    go_on.set()
    while not work.do("a", second.set):
        time.sleep(0.01)
    wait_for(second)


def test_no_more_than_so_many_at_a_time(work: WorkThreads) -> None:
    lock, go_on = threading.Lock(), threading.Event()
    now, most, done = 0, 0, threading.Semaphore(0)

    def task() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        assert go_on.wait(40)
        time.sleep(0.03)
        with lock:
            now -= 1
        done.release()

    for number in range(8):  # whoever asks does not wait: none of them can end before all are asked
        assert work.do(str(number), task)
    while most < 2:
        time.sleep(0.01)
    go_on.set()
    for _ in range(8):
        assert done.acquire(timeout=40)
    assert most == 2


def test_what_fails_is_told_and_can_be_tried_again(
    work: WorkThreads, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ValueError("no such thing")

    assert work.do("a", fail)
    again = threading.Event()
    while not work.do("a", again.set):
        time.sleep(0.01)
    wait_for(again)
    assert "a failed" in caplog.text
    assert "no such thing" in caplog.text


def test_nothing_begins_after_the_end(work: WorkThreads) -> None:
    work.close()
    assert not work.do("a", lambda: None)


def test_without_threads_it_is_done_at_once() -> None:
    done: list[int] = []
    assert WorkNow().do("a", lambda: done.append(1))
    assert done == [1]


def test_what_is_done_is_logged_for_the_round_that_decided_it(work: WorkThreads) -> None:
    done, said = threading.Event(), []

    def task() -> None:
        said.append(reference())
        done.set()

    with log_context(Context("round-0123456789")):
        assert work.do("a", task)
    wait_for(done)
    assert said == ["round-0123456789"]

"""From the click on Start to the prompt in the browser's websocket, from the warm pool: one
learner, and a class of thirty in the same second.

Floors: `docker attach`'s own call to a container whose shell waits, and a key's way to it; for the
class, as many of these at once.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from bench.figure import Figure
from bench.here import signed_in, site, whole_site
from bench.lab import (
    Browser,
    Terminal,
    backend,
    images_ready,
    lab,
    machine,
    prompt,
    stream_until,
)

names = ("start_pool_ms", "start_30_ms")
rounds = 15
learners = 30
class_rounds = 3
full_seconds = 120  # until the pool must be full


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    whole = names[1] in wanted
    size = learners if whole else 4
    serving = site()
    with pool_of(size):
        browsers = [Browser(serving, signed_in(f"pool-{number}")) for number in range(size)]
        start_once(browsers[0])  # what is imported and connected to on first use
        with machines(size) as handles:
            if names[0] in wanted:
                values, floors = [], []
                for number in range(rounds):
                    pool_wait(1)
                    values.append(start_once(browsers[number % size]))
                    floors.append(attach_once(handles[0]))
                value, floor = statistics.median(values), statistics.median(floors)
                yield Figure(names[0], value, "ms", floor, rounds, backend())
            if whole:
                values, floors = [], []
                for _ in range(class_rounds):
                    pool_wait(learners)
                    values.append(max(starts_at_once(browsers)))
                    floors.append(max(at_once([partial(attach_once, each) for each in handles])))
                value, floor = statistics.median(values), statistics.median(floors)
                yield Figure(names[1], value, "ms", floor, class_rounds, backend())


@contextmanager
def pool_of(size: int, labs: Sequence[str] = (lab,)) -> Iterator[None]:
    """A keeper that keeps so many machines of each lab warm; they go with it."""
    whole = whole_site()
    whole.env |= {"POOL_MIN": "0", "POOL_MAX": str(size)}
    for each in labs:
        class_looks(size, each)
    whole.start("keeper")
    try:
        pool_wait(size * len(labs))
        yield
    finally:
        whole.stop("keeper")
        pool_drain()


def class_looks(size: int, lab: str = lab) -> None:
    """As many have opened the lab's page just now: the pool prepares for them, and for no other."""
    from django.utils import timezone

    from labs.models import LabLook

    _, course, _, slug, _ = lab.split("/")
    LabLook.objects.create(course=course, lab=slug, minute=timezone.now(), count=size)


def pool_wait(size: int) -> None:
    """Wait until so many machines are warm, and nothing is being removed."""
    from labs.models import LabSession, Machine

    end = time.monotonic() + full_seconds
    while True:
        warm = Machine.objects.filter(session=None, warm_at__isnull=False).count()
        busy = LabSession.objects.exclude(state="ended").exists()
        if warm >= size and not busy:
            return
        if time.monotonic() > end:
            raise RuntimeError(f"the pool has {warm} warm machines, not {size}")
        time.sleep(0.1)


def pool_drain() -> None:
    """Give the pool's machines up, so that the next figure finds none."""
    from django.conf import settings

    from labs.engines.base import label_deployment
    from labs.engines.registry import engine_get
    from labs.models import Machine

    Machine.objects.filter(session=None).delete()
    for each in engine_get().list({label_deployment: settings.DEPLOYMENT_ID}):
        engine_get().remove(each.handle)


def start_once(browser: Browser) -> float:
    """Milliseconds from the click to the prompt."""
    begin = time.perf_counter()
    session, terminal = prompt_reached(browser)
    taken = (time.perf_counter() - begin) * 1e3
    terminal.close()
    browser.stop(session)
    return taken


def prompt_reached(browser: Browser) -> tuple[str, Terminal]:
    session = browser.start()
    terminal = browser.terminal(session)
    terminal.until(browser.where.prompt)
    return session, terminal


def starts_at_once(browsers: list[Browser]) -> list[float]:
    """Milliseconds of each, all having clicked at the same moment."""
    reached: list[tuple[Browser, str, Terminal]] = []

    def click(browser: Browser) -> Callable[[], None]:
        return lambda: reached.append((browser, *prompt_reached(browser)))

    times = at_once([click(browser) for browser in browsers])
    for browser, session, terminal in reached:
        terminal.close()
        browser.stop(session)
    return times


def at_once(calls: list[Callable[[], Any]]) -> list[float]:
    """Milliseconds of each call, all begun at the same moment. Raises RuntimeError."""
    times: list[float] = []
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> None:
        gate.wait()
        begin = time.perf_counter()
        call()
        times.append((time.perf_counter() - begin) * 1e3)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) < len(calls):
        raise RuntimeError(f"{len(calls) - len(times)} of {len(calls)} did not get there")
    return times


@contextmanager
def machines(count: int) -> Iterator[list[Any]]:
    """Waiting shells without the web."""
    with ExitStack() as stack:
        yield [stack.enter_context(machine()) for _ in range(count)]


def attach_once(handle: Any) -> float:
    """Milliseconds until a waiting shell that is attached to answers a key with its prompt."""
    from labs.engines.docker.engine import DockerEngine

    begin = time.perf_counter()
    stream = DockerEngine().attach(handle)
    try:
        stream.socket.sendall(b"\r")
        stream_until(stream, prompt)
    finally:
        stream.close()
    return (time.perf_counter() - begin) * 1e3

"""From the click on Start to the prompt in the browser's websocket, no machine being ready.

Floor: docker-py creates, attaches to and starts a container of the same profile, until its prompt.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from bench.figure import Figure, in_turns
from bench.here import site
from bench.lab import Browser, backend, images_ready, machine, prompt

names = ("start_cold_ms",)
rounds = 9


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure."""
    images_ready()
    browser = Browser(site())
    start_once(browser)  # what is imported and connected to on first use
    floor_once()
    value, floor = in_turns(lambda: start_once(browser), floor_once, rounds)
    yield Figure(names[0], value, "ms", floor, rounds, backend())


def start_once(browser: Browser) -> float:
    """Milliseconds from the click to the prompt."""
    begin = time.perf_counter()
    session = browser.start()
    try:
        terminal = browser.terminal(session)
        terminal.until(prompt)
        taken = (time.perf_counter() - begin) * 1e3
        terminal.close()
    finally:
        browser.stop(session)
    return taken


def floor_once() -> float:
    """The same without the web."""
    begin = time.perf_counter()
    with machine():
        return (time.perf_counter() - begin) * 1e3

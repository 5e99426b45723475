"""What one more learner takes: the machine's own memory, and what the web processes grow by.

Floor: the machine alone, as the pool has it, that nobody has looked at.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from typing import Any

from bench.classroom.after import site_memory_mb
from bench.figure import Figure
from bench.here import signed_in, site, whole_site
from bench.lab import Browser, Terminal, backend, images_ready, machine, prompt

names = ("learner_mb",)
learners = 10
settle_seconds = 3.0  # after which what follows a start is through


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure."""
    images_ready()
    browsers = [Browser(site(), signed_in(f"memory-{number}")) for number in range(learners + 4)]
    with ExitStack() as stack:
        for each in browsers[:4]:  # what all learners share
            learner(stack, each)
        time.sleep(settle_seconds)
        before = site_memory_mb(whole_site(), "web")
        for each in browsers[4:]:
            learner(stack, each)
        time.sleep(settle_seconds)
        web = (site_memory_mb(whole_site(), "web") - before) / learners
        machines = machines_mb()
        handles = [stack.enter_context(machine()) for _ in range(4)]
        alone = statistics.mean(usage_mb(handle) for handle in handles)
        yield Figure(names[0], machines + web, "MB", alone, learners, backend())


def learner(stack: ExitStack, browser: Browser) -> Terminal:
    """Start the lab and type a command; it is stopped at the end."""
    session = browser.start()
    stack.callback(browser.stop, session)
    terminal = browser.terminal(session)
    terminal.until(prompt)
    terminal.send(b"uname -a\r")
    terminal.until(prompt)
    return terminal


def machines_mb() -> float:
    """The mean of this site's machines."""
    from django.conf import settings

    from labs.engines.base import label_deployment
    from labs.engines.registry import engine_get

    listed = engine_get().list({label_deployment: settings.DEPLOYMENT_ID})
    return statistics.mean(usage_mb(each.handle) for each in listed)


def usage_mb(handle: Any) -> float:
    from labs.engines.registry import engine_get

    return engine_get().usage(handle).memory_bytes / 1e6

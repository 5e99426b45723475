"""Work that nobody waits for, in a few threads of this process.

Whatever is begun here must be finished by the keeper if this process ends first: all of it stands
in a row with a deadline.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec

from django.conf import settings
from django.db import connections

log = logging.getLogger(__name__)
P = ParamSpec("P")


def later(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls `function` in a thread, soon; what it raises is logged.

    With LABS_WORKERS=0 it is called here and now, and what it raises is the caller's.
    """
    if settings.LABS_WORKERS == 0:
        function(*args, **kwargs)
        return

    def work() -> None:
        try:
            function(*args, **kwargs)
        except Exception:
            log.exception("%s failed", function.__qualname__)
        finally:
            connections.close_all()  # of this thread

    executor().submit(work)


def here_or_later(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls `function` here while few others do so, else `later`: it may take a second or more,
    and requests that wait for the engine must not use up the threads that answer pages."""
    if settings.LABS_WORKERS and not slots().acquire(blocking=False):
        later(function, *args, **kwargs)
        return
    try:
        function(*args, **kwargs)
    finally:
        if settings.LABS_WORKERS:
            slots().release()


@cache
def slots() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.LABS_WORKERS)


@cache
def executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.LABS_WORKERS, thread_name_prefix="labs")

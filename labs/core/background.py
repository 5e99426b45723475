"""Runs work in background threads of this process.

Whatever is begun here must be finished by the keeper, or be over by itself, if this process ends
first: all of it stands in a row with a deadline.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Literal, ParamSpec

from django.conf import settings
from django.db import connections

from virtlearn.core.log_context import in_context

log = logging.getLogger(__name__)
P = ParamSpec("P")
Purpose = Literal["machines", "checks"]  # each has threads of its own


def later(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls `function` in a thread, soon; what it raises is logged.

    With LABS_WORKERS=0 it is called here and now, and what it raises is the caller's.
    """
    if settings.LABS_WORKERS == 0:
        function(*args, **kwargs)
    else:
        executor("machines").submit(in_context(partial(logged, function, *args, **kwargs)))


def glance_or_later(
    purpose: Purpose, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Calls `function` in a thread, and waits for half a second in case that is enough.

    Where others wait already it is put behind them and not waited for at all: the threads that
    answer pages must not be used up. What it raises is logged; with LABS_WORKERS=0 it is called
    here and now, and that is the caller's.
    """
    if settings.LABS_WORKERS == 0:
        function(*args, **kwargs)
        return
    if not slots(purpose).acquire(blocking=False):
        executor(purpose).submit(in_context(partial(logged, function, *args, **kwargs)))
        return
    done = threading.Event()

    def work() -> None:
        try:
            logged(function, *args, **kwargs)
        finally:
            slots(purpose).release()
            done.set()

    threading.Thread(target=in_context(work), name=f"labs-{purpose}", daemon=True).start()
    done.wait(settings.LABS_GLANCE_SECONDS)


def logged(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        function(*args, **kwargs)
    except Exception:
        log.exception("%s failed", function.__qualname__)
    finally:
        connections.close_all()  # of this thread


@cache
def slots(purpose: Purpose) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.LABS_WORKERS)


@cache
def executor(purpose: Purpose) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.LABS_WORKERS, thread_name_prefix=f"labs-{purpose}")

"""Runs the keeper's slow work in threads beside its rounds, never the same twice at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from django.db import close_old_connections, connection

from virtlearn.core.log_context import in_context

log = logging.getLogger("labs.keeper")


class Work(Protocol):
    def do(self, key: str, task: Callable[[], object]) -> bool:
        """Sees to it that `task` is done; False where something of the same `key` is under way."""

    def close(self) -> None:
        """Begins nothing more."""


class WorkNow:
    """Does it at once, in the caller's thread; what it raises is the caller's."""

    def do(self, key: str, task: Callable[[], object]) -> bool:
        task()
        return True

    def close(self) -> None: ...


class WorkThreads:
    """At most `threads` things at a time; a round's removals never wait for each other."""

    def __init__(self, threads: int) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="keeper-work")
        self.lock = threading.Lock()
        self.under_way: set[str] = set()

    def do(self, key: str, task: Callable[[], object]) -> bool:
        with self.lock:
            if key in self.under_way:
                return False
            self.under_way.add(key)

        def run() -> None:
            try:
                close_old_connections()
                guarded(key, task)
                close_old_connections()
            finally:
                with self.lock:
                    self.under_way.discard(key)

        try:
            self.pool.submit(in_context(run))
        except RuntimeError:  # closed in the meantime
            return False
        return True

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)


def guarded(key: str, task: Callable[[], object]) -> None:
    """What fails is not lost: the next round sees that it is not done."""
    try:
        task()
    except Exception:
        log.exception("%s failed", key)
        connection.close()

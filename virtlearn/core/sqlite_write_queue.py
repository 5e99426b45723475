"""Queues writers of SQLite, so that nobody sleeps while it is their turn.

SQLite lets those who wait for its lock sleep and look again, up to a tenth of a second later each
time: when thirty people press Start at once, most of what the last of them waits is sleep. Whoever
writes what others wait for takes a turn here first: the threads of a process at a lock, the
processes of a site at a file's lock, which the kernel hands on in the order of asking.

It is a courtesy. That two writers don't meet is the database's doing.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection


class Line:
    """Where the writers stand; `path` is the file that all processes know."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.held = False  # by the thread that has `lock`

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Until its end nobody else has a turn; whoever has one may take another.

        Inside a transaction there is nothing to wait for: the database is one's own already. Nor
        is there with another database, which wakes its writers in order.
        """
        if connection.in_atomic_block or connection.vendor != "sqlite":
            yield
            return
        with self.lock:
            if self.held:
                yield
                return
            file = self.file_locked()
            self.held = True
            try:
                yield
            finally:
                self.held = False
                if file is not None:
                    os.close(file)

    def file_locked(self) -> int | None:
        """The open file, once it is this process's turn; None where there is no line to stand in:
        on a full disk, say. A process that dies gives its turn back."""
        with suppress(OSError):
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
            except OSError:
                os.close(file)
                raise
            return file
        return None


writers = Line(settings.VAR_DIR / "writers.lock")

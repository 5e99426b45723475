"""Where the processes of a site count, so that any of them can show what all have counted.

Each has files of its own (prometheus-client's multiprocess mode), and holds a lock for as long as
it lives: pids say nothing where processes are in containers of their own. What dead ones have left
is removed when a process starts; from then on their counters begin anew, as Prometheus expects of
a restart.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client import values
from prometheus_client.values import MultiProcessValue

log = logging.getLogger(__name__)

prefixes = ("counter", "histogram", "gauge_livesum", "gauge_mostrecent")
# Taken from the disk at once: to write into a mapped file's hole on a full disk ends a process.
file_bytes = 1 << 20
held: list[int] = []  # descriptors that stay open until this process ends
shared: list[Path] = []  # the folder, once this process counts there


def process_name() -> str:
    """Of this process among all that may count in one folder."""
    host = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())[:40]
    return f"{host}-{os.getpid()}"


def metrics_share(folder: Path) -> bool:
    """From here on this process counts in files of `folder`; False where that can't be.

    Then, on a full disk say, it counts for itself alone, and serves all the same.
    """
    name = process_name()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(folder / "all.lock"):
            dead_remove(folder)
            held.append(lock_take(folder / f"{name}.lock"))
            for prefix in prefixes:
                file_make(folder / f"{prefix}_{name}.db")
    except OSError as error:
        log.warning("Metrics of this process are not shown: %s", error)
        return False
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = MultiProcessValue(process_name)
    shared[:] = [folder]
    return True


def dead_remove(folder: Path) -> None:
    """Removes the files of processes that have ended."""
    living = set()
    for path in folder.glob("*.lock"):
        if path.name != "all.lock":
            try:
                os.close(lock_take(path))
            except BlockingIOError:
                living.add(path.stem)
    for path in [*folder.glob("*.db"), *folder.glob("*.lock")]:
        if path.stem.rpartition("_")[2] not in living | {"all"}:
            with suppress(FileNotFoundError):
                path.unlink()


def lock_take(path: Path) -> int:
    """The descriptor that holds it. Raises BlockingIOError where another process does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits for whoever has it: that takes a moment."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def file_make(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, file_bytes)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(descriptor)

"""The text that Prometheus reads: what all processes have counted, and what is so just now."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from virtlearn.operation.backup.mark import backup_age
from virtlearn.operation.metrics import declared, files
from virtlearn.operation.metrics.declared import state
from virtlearn.version import version

content_type = "text/plain; version=0.0.4; charset=utf-8"


class Everything(Collector):
    """What `of_rows` gives is left out where the database does not answer."""

    def __init__(self, of_rows: Callable[[], Iterable[Metric]]) -> None:
        self.of_rows = of_rows

    def collect(self) -> Iterator[Metric]:
        yield from counted()
        yield from host_states()
        try:
            rows = list(self.of_rows())
        except (DatabaseError, InterfaceError):
            connection.close()
            yield state("virtlearn_database_up", {(): 0})
        else:
            yield state("virtlearn_database_up", {(): 1})
            yield from rows


def exposition(of_rows: Callable[[], Iterable[Metric]]) -> bytes:
    found = CollectorRegistry(auto_describe=False)
    found.register(Everything(of_rows))
    return generate_latest(found)


def counted() -> Iterable[Metric]:
    """Of all processes; of this one alone where it shares with none."""
    if not files.shared:
        return declared.registry.collect()
    collector = MultiProcessCollector(None, str(files.shared[0]))
    try:
        found: Iterable[Metric] = collector.collect()
    except FileNotFoundError:  # a process that starts has removed a dead one's just now
        found = collector.collect()
    return found


def host_states() -> Iterator[Metric]:
    yield state("virtlearn_build_info", {(version,): 1})
    try:
        disk = shutil.disk_usage(settings.VAR_DIR)
    except OSError:
        pass
    else:
        yield state("virtlearn_disk_free_bytes", {("var",): disk.free})
        yield state("virtlearn_disk_size_bytes", {("var",): disk.total})
    if (age := backup_age()) is not None:
        yield state("virtlearn_backup_age_seconds", {(): age})
    if connection.vendor == "sqlite":
        sizes: dict[tuple[str, ...], float] = dict(
            sqlite_sizes(str(connection.settings_dict["NAME"]))
        )
        yield state("virtlearn_database_bytes", sizes)


def sqlite_sizes(name: str) -> Iterator[tuple[tuple[str], int]]:
    for kind, path in (("data", Path(name)), ("wal", Path(f"{name}-wal"))):
        try:
            yield (kind,), path.stat().st_size
        except OSError:
            continue

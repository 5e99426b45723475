"""The database's part of a backup: a consistent copy while the site works, and back again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from virtlearn.operation.backup.manifest import BackupError

Counts = Mapping[str, int]


def database_copy(target: Path) -> tuple[Counts, Sequence[str]]:
    """Writes the database as it is at one moment; its rows by table, and its migrations.

    Writers go on meanwhile. Raises BackupError.
    """
    if connection.vendor == "sqlite":
        return sqlite_copy(Path(str(connection.settings_dict["NAME"])), target)
    return postgres_copy(target)


def database_restore(source: Path, aside: Path) -> None:
    """Puts the copy in the place of the database; SQLite's former files go to `aside`."""
    if connection.vendor == "sqlite":
        sqlite_restore(source, Path(str(connection.settings_dict["NAME"])), aside)
    else:
        postgres_restore(source)


# SQLite


def sqlite_copy(path: Path, target: Path) -> tuple[Counts, Sequence[str]]:
    """By SQLite's own backup, in one step: what is committed before it is in, nothing by half."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file
        return sqlite_counts(copy), sqlite_migrations(copy)


def sqlite_counts(database: sqlite3.Connection) -> Counts:
    query = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    names = [name for (name,) in database.execute(query)]
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }


def sqlite_migrations(database: sqlite3.Connection) -> Sequence[str]:
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in rows]


def sqlite_restore(source: Path, path: Path, aside: Path) -> None:
    """A write-ahead log that belongs to the former database would be taken for the new one's."""
    connection.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        former = path.with_name(path.name + suffix)
        if former.exists():
            shutil.move(former, aside / former.name)
    shutil.copyfile(source, path)
    path.chmod(0o600)


# PostgreSQL


def postgres_copy(target: Path) -> tuple[Counts, Sequence[str]]:
    """By pg_dump, of the very snapshot whose rows are counted."""
    with snapshot() as (cursor, name):
        program(
            "pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={target}"
        )
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return counts, [f"{app}.{name}" for app, name in cursor.fetchall()]


@contextmanager
def snapshot() -> Iterator[tuple[Any, str]]:
    """A read-only transaction, and the name by which others see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def postgres_restore(source: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    program(
        *("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"),
        *(f"--dbname={name}", str(source)),
    )


def program(name: str, *arguments: str) -> None:
    """One of PostgreSQL's own, with the connection of the settings. Raises BackupError."""
    found = connection.settings_dict
    env = {
        **os.environ,
        "PGHOST": str(found["HOST"] or ""),
        "PGPORT": str(found["PORT"] or ""),
        "PGUSER": str(found["USER"] or ""),
        "PGPASSWORD": str(found["PASSWORD"] or ""),
        "PGDATABASE": str(found["NAME"]),
    }
    if not (path := program_path(name)):
        raise BackupError(f"{name} is not installed: apt-get install postgresql-client")
    done = subprocess.run(
        [path, *arguments],
        env={key: value for key, value in env.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-500:]}")


def program_path(name: str) -> str:
    """Of the newest version that is installed: an older pg_dump refuses a newer server."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda path: int(path.parent.parent.name.partition(".")[0]))
    return str(newest[-1]) if newest else shutil.which(name) or ""

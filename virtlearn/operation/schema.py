"""Whether this version can use the database as it is: code may not be older than its data."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from virtlearn.version import version


class SchemaError(Exception):
    """The database is of another version than the code, in words for the operator."""


def migrations_known() -> list[str]:
    """All that this version has, as `app.name`."""
    loader = MigrationLoader(None)
    names = loader.disk_migrations.keys() if loader.disk_migrations else ()
    return sorted(f"{app}.{name}" for app, name in names)


def migrations_applied() -> list[str]:
    """What the database has had, as `app.name`; empty before it is set up."""
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations or {})


def schema_check() -> None:
    """Raises SchemaError where the database is newer than this code, or not set up for it yet."""
    known, applied = set(migrations_known()), set(migrations_applied())
    if newer := sorted(applied - known):
        raise SchemaError(
            f"The database was changed by a newer VirtLearn than {version} ({newer[0]}). Start "
            "that version, or restore a backup that this one can read: manage.py restore FILE"
        )
    if missing := sorted(known - applied):
        raise SchemaError(
            f"The database is not set up for VirtLearn {version} yet ({missing[0]} is missing). "
            "Set it up: manage.py migrate"
        )

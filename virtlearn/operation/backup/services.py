"""Makes, checks and restores backups of this installation."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from virtlearn.operation.backup.archive import (
    archive_read,
    archive_written,
    manifest_add,
    settings_shown,
)
from virtlearn.operation.backup.database import database_copy, database_restore
from virtlearn.operation.backup.manifest import (
    BackupError,
    Manifest,
    database_files,
    format_now,
    schema_fault,
)
from virtlearn.operation.backup.retention import kept
from virtlearn.operation.schema import migrations_known
from virtlearn.operation.site_lock import SiteServedError, site_stopped
from virtlearn.version import version

name_pattern = re.compile(r"virtlearn-(\d{8}T\d{6})Z\.tar\.gz\Z")
keys = {"secret-key": "SECRET_KEY", "deployment-id": "DEPLOYMENT_ID"}


def backup_make(target: Path) -> Path:
    """Writes a backup: to the file `target`, or into the folder of that name. Raises BackupError.

    The site may work meanwhile: what it had confirmed before is in it.
    """
    try:
        return backup_write(target)
    except (OSError, sqlite3.Error) as error:  # the disk is full, or of somebody else
        raise BackupError(f"{target} could not be written: {error}") from error


def backup_write(target: Path) -> Path:
    """Raises BackupError, OSError and sqlite3.Error, and leaves nothing by half then."""
    now = datetime.now(UTC)
    if target.is_dir():
        target /= f"virtlearn-{now:%Y%m%dT%H%M%S}Z.tar.gz"
    elif not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        copy = Path(folder) / database_files[connection.vendor]
        rows, migrations = database_copy(copy)
        with archive_written(target) as writer:
            writer.add_file(copy.name, copy)
            for path in sorted(Path(settings.RECORDINGS_DIR).glob("*")):
                writer.add_file(f"recordings/{path.name}", path)
            for name, setting in keys.items():
                writer.add_bytes(name, f"{getattr(settings, setting)}\n".encode())
            manifest = Manifest(
                format=format_now,
                version=version,
                made_at=now.isoformat(timespec="seconds"),
                vendor=connection.vendor,
                migrations=migrations,
                rows=rows,
                settings=settings_shown(settings_given()),
                files=writer.files,
            )
            manifest_add(writer, manifest)
    return target


def settings_given() -> Mapping[str, str]:
    """The settings that this installation was given, by the names of .env.example."""
    example = Path(settings.BASE_DIR) / ".env.example"
    names = re.findall(r"^#?([A-Z_]+)=", example.read_text(), re.MULTILINE)
    return {name: os.environ[name] for name in names if name in os.environ}


def backups_prune(folder: Path, keep: Mapping[str, int]) -> list[Path]:
    """Removes the backups of `folder` that `keep` doesn't, and gives them; other files stay."""
    by_time = {}
    for path in folder.iterdir():
        if found := name_pattern.match(path.name):
            by_time[datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)] = path
    wanted = kept(by_time, keep)
    gone = [path for at, path in sorted(by_time.items()) if at not in wanted]
    for path in gone:
        path.unlink()
    return gone


def backup_restore(path: Path) -> tuple[Manifest, Path]:
    """Replaces this installation's data by the backup's; gives where the former data went.

    Nothing is touched where the site is served, the backup is not whole, or of a newer version or
    another kind of database. Raises BackupError.
    """
    var = Path(settings.VAR_DIR)
    try:
        with site_stopped(), tempfile.TemporaryDirectory(prefix=".restore-", dir=var) as folder:
            unpacked = Path(folder)
            manifest = archive_read(path, unpacked)
            if fault := schema_fault(manifest, migrations_known()):
                raise BackupError(f"{path} can't be restored: {fault}")
            if manifest.vendor != connection.vendor:
                raise BackupError(
                    f"{path} is of {manifest.vendor}, and DATABASE_URL names {connection.vendor}: "
                    "restore it there, then `manage.py database copy URL`"
                )
            aside = var / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
            aside.mkdir(mode=0o700)
            database_restore(unpacked / database_files[manifest.vendor], aside)
            recordings_restore(unpacked / "recordings", aside)
            for name in keys:
                key_restore(unpacked / name, var / name, aside)
            call_command("migrate", interactive=False, verbosity=0)
    except SiteServedError as error:
        raise BackupError(str(error)) from error
    return manifest, aside


def recordings_restore(unpacked: Path, aside: Path) -> None:
    target = Path(settings.RECORDINGS_DIR)
    if target.is_dir():
        shutil.move(target, aside / "recordings")
    target.mkdir(parents=True, mode=0o700)
    for path in unpacked.glob("*") if unpacked.is_dir() else ():
        shutil.move(path, target / path.name)


def key_restore(source: Path, target: Path, aside: Path) -> None:
    if target.exists():
        shutil.move(target, aside / target.name)
    shutil.move(source, target)
    target.chmod(0o600)

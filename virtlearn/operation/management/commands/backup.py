"""`manage.py backup FILE|FOLDER [--keep 7d,4w,6m]`, `manage.py backup verify FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from virtlearn.operation.backup.archive import archive_read
from virtlearn.operation.backup.manifest import BackupError, Manifest
from virtlearn.operation.backup.mark import backup_mark
from virtlearn.operation.backup.retention import keep_read
from virtlearn.operation.backup.services import backup_make, backups_prune


class Command(BaseCommand):
    help = "Writes all data of this installation to one file, while the site works."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="+", metavar="FILE", help="or `verify FILE`")
        parser.add_argument("--keep", help="into a folder: keep so many, for instance 7d,4w,6m")

    def handle(self, *args: Any, words: list[str], keep: str | None, **options: Any) -> None:
        try:
            match words:
                case ["verify", path]:
                    self.stdout.write(f"{path} is whole: {said(archive_read(Path(path)))}")
                case [path]:
                    self.make(Path(path), keep)
                case _:
                    raise CommandError("write `backup FILE`, or `backup verify FILE`")
        except BackupError as error:
            raise CommandError(str(error)) from error

    def make(self, path: Path, keep: str | None) -> None:
        try:
            wanted = keep_read(keep) if keep else None
        except ValueError as error:
            raise CommandError(f"--keep: {error}") from error
        if wanted is not None and not path.is_dir():
            raise CommandError(f"--keep needs a folder, and {path} is none")
        made = backup_make(path)
        manifest = archive_read(made)  # what can't be read is no backup
        backup_mark()
        self.stdout.write(f"{made}: {said(manifest)}, {made.stat().st_size / 1e6:.1f} MB")
        for gone in backups_prune(path, wanted) if wanted else ():
            self.stdout.write(f"{gone} is older than what is kept: removed")


def said(manifest: Manifest) -> str:
    recordings = sum(name.startswith("recordings/") for name in manifest.files)
    return (
        f"VirtLearn {manifest.version}, {manifest.made_at}, {manifest.vendor}, "
        f"{sum(manifest.rows.values())} rows, {recordings} recordings"
    )

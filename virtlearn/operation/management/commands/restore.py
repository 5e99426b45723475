"""`manage.py restore FILE`: this installation's data becomes that of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from virtlearn.operation.backup.manifest import BackupError
from virtlearn.operation.backup.services import backup_restore


class Command(BaseCommand):
    help = "Replaces all data of this installation by a backup's; the site must be stopped."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            manifest, aside = backup_restore(path)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored what VirtLearn {manifest.version} saved at {manifest.made_at}: "
            f"{sum(manifest.rows.values())} rows. What was here before is in {aside}."
        )

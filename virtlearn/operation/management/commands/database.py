"""`manage.py database copy URL`: everything to another database, counted row by row."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from virtlearn.operation.backup.manifest import BackupError
from virtlearn.operation.database_copy import database_copy_to
from virtlearn.operation.site_lock import SiteServedError, site_stopped
from virtlearn.settings import database


class Command(BaseCommand):
    help = "Copies all rows to another, empty database; the site must be stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        copy = parts.add_parser("copy", help="for instance from SQLite to PostgreSQL")
        copy.add_argument("url", help="postgres://user:password@host/name")

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        try:
            with site_stopped():
                counts = database_copy_to(database(url))
        except (BackupError, SiteServedError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        for table, count in sorted(counts.items()):
            self.stdout.write(f"{count:8} {table}")
        self.stdout.write(
            f"{sum(counts.values()):8} rows in {len(counts)} tables. Now set DATABASE_URL to it."
        )

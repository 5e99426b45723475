"""`manage.py errors`: all error codes, as tables for docs/errors.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from virtlearn.operation.error_list import tables


class Command(BaseCommand):
    help = "Prints all error codes with their messages, as the tables of docs/errors.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(tables(), ending="")

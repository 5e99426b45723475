"""`manage.py people`: accounts from a CSV file, roles, passwords, exports, erasure."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from virtlearn.core.refusal import RefusedError
from virtlearn.people.audit.services import audit_record
from virtlearn.people.directory.selectors import account_named
from virtlearn.people.directory.services import password_once_set, role_set
from virtlearn.people.models import AuditAction, Role, User
from virtlearn.people.privacy.erase import account_erase, erasure_preview, erasure_stays
from virtlearn.people.privacy.export import export_write
from virtlearn.people.retention.services import retention_run, retentions
from virtlearn.people.roster.services import RosterError, roster_add, roster_check


class Command(BaseCommand):
    help = "Makes accounts, changes, exports and erases them."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="accounts from a CSV file, with one-time passwords")
        add.add_argument("file", type=Path, help="columns: name, login, e-mail, role, class")
        add.add_argument("--dry-run", action="store_true", help="says what it would make")
        role = verbs.add_parser("role", help="gives an account a role")
        role.add_argument("name", help="login, or e-mail address")
        role.add_argument("role", choices=Role.values)
        password = verbs.add_parser("password", help="sets a one-time password and prints it")
        password.add_argument("name", help="login, or e-mail address")
        export = verbs.add_parser("export", help="all that is kept of somebody, as a ZIP")
        export.add_argument("name", help="login, or e-mail address")
        export.add_argument("--to", type=Path, help="the file; LOGIN.zip where it is not said")
        erase = verbs.add_parser("erase", help="removes an account and all that is somebody's")
        erase.add_argument("name", help="login, or e-mail address")
        erase.add_argument("--dry-run", action="store_true", help="says what would go")
        retention = verbs.add_parser(
            "retention", help="removes what is too old; the keeper does too"
        )
        retention.add_argument("--dry-run", action="store_true", help="counts what would go")
        erase.add_argument("--yes", action="store_true", help="does not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"{options['verb']}_handle")(options)
        except RefusedError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def add_handle(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            entries = roster_check(data=path.read_bytes(), path=str(path))
            if options["dry_run"]:
                self.table(
                    ["login", "name", "role", "class"],
                    *([each.login, each.name, each.role, each.class_label] for each in entries),
                )
                self.stderr.write(f"{len(entries)} accounts would be made.")
                return
            added = roster_add(entries=entries, by=None, path=str(path))
        except RosterError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError("Nothing was made.") from error
        self.table(
            ["login", "name", "role", "one-time password"],
            *(
                [each.user.username, each.user.first_name, each.user.role, each.password]
                for each in added
            ),
        )

    def table(self, *rows: Sequence[str]) -> None:
        """As CSV."""
        csv.writer(self.stdout, lineterminator="\n").writerows(rows)

    def role_handle(self, options: dict[str, Any]) -> None:
        user = self.user(options["name"])
        changed = role_set(user=user, role=options["role"], by=None)
        said = "is now" if changed else "was already"
        self.stdout.write(f"{user.username} {said} {options['role']}.")

    def password_handle(self, options: dict[str, Any]) -> None:
        user = self.user(options["name"])
        self.stdout.write(password_once_set(user=user, by=None))

    def export_handle(self, options: dict[str, Any]) -> None:
        user = self.user(options["name"])
        path: Path = options["to"] or Path(f"{user.username}.zip")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            export_write(user, file)
        audit_record(action=AuditAction.EXPORTED, actor=None, subject=user)
        self.stdout.write(f"{path}: all that is kept of {user.username}.")

    def erase_handle(self, options: dict[str, Any]) -> None:
        user = self.user(options["name"])
        name = user.username
        self.stdout.write(f"With the account {name} goes:")
        for each in erasure_preview(user):
            self.stdout.write(f"{each.count:6} {each.what}")
        for stays in erasure_stays(user):
            self.stdout.write(f"Stays: {stays}")
        if options["dry_run"]:
            return
        if not options["yes"] and input("Type its login to erase it: ") != name:
            raise CommandError("Nothing was erased.")
        account_erase(user=user, by=None)
        self.stdout.write(f"{name} is erased.")

    def retention_handle(self, options: dict[str, Any]) -> None:
        removed = {} if options["dry_run"] else retention_run()
        for each in retentions():
            count = each.count() if options["dry_run"] else removed[each.setting]
            kept = f"{each.days} days" if each.days else "for ever"
            self.stdout.write(f"{count:6} {each.what} ({each.setting}: {kept})")

    def user(self, name: str) -> User:
        if (found := account_named(name)) is None:
            raise CommandError(f"No account, or more than one, goes by {name!r}.")
        return found

"""Makes accounts of the entries of a roster, all or none, each with a one-time password."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from virtlearn.core.csv_rows import text_read
from virtlearn.core.problems import Problem
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User
from virtlearn.people.one_time_password import password_hash, password_new
from virtlearn.people.roster.core import Entry, roster_read

batch = 200  # names that one statement asks for


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was made, and the password that is said this once."""

    user: User
    password: str


class RosterError(Exception):
    """Nothing was made: `problems`, sorted by line, say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def roster_check(*, data: bytes, path: str) -> Sequence[Entry]:
    """The accounts that `data` would make. Raises RosterError with everything that is wrong."""
    text, problems = text_read(data, path)
    entries: list[Entry] = []
    if not problems:
        entries, problems = roster_read(text, path)
        problems += taken(entries, path)
    if problems:
        raise RosterError(sorted(problems))
    return entries


def taken(entries: Sequence[Entry], path: str) -> list[Problem]:
    """Logins and addresses that an account has already."""
    logins = existing("username", [entry.login for entry in entries])
    emails = existing("email", [entry.email for entry in entries if entry.email])
    problems = []
    for entry in entries:
        if entry.login.lower() in logins:
            said = _("An account is called “%(login)s” already.") % {"login": entry.login}
            problems.append(Problem(path, entry.line, said))
        if entry.email and entry.email.lower() in emails:
            said = _("An account has the address “%(email)s” already.") % {"email": entry.email}
            problems.append(Problem(path, entry.line, said))
    return problems


def existing(field: str, values: Sequence[str]) -> set[str]:
    found: set[str] = set()
    wanted = [value.lower() for value in values]
    rows = User.objects.annotate(lower=Lower(field))
    for start in range(0, len(wanted), batch):
        some = rows.filter(lower__in=wanted[start : start + batch])
        found.update(value.lower() for value in some.values_list(field, flat=True))
    return found


def roster_add(*, entries: Sequence[Entry], by: User | None, path: str = "") -> list[Added]:
    """Makes all accounts or none. Raises RosterError where a name was taken meanwhile."""
    added = [account_of(entry) for entry in entries]  # before the transaction: hashing takes long
    try:
        with transaction.atomic():
            if problems := taken(entries, path):
                raise RosterError(problems)
            for each in added:
                each.user.save(force_insert=True)
                audit_record(
                    action=AuditAction.ACCOUNT_ADDED,
                    actor=by,
                    subject=each.user,
                    detail=each.user.role,
                )
    except IntegrityError:
        said = _("One of the logins was taken meanwhile. Try again.")
        raise RosterError([Problem(path, 1, said)]) from None
    return added


def account_of(entry: Entry) -> Added:
    password = password_new()
    user = User(
        username=entry.login,
        first_name=entry.name,
        email=entry.email,
        role=entry.role,
        class_label=entry.class_label,
        must_change_password=True,
        password=password_hash(password),
    )
    return Added(user=user, password=password)

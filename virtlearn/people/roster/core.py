"""Reads people from CSV: every row an account to be, or every problem with its line.

Pure but for the validators and words of Django. Columns are told by the first row, whatever their
order: `login` has to be there; `name`, `e-mail`, `role` and `class` may be. Commas, semicolons or
tabs part them, and the text is UTF-8, with or without a byte order mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from virtlearn.core.csv_rows import rows_read
from virtlearn.core.problems import Problem
from virtlearn.people.models import Role, User

rows_most = 500
columns = {
    "name": "name",
    "login": "login",
    "username": "login",
    "e-mail": "email",
    "email": "email",
    "role": "role",
    "class": "class_label",
}
lengths = {"name": 150, "login": 150, "email": 254, "class_label": 100}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An account to be, as line `line` of the file has it."""

    line: int
    login: str
    name: str = ""
    email: str = ""
    role: str = Role.LEARNER.value
    class_label: str = ""


def roster_read(text: str, path: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of `text`, and what is wrong with it; `path` names it in the problems."""
    rows, problems = rows_read(text, path)
    if not rows:
        return [], problems or [Problem(path, 1, _("There is nobody in it."))]
    fields, found = fields_read(rows[0].cells, rows[0].line, path)
    if found:
        return [], found
    entries: list[Entry] = []
    for row in rows[1:]:
        if len(entries) >= rows_most:
            most = _("There are more than %(most)d people. Cut the file in two.")
            problems.append(Problem(path, row.line, most % {"most": rows_most}))
            break
        entry, found = entry_read(dict(zip(fields, row.cells, strict=False)), row.line, path)
        if any(row.cells[len(fields) :]):
            found.append(Problem(path, row.line, _("It has more cells than the first row.")))
        entries.append(entry)
        problems += found
    if not entries and not problems:
        problems.append(Problem(path, 1, _("There is nobody in it.")))
    return entries, problems + repeated(entries, path)


def fields_read(cells: Sequence[str], line: int, path: str) -> tuple[Sequence[str], list[Problem]]:
    fields = [columns.get(cell.casefold(), "") for cell in cells]
    known = "name, login, e-mail, role, class"
    problems = [
        Problem(
            path,
            line,
            _("There is no column “%(cell)s”; columns are %(known)s.")
            % {"cell": cell, "known": known},
        )
        for cell, field in zip(cells, fields, strict=True)
        if not field
    ]
    problems += [
        Problem(path, line, _("The column “%(cell)s” is there twice.") % {"cell": cell})
        for number, cell in enumerate(cells)
        if fields[number] and fields[number] in fields[:number]
    ]
    if "login" not in fields and not problems:
        problems.append(Problem(path, line, _("The first row must name a column “login”.")))
    return fields, problems


def entry_read(cells: Mapping[str, str], line: int, path: str) -> tuple[Entry, list[Problem]]:
    entry = Entry(
        line=line,
        login=cells.get("login", ""),
        name=cells.get("name", ""),
        email=cells.get("email", ""),
        role=cells.get("role", "").casefold() or Role.LEARNER.value,
        class_label=cells.get("class_label", ""),
    )
    return entry, [Problem(path, line, message) for message in entry_faults(entry)]


def entry_faults(entry: Entry) -> list[str]:
    """What is wrong with one, whoever else there is."""
    faults = []
    if not entry.login:
        faults.append(_("The login is missing."))
    elif not valid(User.username_validator, entry.login):
        faults.append(
            _("“%(login)s” is no login: letters, digits and @ . + - _ make one.")
            % {"login": entry.login}
        )
    if entry.email and not valid(validate_email, entry.email):
        faults.append(_("“%(email)s” is no e-mail address.") % {"email": entry.email})
    if entry.role not in Role.values:
        faults.append(
            _("“%(role)s” is no role; roles are %(known)s.")
            % {"role": entry.role, "known": ", ".join(Role.values)}
        )
    for field, most in lengths.items():
        value = getattr(entry, field)
        if len(value) > most:
            faults.append(
                _("“%(value)s…” is longer than %(most)d letters.")
                % {"value": value[:20], "most": most}
            )
        elif not value.isprintable():
            faults.append(_("%(value)s has letters that nobody sees.") % {"value": ascii(value)})
    return faults


def valid(validator: object, value: str) -> bool:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True


def repeated(entries: Sequence[Entry], path: str) -> list[Problem]:
    """Logins and addresses that an earlier line has, whatever the case of their letters."""
    problems = []
    for field in ("login", "email"):
        seen: dict[str, int] = {}
        for entry in entries:
            value = getattr(entry, field)
            if not value:
                continue
            line = seen.setdefault(value.casefold(), entry.line)
            if line != entry.line:
                said = _("“%(value)s” stands in line %(line)d too.") % {
                    "value": value,
                    "line": line,
                }
                problems.append(Problem(path, entry.line, said))
    return problems

"""Reads rosters of classes from CSV: every row an entry or what is wrong with it, with its line.

Columns are told by the first row, whatever their order and case; the names of GitHub Classroom's
roster are known too. A row has to say by whom it means: by user name, e-mail address, identifier,
GitHub name, or at least by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from virtlearn.core.csv_rows import cell_read, rows_read
from virtlearn.core.problems import Problem
from virtlearn.core.short_text import short_text

rows_most = 1000
columns = {
    "name": "name",
    "roster_name": "name",
    "student name": "name",
    "e-mail": "email",
    "email": "email",
    "mail": "email",
    "login": "login",
    "username": "login",
    "user name": "login",
    "identifier": "external_id",
    "id": "external_id",
    "student id": "external_id",
    "external_id": "external_id",
    "github_username": "github_username",
    "github_id": "github_id",
    "role": "role",
    "labels": "labels",
    "label": "labels",
    "group": "labels",
    "section": "labels",
}
ignored = frozenset({"state", "joined", "link"})  # columns of our own file that say nothing new
lengths = {
    "name": 150,
    "email": 254,
    "login": 150,
    "external_id": 150,
    "github_username": 100,
    "github_id": 20,
}
keys = ("login", "email", "external_id", "github_username")  # each tells one person
label_length = 60
roles = ("learner", "assistant", "teacher")
labels_parted = re.compile(r"[|;,]")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One person as line `line` of the file has them; what is empty is not said there."""

    line: int
    name: str = ""
    email: str = ""
    login: str = ""
    external_id: str = ""
    github_username: str = ""
    github_id: str = ""
    role: str = ""
    labels: tuple[str, ...] = ()


def roster_read(text: str, path: str) -> tuple[list[Entry], list[Problem]]:
    """The entries without a fault, and the faults of the others; `path` names the file in them."""
    rows, problems = rows_read(text, path)
    if not rows:
        return [], problems or [Problem(path, 1, _("There is nobody in it."))]
    fields, found = fields_read(rows[0].cells, rows[0].line, path)
    if found:
        return [], found
    entries: list[Entry] = []
    for number, row in enumerate(rows[1:]):
        if number >= rows_most:
            most = _("There are more than %(most)d people. Cut the file in two.")
            problems.append(Problem(path, row.line, most % {"most": rows_most}))
            break
        entry = entry_read(fields, row.cells, row.line)
        faults = entry_faults(entry)
        if any(row.cells[len(fields) :]):
            faults.append(_("It has more cells than the first row."))
        problems += [Problem(path, row.line, fault) for fault in faults]
        if not faults:
            entries.append(entry)
    if len(rows) == 1 and not problems:
        problems.append(Problem(path, 1, _("There is nobody in it.")))
    twice = repeated(entries, path)
    lines = {problem.line for problem in twice}
    return [entry for entry in entries if entry.line not in lines], sorted(problems + twice)


def fields_read(cells: Sequence[str], line: int, path: str) -> tuple[list[str], list[Problem]]:
    """The field of each column, "" for one that is passed over."""
    names = [" ".join(cell.casefold().split()) for cell in cells]
    fields = [columns.get(name, "") for name in names]
    known = "name, e-mail, login, identifier, github_username, github_id, role, labels"
    problems = [
        Problem(
            path,
            line,
            _("There is no column “%(cell)s”; columns are %(known)s.")
            % {"cell": cell, "known": known},
        )
        for cell, name, field in zip(cells, names, fields, strict=True)
        if not field and name and name not in ignored
    ]
    problems += [
        Problem(path, line, _("The column “%(cell)s” is there twice.") % {"cell": cell})
        for number, cell in enumerate(cells)
        if fields[number] and fields[number] in fields[:number]
    ]
    return fields, problems


def entry_read(fields: Sequence[str], cells: Sequence[str], line: int) -> Entry:
    """GitHub Classroom's identifier is often an address: then it is one here too."""
    values = {field: cell_read(cell) for field, cell in zip(fields, cells, strict=False) if field}
    external_id, email = values.get("external_id", ""), values.get("email", "")
    if not email and is_email(external_id):
        email = external_id
    return Entry(
        line=line,
        name=" ".join(normalize("NFC", values.get("name", "")).split()),
        email=email,
        login=values.get("login", ""),
        external_id=external_id,
        github_username=values.get("github_username", ""),
        github_id=values.get("github_id", ""),
        role=values.get("role", "").casefold(),
        labels=labels_read(values.get("labels", "")),
    )


def labels_read(cell: str) -> tuple[str, ...]:
    """Parted by bars, semicolons or commas; each once, whatever the case."""
    found: dict[str, str] = {}
    for part in labels_parted.split(cell):
        if name := short_text(part, len(part)):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def entry_faults(entry: Entry) -> list[str]:
    """What is wrong with one, whoever else there is."""
    faults = []
    if not any(getattr(entry, field) for field in lengths):
        faults.append(_("It says nobody: a name, address or identifier is missing."))
    if entry.email and not is_email(entry.email):
        faults.append(_("“%(email)s” is no e-mail address.") % {"email": entry.email})
    if entry.role and entry.role not in roles:
        faults.append(
            _("“%(role)s” is no role; roles are %(known)s.")
            % {"role": entry.role, "known": ", ".join(roles)}
        )
    for field, most in lengths.items():
        value = getattr(entry, field)
        if len(value) > most:
            faults.append(
                _("“%(value)s…” is longer than %(most)d letters.")
                % {"value": value[:20], "most": most}
            )
        elif short_text(value, most) != " ".join(normalize("NFC", value).split()):
            faults.append(_("%(value)s has letters that nobody sees.") % {"value": ascii(value)})
    if any(len(label) > label_length for label in entry.labels):
        faults.append(_("A label is longer than %(most)d letters.") % {"most": label_length})
    return faults


def is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def repeated(entries: Sequence[Entry], path: str) -> list[Problem]:
    """Keys that an earlier line has, whatever the case, and names that nothing tells apart."""
    problems = []
    for field in (*keys, "name"):
        seen: dict[str, int] = {}
        for entry in entries:
            value = getattr(entry, field)
            if not value or (field == "name" and any(getattr(entry, key) for key in keys)):
                continue
            line = seen.setdefault(value.casefold(), entry.line)
            if line != entry.line:
                said = _("“%(value)s” stands in line %(line)d too.") % {
                    "value": value,
                    "line": line,
                }
                problems.append(Problem(path, entry.line, said))
    return problems

"""Writes all that is kept of a person as a ZIP: JSON, a CSV for each table, files.

Text in CSV that a spreadsheet would take for a formula has an apostrophe before it; the JSON has it
as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from virtlearn.core.csv_text import cell_safe
from virtlearn.people.models import User
from virtlearn.people.privacy.registry import ModelPrivacy, declarations


def export_write(user: User, file: IO[bytes]) -> None:
    """Into `file`, which is left open. Files come from settings.ACCOUNT_EXPORTERS."""
    tables = {each.model: list(rows_read(each, user)) for each in declarations() if each.exported}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme(user, tables))
        whole = {"account": user.pk, "at": timezone.now(), "tables": tables}
        archive.writestr(
            "data.json",
            json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1),
        )
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"csv/{name}.csv", csv_of(rows))
        for path in settings.ACCOUNT_EXPORTERS:
            for name, data in import_string(path)(user=user):
                archive.writestr(name, data)


def rows_read(declared: ModelPrivacy, user: User) -> Iterator[dict[str, Any]]:
    """What is handed over of each row, by field; of what a row points to, its key."""
    fields = declared.exported
    for row in declared.rows(user.pk).values(*fields).iterator():
        yield {name: row[name] for name in fields}


def csv_of(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    out.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def cell(value: object) -> object:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    if isinstance(value, str):
        return cell_safe(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def readme(user: User, tables: dict[str, list[dict[str, Any]]]) -> str:
    lines = [
        gettext("All that VirtLearn keeps of the account %(name)s.") % {"name": user.username},
        gettext("data.json has everything; csv/ has the same, a file for each table."),
        gettext("Recordings of terminals are asciicasts: asciinema play FILE."),
        gettext("Passwords, keys, and what only the site's own work needs are not in it."),
        "",
    ]
    named = {each.model: str(each.what) for each in declarations()}
    lines += [f"{len(rows):6} {name}  {named[name]}" for name, rows in tables.items() if rows]
    return "\n".join(lines) + "\n"

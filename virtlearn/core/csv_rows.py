"""Reads rows of CSV that others wrote, with their lines. What we write: virtlearn/core/csv_text.py.

Commas, semicolons or tabs part the cells, whichever the first row has most of; the text is UTF-8,
with or without a byte order mark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _

from virtlearn.core.csv_text import openings
from virtlearn.core.problems import Problem

delimiters = ",;\t"


class CsvRow(msgspec.Struct, frozen=True):
    """A row that has something in it; `line` is where it begins, from 1: cells may have several."""

    line: int
    cells: Sequence[str]


def text_read(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file, or where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", [Problem(path, line, _("This is not UTF-8. Save the file as “CSV UTF-8”."))]


def rows_read(text: str, path: str) -> tuple[list[CsvRow], list[Problem]]:
    """All rows up to the first that is no CSV, with blanks around their cells cut off."""
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(delimiters, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[CsvRow] = []
    begin = 1
    try:
        for row in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(CsvRow(line, cells))
    except csv.Error as error:
        said = _("This is no CSV: %(error)s.") % {"error": error}
        return rows, [Problem(path, begin, said)]
    return rows, []


def cell_read(text: str) -> str:
    """What `cell_safe` was given. An apostrophe of somebody's own, as in 't Hooft, stays."""
    return text[1:] if text.startswith("'") and text[1:].startswith(openings) else text

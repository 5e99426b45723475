"""Reads and writes CSV that spreadsheets take for nothing but text and numbers. Pure.

UTF-8 with a byte order mark, CRLF, quotes as in RFC 4180. What a spreadsheet could take for a
formula (text that begins with = + - @, a tab or a line's end) gets an apostrophe before it, as does
text that begins with an apostrophe itself: reading takes one apostrophe away, and what is read is
what was written. Numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None
openings = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
mark = "\ufeff"


def cell_safe(text: str) -> str:
    """`text` as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(openings) else text


def cell_write(value: Cell) -> str:
    """None is an empty cell; a bool is yes or no; of a float all digits that matter."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return cell_safe(value)
    return repr(value)


def cell_read(text: str) -> str:
    return text.removeprefix("'")


def csv_write(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, separator: str = ","
) -> str:
    """`header` has no name twice, so that no reader drops a column: ValueError otherwise."""
    if len(set(header)) != len(header):
        raise ValueError("two columns have the same name")
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerow([cell_write(name) for name in header])
    writer.writerows([cell_write(value) for value in row] for row in rows)
    return mark + file.getvalue()


def csv_read(text: str, *, separator: str = ",", guarded: bool = True) -> list[list[str]]:
    """All rows, the header first, as texts. csv.Error for what is no CSV.

    Without `guarded` an apostrophe at the beginning of a cell is part of it: others write so.
    """
    file = io.StringIO(text.removeprefix(mark), newline="")
    reader = csv.reader(file, delimiter=separator, strict=True)
    return [[cell_read(cell) if guarded else cell for cell in row] for row in reader]

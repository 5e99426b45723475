"""Notes and reading position as rows of the statement that a lesson page makes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lessons.notes.quote import Quote
from lessons.progress.rows import Row, rows_sql

# Parts of lessons.reading.state.lesson_state_sql, which gives the parameters.
notes_sql = rows_sql(
    "note",
    "lessons_note WHERE user_id = %(user)s AND course = %(course)s AND lesson = %(lesson)s"
    " AND deleted_at IS NULL",
    name="text",
    number="id",
    answer="quote",
)
place_sql = rows_sql(
    "place",
    "lessons_readingplace WHERE user_id = %(user)s AND course = %(course)s AND lesson = %(lesson)s",
    name="section",
    number="0",
)


class NoteKept(msgspec.Struct, frozen=True):
    """A note as a lesson's page needs it."""

    id: int
    text: str
    quote: Quote


def notes_of_rows(rows: Iterable[Row]) -> tuple[NoteKept, ...]:
    """From the rows of `notes_sql`."""
    return tuple(
        NoteKept(row.number, row.name, msgspec.json.decode(row.answer, type=Quote)) for row in rows
    )

"""Notes and reading position as rows of the statement that a lesson page makes."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lessons.notes.quote import Quote

# Columns as in lessons.reading.state.lesson_state_sql, of which this is a part; takes the
# user, course and lesson twice.
reading_sql = """
SELECT 'note', text, id, quote, NULL, NULL, NULL, NULL, NULL, NULL
FROM lessons_note WHERE user_id = %s AND course = %s AND lesson = %s AND deleted_at IS NULL
UNION ALL SELECT 'place', section, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM lessons_readingplace WHERE user_id = %s AND course = %s AND lesson = %s
"""


class NoteKept(msgspec.Struct, frozen=True):
    """A note as a lesson's page needs it."""

    id: int
    text: str
    quote: Quote


def notes_of_rows(rows: Iterable[tuple[int, str, str]]) -> tuple[NoteKept, ...]:
    """From the (id, text, quote as JSON) of `reading_sql`."""
    return tuple(
        NoteKept(pk, text, msgspec.json.decode(quote, type=Quote)) for pk, text, quote in rows
    )

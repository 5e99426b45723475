"""Reads the note that a browser sends."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from django.http import QueryDict

from lessons.notes.quote import Quote, context, exact_most, quote_find, squash
from lessons.notes.refusal import NoteCode
from lessons.notes.services import text_most

slug_most = 100


class NoteForm(msgspec.Struct, frozen=True):
    """A note as it was sent; `lesson` says that it came from a lesson's page, not from the list."""

    text: str
    section: str
    exact: str
    prefix: str
    suffix: str
    lesson: str

    @classmethod
    def read(cls, data: QueryDict) -> NoteForm:
        """Never raises. What is far too long is cut, and still too long to be kept."""

        def field(name: str, most: int) -> str:
            return data.get(name, "")[:most].replace("\x00", "").replace("\r\n", "\n")

        return cls(
            text=field("text", 4 * text_most).strip(),
            section=field("section", slug_most),
            exact=field("exact", 2 * exact_most).strip(),
            prefix=field("prefix", 4 * context),
            suffix=field("suffix", 4 * context),
            lesson=field("lesson", slug_most),
        )

    def fault(self, words: str) -> NoteCode | None:
        """Why the note can't be kept; `words` are the lesson's, without white space."""
        if len(self.exact) > exact_most:
            return NoteCode.LONG
        if self.exact and squash(self.exact) not in words:
            return NoteCode.WORDS
        return self.fault_of_text(bool(self.exact))

    def fault_of_text(self, passage: bool) -> NoteCode | None:
        """The same for the words of a note, which may be none where there is a passage."""
        if len(self.text) > text_most:
            return NoteCode.LONG
        return None if self.text or passage else NoteCode.EMPTY

    def quote(self, language: str, sections: Collection[str], words: str) -> Quote:
        """What the note is about. Words that were typed get the surroundings that they have."""
        section = self.section if self.section in sections else ""
        if not self.exact:
            return Quote(language=language, section=section)
        quote = Quote(
            language=language,
            section=section,
            exact=self.exact,
            prefix=self.prefix,
            suffix=self.suffix,
        )
        found = quote_find(quote, words, language)
        return msgspec.structs.replace(quote, prefix=found.prefix, suffix=found.suffix)

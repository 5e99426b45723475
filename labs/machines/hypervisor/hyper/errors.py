"""What the command could not do, in both languages of the course."""

from __future__ import annotations

from .language import said


class VmError(Exception):
    """`en` and `es` are whole sentences: what is wrong, and what to do instead."""

    def __init__(self, en: str, es: str) -> None:
        super().__init__(en)
        self.en, self.es = en, es

    @property
    def text(self) -> str:
        """In the reader's language."""
        return said(self.en, self.es)

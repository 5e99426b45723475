"""Pages with slots: rendered once, cut at the slots, filled for every request.

A template writes, where a part of the reader's own belongs, the mark that `mark(kind, argument)`
gives. Marks carry a secret of this process, so that no course can write one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import msgspec

_secret = secrets.token_hex(8)
_pattern = re.compile(rf"slot-{_secret}-([a-z]+)-([A-Za-z0-9_-]*)-end")


class Slots(msgspec.Struct, frozen=True):
    """`texts` has one more than `holes`; a hole is (kind, argument)."""

    texts: tuple[bytes, ...]
    holes: tuple[tuple[str, str], ...]

    def fill(self, content: Callable[[str, str], bytes]) -> bytes:
        """The whole, with `content(kind, argument)` in each hole."""
        parts = [self.texts[0]]
        for (kind, argument), text in zip(self.holes, self.texts[1:], strict=True):
            parts += (content(kind, argument), text)
        return b"".join(parts)


def mark(kind: str, argument: str = "") -> str:
    """What to write where a hole shall be: letters and hyphens, so that no escaping changes it."""
    return f"slot-{_secret}-{kind}-{argument}-end"


def cut(html: str) -> Slots:
    """Takes rendered HTML apart at its marks."""
    pieces = _pattern.split(html)
    return Slots(
        texts=tuple(piece.encode() for piece in pieces[::3]),
        holes=tuple(zip(pieces[1::3], pieces[2::3], strict=True)),
    )

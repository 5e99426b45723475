"""The piece of a text that shows best why it was found, with what was found marked."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from lessons.search.fold import stem, words

around = 180  # letters of a snippet, about


class Piece(msgspec.Struct, frozen=True):
    """A run of text; `hit` says whether it is what was searched for."""

    text: str
    hit: bool = False


def marked(text: str, stems: Collection[str]) -> tuple[Piece, ...]:
    """The whole of `text` with its hits marked."""
    return pieces(text, spans(text, stems), 0, len(text))


def snippet(text: str, stems: Collection[str], size: int = around) -> tuple[Piece, ...]:
    """About `size` letters of `text` with as many different hits as can be; "…" where it is cut.

    The beginning of the text where nothing in it is a hit.
    """
    found = spans(text, stems)
    start, end = window(found, size)
    start = max(0, min(start, len(text) - size))
    end = min(len(text), max(end, start + size))
    start, end = at_words(text, start, end)
    shown = pieces(text, found, start, end)
    before = (Piece("… "),) if start > 0 else ()
    after = (Piece(" …"),) if end < len(text) else ()
    return (*before, *shown, *after)


def spans(text: str, stems: Collection[str]) -> list[tuple[int, int, str]]:
    """(start, end, stem) of the words that are hits, none inside another."""
    found: list[tuple[int, int, str]] = []
    last = 0
    for word in words(text):
        root = stem(word.folded)
        if root in stems and word.start >= last:
            found.append((word.start, word.end, root))
            last = word.end
    return found


def window(found: list[tuple[int, int, str]], size: int) -> tuple[int, int]:
    """Where the most different hits are within `size` letters, with some room before them."""
    best, place = (0, 0), (0, 0)
    for number, (start, _, _) in enumerate(found):
        inside = [each for each in found[number:] if each[1] <= start + size]
        worth = (len({root for _, _, root in inside}), len(inside))
        if worth > best:
            best, place = worth, (start, inside[-1][1])
    room = max(0, size - (place[1] - place[0])) // 3
    return max(0, place[0] - room), place[1]


def at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The same piece, but no word is cut."""
    while 0 < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def pieces(text: str, found: list[tuple[int, int, str]], start: int, end: int) -> tuple[Piece, ...]:
    """`text[start:end]` cut at the hits in it."""
    parts: list[Piece] = []
    at = start
    for begin, stop, _ in found:
        if begin < at or stop > end:
            continue
        if begin > at:
            parts.append(Piece(text[at:begin]))
        parts.append(Piece(text[begin:stop], hit=True))
        at = stop
    if at < end:
        parts.append(Piece(text[at:end]))
    return tuple(parts)

"""Emulates a terminal without a window: bytes of output in, the lines of its screen out.

The emulator is asciinema's own (`avt`, docs/decisions/0001-dependencies.md). What it is fed comes
from a learner's machine, so whatever costs out of proportion is taken out before, and what the
screen says is made harmless after: no character of it controls anything.
"""

from __future__ import annotations

import codecs

import avt
import regex

size_least = 2  # columns and rows: a wide character has no place in one column
pending_most = 64  # characters of a sequence whose end has not come yet

controls = r"[\x00-\x17\x19\x1c-\x1f\x7f]*"  # which a sequence may contain, and goes on
inside = r"[^\x40-\x7e\x18\x1a\x1b\x9b]*"  # of a control sequence, until its final character
introducer = rf"(?:\x1b{controls}\[|\x9b)"
repeats = regex.compile(rf"{introducer}({inside})b")
unfinished = regex.compile(rf"(?:{introducer}{inside}|\x1b{controls})\Z")

# Control and format characters (of direction too), lone surrogates, what no Unicode has yet.
invisible = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]")
stacked = regex.compile(r"(\p{M}{2})\p{M}+")  # marks over marks leave their line


class Emulator:
    """One terminal's screen, without what has scrolled out of it."""

    def __init__(self, cols: int, rows: int) -> None:
        self.vt = avt.Vt(max(cols, size_least), max(rows, size_least), 0)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pending = ""

    def resize(self, cols: int, rows: int) -> None:
        wanted = max(cols, size_least), max(rows, size_least)
        if self.vt.size != wanted:
            self.vt.resize(*wanted)

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of output; they may end anywhere."""
        text = self.pending + self.decoder.decode(data)
        found = unfinished.search(text)
        self.pending = found[0] if found else ""
        if found:
            text = text[: found.start()]
        if len(self.pending) > pending_most:  # no program sends such
            self.pending = ""
        self.vt.feed_str(repeats.sub(self.repeated, text))

    def repeated(self, found: regex.Match[str]) -> str:
        """A sequence that repeats a character (REP), unless it would by more than a line: eight
        bytes can ask for 65,535."""
        count = found[1]
        harmless = not count or (count.isascii() and count.isdecimal() and len(count) < 4)
        return found[0] if harmless and int(count or 1) <= self.vt.size[0] else ""

    @property
    def cursor_row(self) -> int:
        """From 0."""
        return int(self.vt.cursor.row)

    def lines(self, top: int, count: int, columns: int) -> list[str]:
        """`count` lines from `top` on, each of up to `columns`, without blanks at their end."""
        view = self.vt.view()[top : top + count]
        return [line_text(line, columns) for line in view]


def line_text(line: avt.Line, columns: int) -> str:
    text: str = line.text
    if text.isascii() and text.isprintable():
        return text[:columns].rstrip()
    width, shown = 0, []
    for cell in line.cells:
        width += cell.width
        if width > columns:
            break
        if cell.width:  # else it is the second column of a wide character
            shown.append(cell.char)
    return stacked.sub(r"\1", invisible.sub("", "".join(shown))).rstrip()

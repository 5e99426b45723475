"""Encodes a terminal's output as an asciicast v2 file. Pure.

The format: https://docs.asciinema.org/manual/asciicast/v2/ – a JSON object in the first line, and
then one JSON array a line: seconds since the first event, "o" (output) or "r" (resize), text.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping

import msgspec

# What comes within so many seconds is one event, up to a size: a screen is drawn no more often.
together_seconds = 0.01
together_size = 16 * 1024  # characters
idle_seconds = 2.0  # what players shorten longer pauses to
mark_room = 256  # bytes that are kept free for `Cast.cut`
# Output may stop amid a sequence or a colour; what follows it must be readable.
mark_start = "\x18\x1b[0m\r\n"

encode = msgspec.json.encode


class Cast:
    """Takes events in the order of their times and gives whole lines, `limit` bytes at most.

    Once something didn't fit it is `full`, and takes nothing any more.
    """

    def __init__(self, *, cols: int, rows: int, limit: int) -> None:
        self.cols, self.rows = cols, rows
        self.limit = limit
        self.size = 0  # bytes of all lines that were given
        self.seconds = 0.0  # time of the last event
        self.full = False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.lines: list[bytes] = []
        self.text: list[str] = []  # output that is not a line yet, begun at `text_at`
        self.text_at = 0.0
        self.text_size = 0

    def head(self, *, timestamp: int, title: str, env: Mapping[str, str]) -> None:
        """The first line. `timestamp`: of the first event, in seconds since 1970."""
        head = {
            "version": 2,
            "width": self.cols,
            "height": self.rows,
            "timestamp": timestamp,
            "idle_time_limit": idle_seconds,
            "title": title,
            "env": dict(env),
        }
        self.add(encode(head))

    def output(self, at: float, data: bytes) -> None:
        """`data` may begin or end amid a character; what is no UTF-8 is replaced."""
        text = self.decoder.decode(data)
        if not text:
            return
        if self.text and (at - self.text_at > together_seconds or self.text_size > together_size):
            self.text_end()
        if not self.text:
            self.text_at = at
        self.text.append(text)
        self.text_size += len(text)

    def resize(self, at: float, cols: int, rows: int) -> None:
        if (cols, rows) == (self.cols, self.rows):
            return
        self.text_end()
        self.cols, self.rows = cols, rows
        self.event(at, "r", f"{cols}x{rows}")

    def end(self) -> None:
        """No more output comes: what was left of a character is replaced."""
        if rest := self.decoder.decode(b"", final=True):
            self.text.append(rest)
        self.text_end()

    def cut(self, at: float, words: str) -> None:
        """The last line, which says that it is not all: `words` are one line of plain text."""
        self.text_end()
        self.full = True
        line = encode([round(max(at, self.seconds), 6), "o", f"{mark_start}[{words}]\r\n"])
        self.lines.append(line + b"\n")
        self.size += len(line) + 1

    def take(self) -> bytes:
        """All lines since the last call."""
        self.text_end()
        lines, self.lines = self.lines, []
        return b"".join(lines)

    def text_end(self) -> None:
        if self.text:
            self.event(self.text_at, "o", "".join(self.text))
            self.text, self.text_size = [], 0

    def event(self, at: float, kind: str, text: str) -> None:
        at = max(at, self.seconds)
        if self.full:
            return
        whole = len(text)
        while text:
            if self.add(encode([round(at, 6), kind, text])):
                self.seconds = at
                break
            text = text[: len(text) // 2] if kind == "o" else ""  # what fits of it is kept
        self.full = len(text) < whole

    def add(self, line: bytes) -> bool:
        if self.size + len(line) + 1 > self.limit - mark_room:
            return False
        self.lines.append(line + b"\n")
        self.size += len(line) + 1
        return True

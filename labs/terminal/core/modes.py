"""Tracks how a terminal stands: what its output has switched on and off. Pure.

Sequences are those of xterm (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), as far as
the page's terminal knows them. What a screen shows is not tracked, only how it goes on from here.
"""

from __future__ import annotations

import re
from copy import copy
from itertools import islice

# What changes a mode; everything else is passed over without a step of Python.
changes = re.compile(rb"\x1b(?:\[(?:\??[0-9;]+[hl]|[0-9;]*r|!p|[0-9]* q)|[=>c]|[()][0-9A-Za-z])")
numbers = re.compile(rb"[0-9]+")
unfinished = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[ -/]*)\Z")
partial = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")

different_most = 256  # changes of one piece that are told apart: programs have a dozen
sequence_most = 64  # bytes of a sequence that has no end yet
string_most = 256  # of a title or such, whose rest is then nobody's
string_rest = b"\x1b]9999;"  # begins a string that no terminal acts upon

alternates = (47, 1047, 1049)
mice = (9, 1000, 1002, 1003)  # of which one holds
mouse_formats = (1005, 1006, 1015, 1016)
switches = frozenset((1, 5, 6, 7, 12, 25, 45, 66, 1004, 1007, 2004))
soft_reset = {b"?1": False, b"?6": False, b"?25": True, b"?66": False, b"4": False}


class Modes:
    """Of one terminal, after all that was fed."""

    def __init__(self) -> None:
        self.open = b""  # the beginning of a sequence or character whose end has not come
        self.reset()

    def reset(self) -> None:
        """As a terminal is that has shown nothing."""
        self.alternate = 0  # the mode by which the alternate screen was entered; 0: it was not
        self.switched: dict[bytes, bool] = {}  # by number, "?" before it where it is DEC's
        self.mouse: int | None = None  # 0: off
        self.mouse_format: int | None = None
        self.region: bytes | None = None  # of lines that scroll, as it was asked for
        self.cursor: bytes | None = None  # its form
        self.charsets: dict[bytes, bytes] = {}

    def copy(self) -> Modes:
        other = copy(self)
        other.switched, other.charsets = dict(self.switched), dict(self.charsets)
        return other

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of output, which may begin and end anywhere.

        The last of equal changes decides, so that a flood of them costs no more than their search.
        """
        if self.open:
            data = self.open + data
        at = data.rfind(b"\x1b")
        if at >= 0:
            last = dict.fromkeys(reversed(changes.findall(data)))
            for change in reversed(list(islice(last, different_most))):
                self.change(change)
        self.open = open_end(data, at)

    def change(self, change: bytes) -> None:
        """Carries out one sequence of `changes`."""
        final = change[-1:]
        if change == b"\x1bc":
            self.reset()
        elif change[1:2] in b"()":
            self.charsets[change[1:2]] = change
        elif final in b"=>":
            self.switched[b"?66"] = final == b"="
        elif final == b"p":
            self.switched |= soft_reset
            self.region, self.charsets = b"", {each: b"\x1b" + each + b"B" for each in (b"(", b")")}
        elif final == b"q":
            self.cursor = change
        elif final == b"r":
            self.region = change[2:-1]
        elif final in b"hl":
            self.switch(change, on=final == b"h")

    def switch(self, change: bytes, *, on: bool) -> None:
        private = change[2:3] == b"?"
        for text in numbers.findall(change):
            number = int(text[:6])
            if not private:
                if number == 4:  # insert
                    self.switched[b"4"] = on
            elif number in alternates:
                self.alternate = number if on else 0
            elif number in mice:
                self.mouse = number if on else 0
            elif number in mouse_formats:
                self.mouse_format = number if on else 0
            elif number in switches:
                self.switched[b"?%d" % number] = on

    def restore(self) -> bytes:
        """Output that brings a terminal, whatever it has shown before, to stand as this one."""
        said = [b"\x1b[?%dh" % self.alternate] if self.alternate else []
        if self.region is not None:
            said.append(b"\x1b[" + self.region + b"r")
        said += self.charsets.values()
        said += [b"\x1b[" + mode + (b"h" if on else b"l") for mode, on in self.switched.items()]
        for found, known in ((self.mouse, mice), (self.mouse_format, mouse_formats)):
            if found is not None:
                said.append(b"\x1b[?%dh" % found if found else b"\x1b[?%dl" % known[1])
        if self.cursor is not None:
            said.append(self.cursor)
        return b"".join(said) + self.open


def open_end(data: bytes, at: int) -> bytes:
    """The bytes at the end of `data`, whose last escape is at `at`, that are no whole sequence or
    character."""
    if at >= 0:
        rest = data[at : at + string_most + 1]
        if rest[1:2] in (b"]", b"P", b"X", b"^", b"_"):
            if data.find(b"\x07", at) < 0:
                return rest if len(rest) <= string_most else string_rest
        elif len(data) - at <= sequence_most and unfinished.match(rest):
            return rest
    found = partial.search(data[-3:])
    return found[0] if found else b""

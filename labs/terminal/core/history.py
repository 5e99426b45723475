"""Keeps what a terminal has shown: its latest output, and how it stood before that. Pure.

The output alone does not bring a screen back: what switched on the alternate screen, the keys of an
editor or the mouse may have been printed long ago. So whatever the ring lets go of is read for such
(modes.py), and what stood on the screen beneath an editor is kept as well.
Why so: docs/decisions/0029-terminal-state.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from labs.terminal.core.modes import Modes, alternates
from labs.terminal.core.ring_buffer import RingBuffer

KIB = 1024
beneath_size = 64 * KIB  # of output before an alternate screen, beyond the ring

numbers = b"|".join(b"%d" % each for each in alternates)
switch = re.compile(rb"\x1b\[\?(?:\d+;)*(?:" + numbers + rb")(?:;\d+)*([hl])")


class History:
    """`ring` has the latest `size` bytes."""

    def __init__(self, size: int) -> None:
        self.ring = RingBuffer(size)
        self.modes = Modes()  # where the ring begins
        self.beneath = bytearray()  # what came before the ring, on the normal screen

    def append(self, data: bytes | memoryview) -> None:
        if gone := self.ring.append(data):
            self.let_go(gone)

    def let_go(self, gone: bytes) -> None:
        """Keeps of bytes that leave the ring what matters for those that stay."""
        was_alternate, gone_on = bool(self.modes.alternate), self.modes.open + gone
        self.modes.feed(gone)
        whole = gone_on[: len(gone_on) - len(self.modes.open)]
        for piece in normal_pieces(whole, was_alternate):
            self.beneath += piece[-beneath_size:]
        if (surplus := len(self.beneath) - beneath_size) > 0:
            del self.beneath[:surplus]

    def replay(self) -> tuple[bytes, int]:
        """What brings a cleared terminal to where the rest of the ring goes on, and the offset of
        that rest."""
        ring = self.ring
        if not self.is_cut:
            return b"", 0
        if self.modes.alternate:
            # Where it is full its first line may be half of one.
            whole = self.beneath.find(b"\n") + 1 if len(self.beneath) == beneath_size else 0
            return bytes(self.beneath[whole:]) + self.modes.restore(), ring.start
        if (start := ring.line_after(ring.start)) is None:
            return self.modes.restore(), ring.start
        modes = self.modes.copy()
        modes.feed(ring.read(ring.start, start - ring.start))
        return modes.restore(), start

    @property
    def is_cut(self) -> bool:
        """Whether some of the output is gone."""
        return self.ring.start > 0

    @property
    def is_partial(self) -> bool:
        """Whether a full-screen program runs whose first output is gone: parts of its screen may
        have been drawn then, and only it can draw them again."""
        if not self.modes.alternate:
            return False
        modes = self.modes.copy()
        modes.feed(self.ring.read(self.ring.start, self.ring.size))
        return bool(modes.alternate)


def normal_pieces(data: bytes, alternate: bool) -> Iterator[bytes]:
    """What of `data` went to the normal screen; `alternate`: it begins on the other one. Leaving
    that brings the cursor back, so that the pieces go on where they were left."""
    at = 0
    for found in switch.finditer(data):
        if found[1] == b"h" and not alternate:
            yield data[at : found.start()]
        at, alternate = found.end(), found[1] == b"h"
    if not alternate:
        yield data[at:]

"""Ring buffer of a terminal's latest output. Pure."""

from __future__ import annotations

newline_search = 4096  # how far a replay's start may move to begin on a line of its own


class RingBuffer:
    """The last `size` bytes of a stream, addressed by their offset from the stream's start."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.start = 0  # offset of the oldest byte kept
        self.end = 0  # offset after the newest byte
        self.data = bytearray()

    def append(self, data: bytes | memoryview) -> bytes:
        """Gives the oldest bytes, which it lets go of for `data`."""
        kept = self.data
        kept += data
        self.end += len(data)
        surplus = len(kept) - self.size
        if surplus <= 0:
            return b""
        with memoryview(kept) as view:
            gone = bytes(view[:surplus])
        del kept[:surplus]  # CPython moves the start, not the bytes
        self.start += surplus
        return gone

    def read(self, offset: int, limit: int) -> bytes:
        """Up to `limit` bytes from `offset`, which lies between start and end."""
        begin = offset - self.start
        if begin < 0:
            raise IndexError("these bytes are gone")
        return bytes(memoryview(self.data)[begin : begin + limit])

    def line_after(self, offset: int) -> int | None:
        """The offset at which the next line begins, unless it is too far away."""
        first = offset - self.start
        found = self.data.find(b"\n", first, first + newline_search)
        return None if found < 0 else self.start + found + 1

    def beginning(self, offset: int) -> int:
        """The first offset from `offset` on, which may be too old, at which a screen can begin: the
        oldest byte, or, where bytes before it are left out, the next beginning of a line or at
        least of a character."""
        if offset <= self.start == 0 or not self.data:
            return self.start
        offset = max(offset, self.start)
        if (line := self.line_after(offset)) is not None:
            return line
        first = offset - self.start
        skip = first
        while skip < min(first + 4, len(self.data)) and self.data[skip] & 0xC0 == 0x80:
            skip += 1
        return self.start + skip

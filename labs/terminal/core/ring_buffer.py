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

    def append(self, data: bytes | memoryview) -> None:
        kept = self.data
        kept += data
        self.end += len(data)
        if (surplus := len(kept) - self.size) > 0:
            del kept[:surplus]  # CPython moves the start, not the bytes
            self.start += surplus

    def read(self, offset: int, limit: int) -> bytes:
        """Up to `limit` bytes from `offset`, which lies between start and end."""
        begin = offset - self.start
        if begin < 0:
            raise IndexError("these bytes are gone")
        return bytes(memoryview(self.data)[begin : begin + limit])

    @property
    def screen(self) -> int:
        """The offset at which a replay begins."""
        return self.beginning(self.start)

    def beginning(self, offset: int) -> int:
        """The first offset from `offset` on, which may be too old, at which a screen can begin: the
        oldest byte, or, where bytes before it are left out, the next beginning of a line or at
        least of a character."""
        if offset <= self.start == 0 or not self.data:
            return self.start
        first = max(offset, self.start) - self.start
        found = self.data.find(b"\n", first, first + newline_search)
        if found >= 0:
            return self.start + found + 1
        skip = first
        while skip < min(first + 4, len(self.data)) and self.data[skip] & 0xC0 == 0x80:
            skip += 1
        return self.start + skip

"""The ring keeps the end of a stream, whatever the pieces it came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.core.ring_buffer import RingBuffer


@given(st.lists(st.binary(max_size=40), max_size=30), st.integers(1, 64))
def test_the_end_of_what_was_put_in(pieces: list[bytes], size: int) -> None:
    ring = RingBuffer(size)
    gone = b"".join([ring.append(piece) for piece in pieces])
    whole = b"".join(pieces)
    assert ring.end == len(whole)
    assert ring.end - ring.start == min(size, len(whole))
    assert ring.read(ring.start, size) == whole[-size:]
    assert gone + ring.read(ring.start, size) == whole
    assert ring.start <= ring.beginning(0) <= ring.end


@given(st.binary(min_size=1, max_size=200), st.integers(1, 50))
def test_a_reader_that_keeps_up_misses_nothing(data: bytes, chunk: int) -> None:
    ring = RingBuffer(256)
    ring.append(data)
    offset, seen = 0, b""
    while offset < ring.end:
        piece = ring.read(offset, chunk)
        assert 0 < len(piece) <= chunk
        offset += len(piece)
        seen += piece
    assert seen == data


def test_what_is_gone_is_not_read() -> None:
    ring = RingBuffer(4)
    ring.append(b"abcdefgh")
    with pytest.raises(IndexError):
        ring.read(3, 1)


def test_a_screen_begins_on_a_line() -> None:
    ring = RingBuffer(8)
    ring.append(b"first\nsecond\nx")
    assert ring.read(ring.beginning(0), 99) == b"x"
    assert ring.line_after(ring.start) == ring.beginning(0)
    whole = RingBuffer(99)
    whole.append(b"first\nsecond")
    assert whole.read(whole.beginning(0), 99) == b"first\nsecond"


def test_a_screen_begins_with_a_whole_character() -> None:
    ring = RingBuffer(5)
    ring.append("añejó".encode())  # 7 bytes; the ring begins inside of ñ
    assert ring.line_after(ring.start) is None
    assert ring.read(ring.beginning(0), 99).decode() == "ejó"


def test_memory_is_bounded() -> None:
    ring = RingBuffer(1024)
    for _ in range(10_000):
        ring.append(b"x" * 100)
    assert len(ring.data) == 1024

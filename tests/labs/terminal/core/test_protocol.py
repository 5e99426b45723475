"""Frames of the terminal's websocket: whatever a page sends, it is a frame or a FrameError."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.core.protocol import (
    Ack,
    End,
    Ended,
    FrameError,
    Ping,
    Replay,
    Resize,
    Tasks,
    Warn,
    frame_decode,
    frame_encode,
    frame_limit,
    is_answer,
    size_clamp,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"type":"resize","cols":100,"rows":30}', Resize(100, 30)),
        ('{"type":"ack","bytes":1048576}', Ack(1048576)),
        ('{"type":"ping"}', Ping()),
        ('{"type":"end"}', End()),
    ],
)
def test_frames_of_the_page(text: str, frame: object) -> None:
    assert frame_decode(text) == frame


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (Replay(12), '{"type":"replay","bytes":12}'),
        (Tasks(), '{"type":"tasks"}'),
        (Warn("time", 90), '{"type":"warning","code":"time","seconds":90}'),
        (Ended("idle"), '{"type":"ended","reason":"idle"}'),
        (Ping(), '{"type":"ping"}'),
    ],
)
def test_frames_of_the_server(frame: Replay, text: str) -> None:
    assert frame_encode(frame) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type":"tasks"}',  # only the server says that
        '{"type":"resize"}',
        '{"type":"resize","cols":"100","rows":30}',
        '{"type":"resize","cols":1.5,"rows":30}',
        '{"type":"ack","bytes":true}',
        '{"type":"ping"} {"type":"ping"}',
        "\ud800",
        "[" * 5000,
        '{"type":"ping","x":"' + "y" * frame_limit + '"}',
    ],
)
def test_no_frames(text: str) -> None:
    with pytest.raises(FrameError):
        frame_decode(text)


@given(st.text() | json_values.map(json.dumps))
def test_no_text_raises_anything_else(text: str) -> None:
    with suppress(FrameError):
        frame_decode(text)


@given(st.builds(Resize, st.integers(-(2**63), 2**63), st.integers(-(2**63), 2**63)))
def test_sizes_are_clamped(frame: Resize) -> None:
    cols, rows = size_clamp(frame.cols, frame.rows)
    assert 1 <= cols <= 500
    assert 1 <= rows <= 500
    if 1 <= frame.cols <= 500:
        assert cols == frame.cols


@pytest.mark.parametrize("nothing", [None, "80", 1.5, True, [], {}])
def test_a_size_that_is_no_number(nothing: object) -> None:
    assert size_clamp(nothing, nothing) == (80, 24)


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[24;80R",  # where the cursor is
        b"\x1b[?1;2c",  # what kind of terminal
        b"\x1b[>0;276;0c",
        b"\x1b[0n",
        b"\x1b[?2026;2$y",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b[0n\x1b[24;80R",
    ],
)
def test_answers_of_a_terminal(data: bytes) -> None:
    assert is_answer(data)


@pytest.mark.parametrize(
    "data", [b"", b"a", b"\r", b"\x1b", b"\x1b[A", b"\x1bOP", b"\x1b[1;5C", b"\x1b[0nls", b"c"]
)
def test_what_people_type_is_no_answer(data: bytes) -> None:
    assert not is_answer(data)

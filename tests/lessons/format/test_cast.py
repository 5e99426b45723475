"""Recordings of terminals: what their first line says, and what they leave on the screen."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.format.cast import CastError, cast_read, last_lines


def cast(*events: object, **head: object) -> str:
    first = {"version": 2, "width": 80, "height": 24, **head}
    return "\n".join(json.dumps(each) for each in (first, *events)) + "\n"


def test_a_recording_says_when_and_on_what_it_was_made() -> None:
    text = cast([0.1, "o", "a\r\n"], [0.2, "i", "x"], [1, "o", "b"], timestamp=0, title="vm TCG")
    found = cast_read(text)
    assert (found.width, found.height, found.title) == (80, 24, "vm TCG")
    assert found.made == datetime(1970, 1, 1, tzinfo=UTC)
    assert found.output == "a\r\nb"
    assert cast_read(cast()).made is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"version": 1, "width": 80, "height": 24}',
        '{"version": 2, "width": 80}',
        '{"version": 2, "width": "wide", "height": 24}',
        cast(timestamp="today"),
        cast(timestamp=1e30),
        cast([1, "o"]),
        cast({"at": 1}),
    ],
)
def test_what_is_none_is_told(text: str) -> None:
    with pytest.raises(CastError):
        cast_read(text)


@given(st.text())
def test_no_text_does_worse_than_be_told(text: str) -> None:
    try:
        last_lines(cast_read(cast([0, "o", text])).output, 5)
        cast_read(text)
    except CastError:
        pass


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        ("one\r\ntwo\r\nthree\r\n\r\n", ["two", "three"]),
        ("\x1b[1;32mgreen\x1b[0m \x1b]0;title\x07plain", ["green plain"]),
        ("10 %\r20 %\r30 %", ["30 %"]),
        ("lx\x08s\r\n$ ", ["ls", "$ "]),
        ("before\r\n\x1b[H\x1b[2Jafter", ["after"]),
        ("", []),
    ],
)
def test_the_last_lines_are_words_alone(output: str, lines: list[str]) -> None:
    assert last_lines(output, 2) == lines

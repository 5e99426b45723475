"""Recordings of terminals in asciicast v2: what they say, and what is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.format.cast import CastError, cast_read


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
        cast(width=1_000_000_000),
        cast(height=1),
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
        assert cast_read(cast([0, "o", text])).output == text
        cast_read(text)
    except CastError:
        pass

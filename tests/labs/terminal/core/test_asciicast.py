"""Whatever a terminal shows, every line of its recording is valid, and together they say it all."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labs.terminal.core.asciicast import Cast, mark_room, together_seconds

limit = 100_000


def begun(most: int = limit) -> Cast:
    cast = Cast(cols=80, rows=24, limit=most)
    cast.head(timestamp=1_700_000_000, title="Whose kernel – main, 1", env={"TERM": "xterm"})
    return cast


def events(cast: Cast) -> list[Any]:
    data = cast.take()
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.decode().splitlines()][1:]


def shown(found: list[Any]) -> str:
    return "".join(text for _at, kind, text in found if kind == "o")


def test_the_first_line_says_what_it_is() -> None:
    assert json.loads(begun().take()) == {
        "version": 2,
        "width": 80,
        "height": 24,
        "timestamp": 1_700_000_000,
        "idle_time_limit": 2.0,
        "title": "Whose kernel – main, 1",
        "env": {"TERM": "xterm"},
    }


def test_a_character_that_two_reads_split_is_whole() -> None:
    cast = begun()
    data = "ñ漢🙂".encode()
    for number in range(len(data)):
        cast.output(float(number), data[number : number + 1])
    cast.end()
    found = events(cast)
    assert [(at, text) for at, _kind, text in found] == [(1.0, "ñ"), (4.0, "漢"), (8.0, "🙂")]


def test_a_character_that_is_split_between_two_flushes_is_whole() -> None:
    cast = begun()
    cast.output(0.0, b"a\xc3")
    assert shown(events(cast)) == "a"
    cast.output(1.0, b"\xb1b")
    assert "ñb" in cast.take().decode()


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_any_bytes_give_valid_lines_with_the_same_text(pieces: list[bytes]) -> None:
    cast = begun()
    for number, piece in enumerate(pieces):
        cast.output(number * 0.004, piece)
    cast.end()
    found = events(cast)
    assert shown(found) == b"".join(pieces).decode("utf-8", "replace")
    times = [at for at, _kind, _text in found]
    assert times == sorted(times)
    assert {kind for _at, kind, _text in found} <= {"o"}


def test_what_is_no_utf8_is_replaced_at_the_end_too() -> None:
    cast = begun()
    cast.output(0.0, b"\xff\xfeok\xe6\xbc")
    cast.end()
    assert shown(events(cast)) == "��ok�"


def test_a_new_size_is_an_event_and_the_same_size_is_none() -> None:
    cast = begun()
    cast.output(0.0, b"a")
    cast.resize(1.0, 80, 24)
    cast.resize(2.0, 100, 30)
    cast.output(3.0, b"b")
    assert events(cast) == [[0.0, "o", "a"], [2.0, "r", "100x30"], [3.0, "o", "b"]]


def test_output_of_one_moment_is_one_event() -> None:
    cast = begun()
    for number in range(10):
        cast.output(number * together_seconds / 20, b"x")
    cast.output(5.0, b"y")
    assert events(cast) == [[0.0, "o", "x" * 10], [5.0, "o", "y"]]


def test_a_flood_fills_it_and_no_more() -> None:
    cast = begun()
    number = 0
    while not cast.full:
        cast.output(float(number), b"\x1b[31m%06d\r\n" % number)
        number += 1
        cast.text_end()
        assert number < limit
    cast.output(1e6, b"never")
    cast.cut(1e6, "cut here")
    data = cast.take()
    assert limit - 2 * mark_room < len(data) <= limit
    assert len(data) == cast.size
    lines = [json.loads(line) for line in data.decode().splitlines()]
    assert "[cut here]" in lines[-1][2]
    assert "never" not in data.decode()


def test_the_last_output_is_kept_as_far_as_it_fits_and_nothing_after_it() -> None:
    cast = begun(2000)
    cast.output(0.0, b"0123456789" * 1000)
    assert cast.full is False  # not yet a line
    cast.output(1.0, b"later")
    cast.text_end()
    assert cast.full
    found = events(cast)
    assert len(found) == 1
    assert 600 < len(found[0][2]) < 2000
    assert (b"0123456789" * 1000).decode().startswith(found[0][2])

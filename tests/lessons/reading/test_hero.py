from __future__ import annotations

import pytest

from lessons.format.cast import Cast
from lessons.reading.hero import still_lines, still_of


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        ("one\r\n\x1b[1;32mtwo\x1b[0m\r\n\r\n", ["one", "two"]),
        ("10 %\r20 %\r30 %", ["30 %"]),
        ("before\r\n\x1b[H\x1b[2Jafter", ["after"]),
        ("", []),
        ("\ud800<b>", ["?<b>"]),
    ],
)
def test_what_nothing_plays_is_shown_as_its_screen_was(output: str, lines: list[str]) -> None:
    assert still_of(Cast(width=40, height=20, output=output)) == lines


def test_of_a_long_run_the_end_is_shown() -> None:
    output = "".join(f"line {number}\r\n" for number in range(100))
    lines = still_of(Cast(width=40, height=24, output=output))
    assert lines == [f"line {number}" for number in range(100 - still_lines, 100)]

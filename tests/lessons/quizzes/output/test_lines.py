"""Output of programs: what is earned by its lines, what is said."""

from __future__ import annotations

import pytest

from lessons.quizzes.grading import grade
from tests.lessons.quizzes.support import parse, question

printed = question("output", "What?\n= a\n=\n= /b+/\n= c d\n~ x :: No x.")


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("a\n\nbbb\nc d", 1),
        ("a \r\n\r\nb\r\n  c   d\r\n\r\n", 1),
        ("a\n\nb", 0.75),
        ("a\nb\nc d", 0.75),
        ("A\n\nb\nc d", 0.75),
        ("x", 0),
        ("c d\nb\n\na", 0.25),
        ("a\n\nb\nc d\nmore", 0.8),
    ],
)
def test_output_earns_by_its_lines(typed: str, fraction: float) -> None:
    found = grade(printed, (typed,), attempt=1)
    assert found.fraction == pytest.approx(fraction)
    assert found.correct == (fraction == 1)


def test_what_is_said_of_output() -> None:
    assert grade(printed, ("a\nx",), attempt=1).messages == {"": "No x."}
    assert grade(printed, (" \n ",), attempt=1).fault == "empty"
    assert grade(printed, ("a" * 2001,), attempt=1).fault == "long"
    assert grade(printed, ("z\n" * 999 + "a",), attempt=1).fraction == 0
    assert "the output is missing" in parse("output", "Q\n=")[1][0][1]
    assert parse("output", "Q\n= /(/")[1]

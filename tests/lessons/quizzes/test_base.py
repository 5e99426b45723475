"""What all kinds of questions share: attributes, marks, the ends of lines, and translations."""

from __future__ import annotations

import pytest

from lessons.quizzes.attributes import number_read
from lessons.quizzes.base import Tail, tail_split
from tests.lessons.quizzes.support import differences, faults_told, parse, question, told

body = "Q\n= a"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("points", "0.5", 0.5),
        ("points", "100", 100),
        ("points", "0.4", None),
        ("points", "100.5", None),
        ("points", "many", None),
        ("attempts", "1", 1),
        ("attempts", "20", 20),
        ("attempts", "0", None),
        ("attempts", "21", None),
        ("attempts", "1.5", None),
        ("hint-cost", "0", 0),
        ("hint-cost", "1", 1),
        ("hint-cost", "25%", 0.25),
        ("hint-cost", "100%", 1),
        ("hint-cost", "0.5", 0.5),
        ("hint-cost", "101%", None),
        ("hint-cost", "1.1", None),
        ("hint-cost", "-1%", None),
        ("hint-cost", "some", None),
        ("pool", "a-1", "a-1"),
        ("pool", "A", None),
        ("pool", "1a", None),
    ],
)
def test_attributes_and_their_bounds(name: str, text: str, value: object) -> None:
    defaults = {"points": 1, "attempts": 3, "hint-cost": 0.1, "pool": ""}
    starts = {"pool": "the pool", "hint-cost": "hint-cost must be a share"}
    found, problems = parse("short", body, **{name: text})
    assert getattr(found, name.replace("-", "_")) == (defaults[name] if value is None else value)
    wanted = [(1, starts.get(name, f"{name} must be a "))] if value is None else []
    faults_told(problems, wanted)


def test_the_defaults() -> None:
    found = question("short", body)
    assert (found.points, found.attempts, found.hint_cost, found.pool) == (1, 3, 0.1, "")
    assert (found.hints, found.explanation, found.computed) == ((), "", {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("+1", 1),
        ("-1.5", -1.5),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        (" 2 ", 2),
        ("1,5", None),
        ("1e999", None),
        ("nan", None),
        ("", None),
        (".", None),
        ("٣", None),
        ("1_0", None),
    ],
)
def test_numbers_of_authors(text: str, value: float | None) -> None:
    assert number_read(text) == value


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("a", Tail("a", "", "")),
        ("a :: b", Tail("a", "b", "")),
        ("a :: b {misconception=m}", Tail("a", "b", "m")),
        ("a {misconception=m}", Tail("a", "", "m")),
        ("std::vector :: b", Tail("std::vector", "b", "")),
        ("a :: b :: c", Tail("a", "b :: c", "")),
        (":: b", Tail("", "b", "")),
        ("a ::", Tail("a", "", "")),
        ("a {misconception=m} b", Tail("a {misconception=m} b", "", "")),
        ("a {misconception=}", Tail("a", "", "")),
    ],
)
def test_the_end_of_a_line_is_taken_off(text: str, tail: Tail) -> None:
    assert tail_split(text) == tail


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("= a", [(1, "the question is missing")]),
        ("Q\n= a\nstray", [(4, "this line belongs to nothing")]),
        ("Q\n= a\n\n= b", []),
        ("Q\n= a\n?", [(4, "nothing is written after `?`")]),
        ("Q\n= a\n- [x] b", [(4, "`- [x]` has no meaning in a .short: `=` `~` `?` `!`")]),
        ("Q\n= a\n- [X] b", [(4, "`- [x]` has no meaning")]),
        ("Q\n= a\n![A picture](a.svg)", [(4, "this line belongs to nothing")]),
    ],
)
def test_faults_of_marks(text: str, wanted: list[tuple[int, str]]) -> None:
    faults_told(told("short", text), wanted)


def test_a_line_that_is_indented_goes_on_with_the_one_above() -> None:
    found = question(
        "short", "Q\n= a\n? One\n  and more\n? Two\n! First.\n  Still first.\n! Second."
    )
    assert found.hints == ("One and more", "Two")
    assert found.explanation == "<p>First. Still first.\n\nSecond.</p>"


def test_marks_in_a_fence_of_the_prompt_are_prompt() -> None:
    found = question("short", "Q\n~~~\n= b\n```\n? c\n~~~\n= a")
    assert found.hints == ()
    assert "= b" in found.prompt
    assert "? c" in found.prompt
    longer = question("short", "Q\n````\n```\n= b\n````\n= a")
    assert "= b" in longer.prompt


def test_what_a_translation_may_not_change() -> None:
    source = question("short", "Q\n= a\n? Hint.\n! Why.", points="2", attempts="2")
    for text, attributes, said in (
        ("Q\n= b\n? Pista.\n! Por.", {}, []),
        ("Q\n= b\n? P.\n! Por.", {"points": "3"}, ["points is 3, and 2 in the source language"]),
        (
            "Q\n= b\n? P.\n! Por.",
            {"attempts": "3"},
            ["attempts is 3, and 2 in the source language"],
        ),
        (
            "Q\n= b\n? P.\n! Por.",
            {"hint-cost": "20%"},
            ["hint-cost is 0.2, and 0.1 in the source language"],
        ),
        ("Q\n= b\n? P.\n! Por.", {"pool": "p"}, ["pool differs from the source language"]),
        (
            "Q\n= b\n? P.\n! Por.",
            {"standalone": "false"},
            ["standalone differs from the source language"],
        ),
        ("Q\n= b\n! Por.", {}, ["it has 0 hints, and 1 in the source language"]),
        (
            "Q\n= b\n? P.",
            {},
            ["only one language explains the answer (`! …`): it stands in the source language"],
        ),
    ):
        other = question("short", text, **{"points": "2", "attempts": "2", **attributes})
        assert differences(source, other) == said
    plain = question("short", "Q\n= a\n? Hint.", points="2", attempts="2")
    assert differences(plain, source) == [
        "only one language explains the answer (`! …`): it stands here"
    ]

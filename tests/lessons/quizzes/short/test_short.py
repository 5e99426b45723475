from __future__ import annotations

import time

import pytest

from lessons.quizzes.grading import grade
from lessons.quizzes.short.patterns import matches
from tests.lessons.quizzes.support import parse, question

first = (
    "Which process?\n= sleep :: Yes.\n= /sleep( \\d+)?/\n= Anfitrión\n~ init :: Only if you put it."
)


@pytest.mark.parametrize(
    ("answer", "correct"),
    [
        ("sleep", True),
        ("  SLEEP. ", True),
        ("«sleep»", True),
        ("sleep   100", True),
        ("anfitrion", True),
        ("ANFITRIÓN", True),
        ("sleep well", False),
        ("asleep", False),
        ("init", False),
    ],
)
def test_answers_are_normalised(answer: str, correct: bool) -> None:
    assert grade(question("short", first), (answer,), attempt=1).correct is correct


def test_feedback_and_faults() -> None:
    found = question("short", first)
    assert grade(found, ("init",), attempt=1).messages == {"": "Only if you put it."}
    assert grade(found, ("sleep",), attempt=1).messages == {"": "Yes."}
    assert grade(found, (" . ",), attempt=1).fault == "empty"
    assert grade(found, ("x" * 201,), attempt=1).fault == "long"


def test_case_counts_where_the_author_says_so() -> None:
    found = question("short", "Q\n= Host\n= /K+/", case="true")
    assert grade(found, ("Host",), attempt=1).correct
    assert not grade(found, ("host",), attempt=1).correct
    assert grade(found, ("KK",), attempt=1).correct
    assert not grade(found, ("kk",), attempt=1).correct


def test_symbols_are_part_of_an_answer() -> None:
    found = question("short", "Q\n= /proc/version\n= ps -ef")
    assert grade(found, ("/proc/version",), attempt=1).correct
    assert not grade(found, ("proc/version",), attempt=1).correct
    assert grade(found, ("ps -ef",), attempt=1).correct


def test_mistakes_of_authors() -> None:
    for body, words in [
        ("Q", "no answer is accepted"),
        ("Q\n= /sleep( 100)?/\n= /[0-9]+/", "no answer can be shown"),
        ("Q\n= /(/", "not valid"),
        ("Q\n= ...", "nothing is left"),
        ("Q\n= a\n~ b", "what to tell"),
        ("Q\n= " + "a" * 300, "longer than"),
    ]:
        _, problems = parse("short", body)
        assert any(words in message for _, message in problems), (body, problems)


@pytest.mark.parametrize("pattern", [r"/(x|xx)+z?[^x]/", r"/(?:x|x|xx)+[yz]w/"])
def test_a_match_that_takes_too_long_is_none(pattern: str) -> None:
    assert not matches(pattern, "x" * 80, case=False)
    assert matches(pattern, "xyw" if "w" in pattern else "xy", case=False)


def test_catastrophic_expressions_are_refused_or_end_in_time() -> None:
    for pattern in (r"/(a+)+$/", r"/(a|a)*b/", r"/(.*a){20}/", r"/(\w+\s?)+\./"):
        start = time.process_time()
        found, problems = parse("short", f"Q\n= {pattern}")
        if found is not None:
            grade(found, ("a" * 199 + "!",), attempt=1)
        assert time.process_time() - start < 2, pattern
        assert found is not None or any("takes too long" in message for _, message in problems)

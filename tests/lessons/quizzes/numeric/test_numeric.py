from __future__ import annotations

import pytest

from lessons.quizzes import registry
from lessons.quizzes.grading import grade
from lessons.quizzes.numeric import readings
from tests.lessons.quizzes.support import parse, question

limit = "How many?\n= 64 :: Threads count too.\n~ 63 :: The shell counts. {misconception=no-shell}"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("64", {64}),
        (" 64 ", {64}),
        ("-3", {-3}),
        ("\u22123", {-3}),
        ("0.5", {0.5}),
        ("0,5", {0.5}),
        (".5", {0.5}),
        (",5", {0.5}),
        ("1,234", {1234, 1.234}),
        ("1.234", {1234, 1.234}),
        ("1.234,5", {1234.5}),
        ("1,234.5", {1234.5}),
        ("1 234 567", {1234567}),
        ("1\u00a0234", {1234}),
        ("1'234", {1234}),
        ("1e3", {1000}),
        ("6.4E1", {64}),
        ("64 MiB", {64}),
        ("64mib", {64}),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, values: set[float]) -> None:
    assert readings(text, "MiB") == (tuple(sorted(values)), "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("many", "number"),
        ("nan", "number"),
        ("inf", "number"),
        ("1e999", "number"),
        ("0x40", "unit"),
        ("1.2.3", "number"),
        ("12,34,56", "number"),
        ("--3", "number"),
        ("64 GB", "unit"),
        ("1" * 300, "long"),
    ],
)
def test_what_is_no_number_says_why(text: str, fault: str) -> None:
    assert readings(text, "MiB") == ((), fault)


def test_without_a_unit_words_are_no_number() -> None:
    assert readings("64 GB", "") == ((), "number")


def test_grading() -> None:
    found = question("numeric", limit, unit="processes", points="3")
    right = grade(found, ("64 processes",), attempt=1)
    assert (right.correct, right.points) == (True, 3)
    assert right.messages == {"": "Threads count too."}
    foreseen = grade(found, ("63",), attempt=1)
    assert (foreseen.correct, foreseen.points) == (False, 0)
    assert foreseen.messages == {"": "The shell counts."}
    assert foreseen.misconceptions == ("no-shell",)
    assert grade(found, ("65",), attempt=1).messages == {}
    assert grade(found, ("?",), attempt=1).fault == "number"


@pytest.mark.parametrize(
    ("tolerance", "answer", "correct"),
    [
        ("0", "100.0001", False),
        ("2", "102", True),
        ("2", "97.9", False),
        ("5%", "105", True),
        ("5%", "105.1", False),
        ("0.1", "100.1", True),
    ],
)
def test_tolerance(tolerance: str, answer: str, correct: bool) -> None:
    found = question("numeric", "Q\n= 100", tolerance=tolerance)
    assert grade(found, (answer,), attempt=1).correct is correct


def test_mistakes_of_authors() -> None:
    for body, attributes, words in [
        ("Q", {}, "right number is missing"),
        ("Q\n= sixty", {}, "not a number"),
        ("Q\n= 1\n= 2", {}, "one right number"),
        ("Q\n= 1\n~ 2", {}, "what to tell"),
        ("Q\n= 10\n~ 11 :: no", {"tolerance": "2"}, "within the tolerance"),
        ("Q\n= 1", {"tolerance": "some"}, "tolerance must be"),
        ("Q\n= 1", {"tolerance": "-1"}, "tolerance must be"),
    ]:
        _, problems = parse("numeric", body, **attributes)
        assert any(words in message for _, message in problems), (body, problems)


def test_translations_agree_in_numbers_and_may_translate_the_unit() -> None:
    source = question("numeric", limit, unit="processes")
    assert registry.translations_agree(source, question("numeric", limit, unit="procesos")) == []
    other = question("numeric", limit.replace("64", "65"), unit="procesos")
    assert registry.translations_agree(source, other)
    assert registry.translations_agree(source, question("numeric", "Q\n= 64", unit="x"))

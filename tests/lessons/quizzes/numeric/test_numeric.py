from __future__ import annotations

import pytest

from lessons.quizzes import registry, variant
from lessons.quizzes.grading import grade
from lessons.quizzes.numeric import NumericQuestion, near, readings
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question,
    question_as,
    told,
)

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


def numeric(text: str = limit, **attributes: str) -> NumericQuestion:
    return question_as(NumericQuestion, "numeric", text, **attributes)


@pytest.mark.parametrize(
    ("text", "attributes", "wanted"),
    [
        ("Q", {}, [(1, "the right number is missing")]),
        ("Q\n=", {}, [(1, "the right number is missing"), (3, "nothing is written after `=`")]),
        ("Q\n= sixty", {}, [(3, "'sixty' is not a number")]),
        ("Q\n= 1\n= 2\n= 3", {}, [(4, "a .numeric has one"), (5, "a .numeric has one")]),
        ("Q\n= 1\n~ 2", {}, [(4, "say what to tell the learner")]),
        ("Q\n= 1\n~", {}, [(4, "nothing is written after `~`")]),
        ("Q\n= 1\n~ two :: No.", {}, [(4, "'two' is not a number")]),
        ("Q\n= 10\n~ 9 :: No.\n~ 11 :: No.", {"tolerance": "0.5"}, []),
        ("Q\n= 10\n~ 3 :: No.\n~ 11 :: No.", {"tolerance": "1"}, [(5, "this foreseen mistake is")]),
        (
            "Q\n= 10\n~ x :: No.\n~ 11 :: No.",
            {"tolerance": "1"},
            [(4, "'x'"), (5, "this foreseen")],
        ),
        ("Q\n= 10\n~ 10.9 :: No.", {"tolerance": "10%"}, [(4, "this foreseen mistake is")]),
        ("Q\n= 10\n~ 11.1 :: No.", {"tolerance": "10%"}, []),
        ("Q\n= 1", {"tolerance": "some"}, [(1, "tolerance must be")]),
        ("Q\n= 1", {"tolerance": "-1"}, [(1, "tolerance must be")]),
        ("Q\n= 1", {"tolerance": "0"}, []),
        ("Q\n= 1\n~ 2 :: No. {misconception=No}", {}, [(4, "the misconception 'No'")]),
    ],
)
def test_every_fault_is_told_on_its_line(
    text: str, attributes: dict[str, str], wanted: list[tuple[int, str]]
) -> None:
    faults_told(told("numeric", text, **attributes), wanted)


def test_what_a_block_says_is_read() -> None:
    found = numeric(unit=" MiB ", tolerance=" 0.5 ")
    assert (found.value, found.unit, found.feedback) == (64, "MiB", "Threads count too.")
    assert (found.tolerance, found.relative) == (0.5, False)
    exact = numeric()
    assert (exact.tolerance, exact.relative, exact.unit) == (0, False, "")
    assert [each.value for each in exact.mistakes] == [63]
    share = numeric("Q\n= 100", tolerance="5%")
    assert (share.tolerance, share.relative) == (0.05, True)
    assert parse("numeric", "Q\n= 1", name="")[0] is None
    assert parse("numeric", "Q\n= x")[0] is None
    wrong, _ = parse("numeric", "Q\n= 1", tolerance="x%")
    assert isinstance(wrong, NumericQuestion)
    assert (wrong.tolerance, wrong.relative) == (0, False)


def test_mistakes_keep_their_places_beside_one_that_is_no_number() -> None:
    found, _ = parse("numeric", "Q\n= 1\n~ two :: No.\n~ 2 :: Two.\n~ 3 :: Three.")
    assert isinstance(found, NumericQuestion)
    assert [(each.value, each.feedback) for each in found.mistakes] == [(2, "Two."), (3, "Three.")]


def test_computed_numbers_know_their_formulas() -> None:
    found = numeric("$ n = 2..5\nQ {n}\n= {n * 2} :: Yes.\n~ 1 :: One.\n~ {n} :: Half.")
    assert set(found.computed) == {"value", "mistakes.1.value"}
    for seed in range(20):
        fixed = variant.fixed(found, str(seed))
        assert isinstance(fixed, NumericQuestion)
        assert fixed.value == 2 * fixed.mistakes[1].value
        assert 2 <= fixed.mistakes[1].value <= 5
        assert fixed.mistakes[0].value == 1
    assert numeric().computed == {}
    # A number that stands fast behind one that is computed is looked at all the same.
    faults_told(
        told("numeric", "$ n = 2..5\nQ {n}\n= 10\n~ {n} :: No.\n~ 10 :: No."),
        [(6, "this foreseen mistake is within")],
    )
    # What chance decides is not held against the tolerance.
    assert told("numeric", "$ n = 1..1\nQ {n}\n= {n} :: Yes.\n~ 0 :: No.", tolerance="1") == []


def test_what_is_said_of_answers_without_words_of_the_author() -> None:
    found, _ = parse("numeric", "Q\n= 64\n~ 63 {misconception=m}\n~ 62 :: Fewer.")
    assert found is not None
    assert grade(found, ("64",), attempt=1).messages == {}
    assert grade(found, ("63",), attempt=1).messages == {}
    assert grade(found, ("63",), attempt=1).misconceptions == ("m",)
    assert grade(found, ("62",), attempt=1).misconceptions == ()
    # A mistake is met exactly, whatever the tolerance of the right number.
    loose = numeric("Q\n= 100\n~ 63 :: No.", tolerance="5")
    assert grade(loose, ("62",), attempt=1).messages == {}
    assert grade(loose, ("63",), attempt=1).messages == {"": "No."}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("+5", {5}),
        ("5.", {5}),
        ("5,", {5}),
        ("1.234.567", {1234567}),
        ("1.234.567,8", {1234567.8}),
        ("1,234,567.", {1234567}),
        ("1.234,", {1234}),
        ("1234.5", {1234.5}),
        ("12.345", {12345, 12.345}),
        ("1\u2019234", {1234}),
        ("1e-3", {0.001}),
        ("-1,5e2", {-150}),
        ("64  \u00a0MiB", {64}),
        ("６４", {64}),
    ],
)
def test_more_ways_to_write_a_number(text: str, values: set[float]) -> None:
    assert readings(text, "MiB") == (tuple(sorted(values)), "")


@pytest.mark.parametrize(
    "text", ["1.234.5", "1,2,3", "1234.567.890", ".", ",", "1.2,3.4", "1''2", "e5", "+-1"]
)
def test_nonsense_is_no_number(text: str) -> None:
    assert readings(text, "") == ((), "number")


def test_the_longest_answer_is_read_and_one_more_is_not() -> None:
    assert readings("1" + " " * 198 + "1", "")[1] != "long"
    assert readings("1" * 201, "")[1] == "long"
    assert readings("0" * 199 + "5", "") == ((5,), "")


def test_rounding_is_forgiven_in_proportion() -> None:
    assert near(0.1 + 0.2, 0.3, 0, False)
    assert near(1e12, 1e12 + 100, 0, False)
    assert not near(1e12, 1e12 + 1e5, 0, False)
    assert not near(0.3, 0.3001, 0, False)
    assert near(-105, -100, 0.05, True)
    assert not near(-106, -100, 0.05, True)
    assert not near(0, 1e-6, 0, False)


def test_translations_say_what_differs() -> None:
    source = numeric(tolerance="0.5")
    for other, said in (
        (numeric(unit="x", tolerance="0.5"), []),
        (
            numeric(limit.replace("64", "65"), tolerance="0.5"),
            ["the answer is 65, and 64 in the source"],
        ),
        (numeric(), ["tolerance differs from the source language"]),
        (numeric(tolerance="0.5%"), ["tolerance differs from the source language"]),
        (
            numeric(limit.replace("63", "62"), tolerance="0.5"),
            ["the foreseen mistakes (`~ …`) differ from the source language"],
        ),
    ):
        assert differences(source, other) == said

"""Estimates, output of programs, and answers that a machine gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes import machine
from lessons.quizzes.estimate import EstimateQuestion, fraction_of
from lessons.quizzes.grading import grade
from lessons.quizzes.machine import MachineQuestion
from tests.lessons.quizzes.support import parse, question

linear = question("estimate", "How many?\n= 200 :: Yes.\n~ 100 :: Half.", full="5%", none="50%")
factor = question("estimate", "How long?\n= 1", scale="log", full="2", none="100", unit="ms")
printed = question("output", "What?\n= a\n=\n= /b+/\n= c d\n~ x :: No x.")
assert isinstance(linear, EstimateQuestion)
assert isinstance(factor, EstimateQuestion)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [("200", 1), ("190", 1), ("210,0", 1), ("300", 0), ("245", 0.611), ("155", 0.611), ("-200", 0)],
)
def test_an_estimate_earns_by_its_distance(typed: str, fraction: float) -> None:
    found = grade(linear, (typed,), attempt=1)
    assert found.fraction == pytest.approx(fraction, abs=0.001)
    assert found.correct == (fraction == 1)


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [("1 ms", 1), ("2", 1), ("0.5", 1), ("100", 0), ("0.01", 0), ("10", 0.589), ("0.1", 0.589)],
)
def test_on_a_log_scale_factors_count(typed: str, fraction: float) -> None:
    assert grade(factor, (typed,), attempt=1).fraction == pytest.approx(fraction, abs=0.001)


def test_what_is_said_of_estimates() -> None:
    assert grade(linear, ("201",), attempt=1).messages == {"": "Yes."}
    assert grade(linear, ("100",), attempt=1).messages == {"": "Half."}
    assert grade(linear, ("soon",), attempt=1).fault == "number"
    assert grade(factor, ("0",), attempt=1).fraction == 0


numbers = st.floats(0.001, 1e6)


@given(numbers, numbers, st.sampled_from([linear, factor]))
def test_nearer_never_earns_less(one: float, other: float, found: EstimateQuestion) -> None:
    def distance(value: float) -> float:
        if found.scale == "log":
            return max(value / found.value, found.value / value)
        return abs(value - found.value)

    nearer, farther = sorted((one, other), key=distance)
    assert 0 <= fraction_of(found, farther) <= fraction_of(found, nearer) <= 1


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"scale": "cubic"}, "linear or log"),
        ({"full": "10%", "none": "50"}, "both alike"),
        ({"full": "50%", "none": "10%"}, "full must be less than none"),
        ({"scale": "log", "full": "0.5"}, "factors from 1 on"),
    ],
)
def test_mistakes_in_estimates_are_told(attributes: dict[str, str], said: str) -> None:
    assert said in parse("estimate", "Q\n= 5", **attributes)[1][0][1]
    assert "above 0" in parse("estimate", "Q\n= -5", scale="log")[1][0][1]


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


limit = question(
    "machine", "How much?\n~ /[0-9]{4,}/ :: Of the host.", lab="l", fact="memory.limit"
)
name = question("machine", "Name?", lab="l", fact="hostname")
assert isinstance(limit, MachineQuestion)
assert isinstance(name, MachineQuestion)


def test_without_a_machine_nothing_is_graded() -> None:
    assert grade(limit, ("128",), attempt=1).fault == "machine"
    assert grade(limit, ("much",), attempt=1).fault == "number"
    assert grade(name, ("",), attempt=1).fault == "empty"


def test_a_machine_gives_the_right_answer() -> None:
    assert isinstance(limit, MachineQuestion)
    assert isinstance(name, MachineQuestion)
    asked = machine.filled(limit, "128")
    assert grade(asked, ("128 MiB",), attempt=1).correct
    assert grade(asked, ("128.0",), attempt=1).correct
    assert not grade(asked, ("129",), attempt=1).correct
    assert grade(asked, ("64000",), attempt=1).messages == {"": "Of the host."}
    assert grade(machine.filled(name, "lab-7"), (" LAB-7 ",), attempt=1).correct
    assert not grade(machine.filled(name, "lab-7"), ("lab-8",), attempt=1).correct


def test_figures_that_move_have_a_tolerance() -> None:
    found = question("machine", "Since when?", lab="l", fact="uptime", tolerance="10%")
    assert isinstance(found, MachineQuestion)
    asked = machine.filled(found, "100")
    fractions = [grade(asked, (text,), attempt=1).fraction for text in ("95", "109", "120")]
    assert fractions == [1, 1, 0]


def test_mistakes_in_machine_questions_are_told() -> None:
    said = [message for _, message in parse("machine", "Q", fact="weight", tolerance="5")[1]]
    assert [each[:9] for each in said] == ["say what ", "say whose", "tolerance"]

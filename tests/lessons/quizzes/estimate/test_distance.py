"""Estimates: what is earned by the distance, what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes.estimate import EstimateQuestion, fraction_of
from lessons.quizzes.grading import grade
from tests.lessons.quizzes.support import parse, question

linear = question("estimate", "How many?\n= 200 :: Yes.\n~ 100 :: Half.", full="5%", none="50%")
factor = question("estimate", "How long?\n= 1", scale="log", full="2", none="100", unit="ms")
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

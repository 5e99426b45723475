"""`.estimate`: every fault of a block and of a translation, and the edges of its scales."""

from __future__ import annotations

import math

import pytest

from lessons.quizzes.estimate import EstimateQuestion, fraction_of, ids
from lessons.quizzes.grading import grade
from tests.lessons.quizzes.support import (
    differences,
    faults_told,
    parse,
    question_as,
    told,
)

body = "Q\n= 200 :: Yes.\n~ 100 :: Half. {misconception=half}\n~ 300 :: More."
alike = "full and none must be numbers"
less = "full must be less than none"
factors = "on a log scale full and none are factors"


def estimate(text: str = body, **attributes: str) -> EstimateQuestion:
    return question_as(EstimateQuestion, "estimate", text, **attributes)


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ({"scale": "cubic"}, "scale must be linear or log"),
        ({"scale": ""}, "scale must be linear or log"),
        ({"full": "10%", "none": "50"}, alike),
        ({"full": "10", "none": "50%"}, alike),
        ({"full": "x", "none": "50"}, alike),
        ({"full": "1", "none": "x"}, alike),
        ({"full": "50%", "none": "10%"}, less),
        ({"full": "50%", "none": "50%"}, less),
        ({"full": "-1", "none": "5"}, less),
        ({"scale": "log", "full": "0.5"}, factors),
        ({"scale": "log", "full": "x"}, factors),
        ({"scale": "log", "full": "2", "none": "0.5"}, factors),
        ({"scale": "log", "full": "20"}, less),
        ({"scale": "log", "full": "10", "none": "10"}, less),
    ],
)
def test_every_fault_of_the_reach_is_told_once(attributes: dict[str, str], wanted: str) -> None:
    faults_told(told("estimate", "Q\n= 5", **attributes), [(1, wanted)])


@pytest.mark.parametrize(
    ("attributes", "reach"),
    [
        ({}, (0.1, 1, True)),
        ({"full": "5%", "none": "50%"}, (0.05, 0.5, True)),
        ({"full": "0", "none": "4"}, (0, 4, False)),
        ({"full": "2", "none": "4"}, (2, 4, False)),
        ({"full": "20%"}, (0.2, 1, True)),
        ({"none": "20%"}, (0.1, 0.2, True)),
        ({"scale": "log"}, (1.25, 10, False)),
        ({"scale": "log", "full": "1"}, (1, 10, False)),
        ({"scale": "log", "none": "3"}, (1.25, 3, False)),
        ({"scale": "linear", "full": "1", "none": "2"}, (1, 2, False)),
    ],
)
def test_the_reach_and_its_defaults(
    attributes: dict[str, str], reach: tuple[float, float, bool]
) -> None:
    found = estimate("Q\n= 5", **attributes)
    assert (found.full, found.none, found.relative) == reach
    assert found.scale == attributes.get("scale", "linear")


@pytest.mark.parametrize(
    ("attributes", "reach"),
    [
        ({"full": "50%", "none": "10%"}, (0.1, 1, True)),
        ({"full": "x", "none": "y"}, (0.1, 1, True)),
        ({"scale": "log", "full": "20"}, (1.25, 10, False)),
        ({"scale": "log", "full": "0"}, (1.25, 10, False)),
    ],
)
def test_a_preview_of_a_reach_that_is_wrong_has_the_default(
    attributes: dict[str, str], reach: tuple[float, float, bool]
) -> None:
    found, _ = parse("estimate", "Q\n= 5", **attributes)
    assert isinstance(found, EstimateQuestion)
    assert (found.full, found.none, found.relative) == reach


def test_every_fault_of_the_lines_is_told() -> None:
    for text, wanted in (
        ("Q", [(1, "the right number is missing")]),
        ("Q\n= 1\n= 2", [(4, "an .estimate has one right number")]),
        ("Q\n= 1\n~ 2", [(4, "say what to tell the learner")]),
        ("Q\n= 1\n? ", [(4, "nothing is written after `?`")]),
    ):
        faults_told(told("estimate", text), wanted)
    for number in ("0", "-5"):
        faults_told(
            told("estimate", f"Q\n= {number}", scale="log"),
            [(1, "a log scale needs a right number above 0")],
        )
    assert told("estimate", "Q\n= 0.5", scale="log") == []
    assert parse("estimate", "Q")[0] is None
    assert parse("estimate", "Q\n= 5", name="")[0] is None


def test_what_a_block_says_is_read() -> None:
    found = estimate(unit=" ms ")
    assert (found.value, found.unit, found.feedback) == (200, "ms", "Yes.")
    assert [each.value for each in found.mistakes] == [100, 300]
    assert [each.misconception for each in found.mistakes] == ["half", ""]
    assert (found.computed, estimate("Q\n= 5").unit) == ({}, "")
    assert set(estimate("$ n = 2..5\nQ {n}\n= {n}", scale="log").computed) == {"value"}


def slope(distance: float, full: float, none: float) -> float:
    return min(1.0, max(0.0, (none - distance) / (none - full)))


@pytest.mark.parametrize("value", [-1000, -100, 0, 50, 150, 180, 181, 200, 219, 220, 300, 400, 401])
def test_a_share_is_of_the_right_number(value: float) -> None:
    assert fraction_of(estimate(), value) == pytest.approx(slope(abs(value - 200), 20, 200))
    below = estimate("Q\n= -200")
    assert fraction_of(below, -value) == pytest.approx(slope(abs(value - 200), 20, 200))


@pytest.mark.parametrize("value", [0.1, 1, 2, 3, 4.9, 5, 5.1, 7, 9, 9.1])
def test_a_number_is_of_the_unit(value: float) -> None:
    found = estimate("Q\n= 5", full="2", none="4")
    assert fraction_of(found, value) == pytest.approx(slope(abs(value - 5), 2, 4))


@pytest.mark.parametrize("value", [0.01, 0.1, 1, 2, 4, 5, 8, 10, 40, 50, 51])
def test_a_factor_is_even_on_the_logarithm(value: float) -> None:
    found = estimate("Q\n= 5", scale="log", full="2", none="10")
    off = math.log(max(value / 5, 5 / value))
    assert fraction_of(found, value) == pytest.approx(slope(off, math.log(2), math.log(10)))
    assert fraction_of(found, -value) == fraction_of(found, 0) == 0


def test_what_a_computer_makes_of_a_decimal_is_forgiven() -> None:
    found = estimate("Q\n= 0.3", full="0.1", none="0.2")
    assert fraction_of(found, 0.1 + 0.1) == 1
    large = estimate("Q\n= 3e12", full="0", none="1e12")
    assert fraction_of(large, 3e12 + 100) == 1
    assert fraction_of(large, 3e12 + 1e10) < 1


def test_a_mistake_is_told_beside_what_its_distance_earns() -> None:
    found = estimate()
    half = grade(found, ("100",), attempt=1)
    assert half.fraction == pytest.approx(slope(100, 20, 200))
    assert (half.messages, half.misconceptions) == ({"": "Half."}, ("half",))
    more = grade(found, ("300",), attempt=1)
    assert (more.messages, more.misconceptions) == ({"": "More."}, ())
    assert grade(found, ("101",), attempt=1).messages == {}
    right = grade(found, ("200",), attempt=1)
    assert (right.fraction, right.correct, right.messages) == (1, True, {"": "Yes."})
    assert grade(estimate("Q\n= 5"), ("5",), attempt=1).messages == {}


def test_a_mistake_without_words_has_none() -> None:
    found, _ = parse("estimate", "Q\n= 200\n~ 100")
    assert found is not None
    assert grade(found, ("100",), attempt=1).messages == {}


def test_the_nearest_reading_counts() -> None:
    found = estimate("Q\n= 1234")
    assert grade(found, ("1,234",), attempt=1).correct


def test_a_translation_must_have_the_same_answer_and_tolerance() -> None:
    source = estimate()
    reach = ["full, none or scale differs from the source language"]
    for other, said in (
        (estimate(unit="s"), []),
        (estimate(body.replace("= 200", "= 210")), ["the answer is 210, and 200 in the source"]),
        (estimate(full="20%"), reach),
        (estimate(none="90%"), reach),
        (estimate(full="0.1", none="1"), reach),
        (estimate(scale="log", full="1.1", none="2"), reach),
        (
            estimate(body.replace("~ 300", "~ 310")),
            ["the foreseen mistakes (`~ …`) differ from the source language"],
        ),
    ):
        assert differences(source, other) == said
        assert ids(source, other) == other

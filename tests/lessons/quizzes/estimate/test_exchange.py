"""An estimate outside: all points within `full`, half of them half-way, in GIFT and in QTI."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from lessons.quizzes.asked import Asked, Given
from lessons.quizzes.estimate.exchange import gift_out, qti_out, reaches_of, taken
from lessons.quizzes.estimate.form import EstimateQuestion, Scale


def estimate(
    value: float = 200,
    full: float = 10,
    none: float = 50,
    relative: bool = False,
    scale: Scale = "linear",
) -> EstimateQuestion:
    return EstimateQuestion(
        id="q",
        prompt="<p>How long?</p>",
        value=value,
        full=full,
        none=none,
        relative=relative,
        scale=scale,
        feedback="So it is.",
        unit="ms",
    )


@pytest.mark.parametrize(
    ("question", "size", "reaches"),
    [
        (estimate(), 200, (10, 30)),
        (estimate(full=0.1, none=0.5, relative=True), 200, (20, 60)),
        (estimate(-200, full=0.1, none=0.5, relative=True), -200, (20, 60)),
        (estimate(full=2, none=8, scale="log"), 200, (200, 600)),  # up to 400, and 800
        (estimate(full=1, none=100, scale="log"), 200, (0, 1800)),
    ],
)
def test_how_near_an_answer_must_be(
    question: EstimateQuestion, size: float, reaches: tuple[float, float]
) -> None:
    assert reaches_of(question, size) == pytest.approx(reaches)


def test_gift_has_two_distances() -> None:
    (text,) = gift_out("a.q", estimate())
    assert text == (
        "::a.q::[html]<p>How long?</p> {\n\t#\n\t=%100%200:10#So it is.\n\t=%50%200:30#\n}"
    )


def test_gift_comes_back_with_the_same_distances() -> None:
    block = taken(
        Asked(
            form="graded",
            prompt="How long?",
            answers=(
                Given(text="200", reach="10", share=1, feedback="So it is."),
                Given(text="200", reach="30", share=0.5),
            ),
        )
    )
    assert (block.kind, block.attributes) == ("estimate", {"full": "10", "none": "50"})
    assert block.lines == ("= 200 :: So it is.",)
    assert "evenly" in block.notes[0]


def test_qti_tries_the_nearer_distance_first() -> None:
    body = Element("itemBody")
    written = qti_out(estimate(-200, full=0.1, none=0.5, relative=True), body)
    root = written.processing
    assert [each.tag for each in root[0]] == ["responseIf", "responseElseIf"]
    assert [each.attrib for each in root.iter("equal")] == [
        {"toleranceMode": "absolute", "tolerance": "20 20"},
        {"toleranceMode": "absolute", "tolerance": "60 60"},
    ]
    assert [each.text for each in root.iter("baseValue")] == ["1", "0.5"]
    (field,) = body.iter("textEntryInteraction")
    assert (field.attrib, field.tail) == ({"responseIdentifier": "RESPONSE"}, " ms")

"""An estimate in GIFT and in QTI.

Neither has a distance that falls evenly: all points within `full`, half of them half-way.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lessons.quizzes import gift
from lessons.quizzes.asked import Asked, whole
from lessons.quizzes.decimals import decimal_read, decimal_text, float_text
from lessons.quizzes.estimate.form import EstimateQuestion
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.moodle import MoodleWritten
from lessons.quizzes.numeric import exchange as numeric
from lessons.quizzes.qti import Written


def reaches_of(question: EstimateQuestion, size: float) -> tuple[float, float]:
    """How near an answer must be for all points, and for half of them; `size` is the right
    number's.
    """
    if question.scale == "log":
        middle = (question.full * question.none) ** 0.5
        return size * (question.full - 1), size * (middle - 1)
    scale = abs(question.value) if question.relative else 1.0
    return question.full * scale, (question.full + question.none) / 2 * scale


def gift_out(name: str, question: EstimateQuestion) -> list[str]:
    whole, half = (float_text(reach) for reach in reaches_of(question, question.value))
    value = float_text(question.value)
    first = f"=%100%{value}:{whole}{gift.said(question.feedback)}"
    answers = ["#", first, f"=%50%{value}:{half}#"]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def moodle_out(question: EstimateQuestion) -> MoodleWritten:
    full, half = reaches_of(question, question.value)
    first = numeric.number_answer(question.value, full, 1, question.feedback)
    second = numeric.number_answer(question.value, half, 0.5, "")
    return MoodleWritten(kind="numerical", parts=[first, second, *numeric.units(question.unit)])


def qti_out(question: EstimateQuestion, body: Element) -> Written:
    whole, half = reaches_of(question, abs(question.value))
    return numeric.number_write(
        question.prompt, question.value, question.unit, [(1.0, whole), (0.5, half)], body
    )


def taken(asked: Asked) -> ImportedBlock:
    """A number with a part of the points farther off, of which the farthest counts."""
    best, _, notes = numeric.rights_of(asked)
    value, said = decimal_read(best.text)
    reach = abs(decimal_read(best.reach)[0])
    parts = [each for each in asked.answers if 0 < each.share < whole]
    if any(decimal_read(each.text)[0] != value for each in parts):
        return numeric.taken(asked)
    farther = max(abs(decimal_read(each.reach)[0]) for each in parts)
    if farther <= reach:
        return numeric.taken(asked)
    attributes = {"full": decimal_text(reach), "none": decimal_text(2 * farther - reach)}
    if asked.unit:
        attributes["unit"] = asked.unit
    notes += [each for each in (said,) if each]
    return ImportedBlock(
        kind="estimate",
        attributes=attributes,
        prompt=asked.prompt,
        lines=(numeric.right_line(value, best), *asked.last),
        notes=(*notes, "points fall evenly with the distance here, and by steps there"),
    )

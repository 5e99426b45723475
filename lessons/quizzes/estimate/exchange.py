"""An estimate in GIFT and in QTI.

Neither has a distance that falls evenly: all points within `full`, half of them half-way.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lessons.quizzes import gift
from lessons.quizzes.estimate.form import EstimateQuestion
from lessons.quizzes.gift import GiftSource
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.numeric import exchange as numeric
from lessons.quizzes.qti import QtiSource, Written


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
    whole, half = (gift.number(reach) for reach in reaches_of(question, question.value))
    value = gift.number(question.value)
    first = f"=%100%{value}:{whole}{gift.said(question.feedback)}"
    answers = ["#", first, f"=%50%{value}:{half}#"]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def gift_in(source: GiftSource) -> ImportedBlock:
    """Several `=%share%5:0.5`, of which the whole and one more are kept."""
    best = numeric.gift_best(source.answers)
    middle, reach = numeric.value_read(best.plain or best.text)
    parts = [each for each in source.answers if each.share is not None and 0 < each.share < 100]
    farther = max(numeric.value_read(each.plain)[1] for each in parts)
    return ImportedBlock(
        kind="estimate",
        attributes=f"full={reach:g} none={2 * farther - reach:g}",
        prompt=source.prompt,
        lines=(numeric.right_line(middle, best), *source.last),
        note="points fall evenly with the distance here, and by steps there",
    )


def qti_out(question: EstimateQuestion, body: Element) -> Written:
    whole, half = reaches_of(question, abs(question.value))
    return numeric.number_write(
        question.prompt, question.value, question.unit, [(1.0, whole), (0.5, half)], body
    )


def qti_in(source: QtiSource) -> ImportedBlock:
    found = numeric.tolerances_of(source.root)
    return ImportedBlock(
        kind="estimate",
        attributes=f"full={found[0]:.10g} none={2 * found[-1] - found[0]:.10g}",
        prompt=source.prompt,
        lines=(f"= {numeric.value_of(source):.10g}",),
    )

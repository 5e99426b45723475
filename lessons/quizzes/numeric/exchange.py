"""A number with its tolerance in GIFT and in QTI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.gift import GiftAnswer, GiftSource
from lessons.quizzes.imported import ImportedBlock, one_line
from lessons.quizzes.markup import elements_into, local
from lessons.quizzes.numeric.form import NumericQuestion
from lessons.quizzes.qti import QtiSource, Written

spread = re.compile(r"(?P<least>[^.:]+(?:\.\d+)?)\.\.(?P<most>.+)")


def reach_of(question: NumericQuestion) -> float:
    """How far from the right number an answer may be."""
    return question.tolerance * abs(question.value) if question.relative else question.tolerance


def gift_out(name: str, question: NumericQuestion) -> list[str]:
    value, reach = gift.number(question.value), gift.number(reach_of(question))
    answer = f"#{value}:{reach}{gift.said(question.feedback)}"
    return [gift.item(name, question.prompt, [answer], question.explanation)]


def gift_in(source: GiftSource) -> ImportedBlock:
    """`5:0.5`, `4..6`, or several, of which the one that earns most is kept."""
    best = gift_best(source.answers)
    middle, reach = value_read(best.plain or best.text)
    return ImportedBlock(
        kind="numeric",
        attributes=f"tolerance={reach:g}",
        prompt=source.prompt,
        lines=(right_line(middle, best), *source.last),
    )


def gift_best(answers: Sequence[GiftAnswer]) -> GiftAnswer:
    return max(answers, key=lambda each: 100 if each.share is None else each.share)


def right_line(middle: str, best: GiftAnswer) -> str:
    said = f" :: {one_line(best.feedback)}" if best.feedback else ""
    return f"= {middle}{said}"


def value_read(text: str) -> tuple[str, float]:
    """The number as text, and how far from it an answer may be."""
    if found := spread.fullmatch(text.strip()):
        least, most = float(found["least"]), float(found["most"])
        return f"{(least + most) / 2:g}", (most - least) / 2
    value, _, reach = text.partition(":")
    return f"{float(value):.10g}", float(reach or 0)


def qti_out(question: NumericQuestion, body: Element) -> Written:
    reaches = [(1.0, reach_of(question))]
    return number_write(question.prompt, question.value, question.unit, reaches, body)


def number_write(
    prompt: str, value: float, unit: str, reaches: Sequence[tuple[float, float]], body: Element
) -> Written:
    """`reaches` are shares of the points, and how near an answer must be for each."""
    given = qti.declaration("RESPONSE", "single", "float", [gift.number(value)])
    elements_into(body, prompt)
    place = SubElement(body, "p")
    SubElement(place, "textEntryInteraction", {"responseIdentifier": "RESPONSE"})
    place[-1].tail = f" {unit}" if unit else None
    root = Element("responseProcessing")
    condition = SubElement(root, "responseCondition")
    for at, (share, reach) in enumerate(reaches):
        branch = SubElement(condition, "responseElseIf" if at else "responseIf")
        near = SubElement(
            branch,
            "equal",
            {
                "toleranceMode": "absolute",
                "tolerance": f"{gift.number(reach)} {gift.number(reach)}",
            },
        )
        SubElement(near, "variable", {"identifier": "RESPONSE"})
        SubElement(near, "correct", {"identifier": "RESPONSE"})
        score = SubElement(branch, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(score, "baseValue", {"baseType": "float"}).text = gift.number(share)
    return Written(declarations=[given], processing=root)


def qti_in(source: QtiSource) -> ImportedBlock:
    tolerances = tolerances_of(source.root)
    return ImportedBlock(
        kind="numeric",
        attributes=f"tolerance={tolerances[0] if tolerances else 0.0:.10g}",
        prompt=source.prompt,
        lines=(f"= {value_of(source):.10g}",),
    )


def tolerances_of(root: Element) -> list[float]:
    """What response processing has of them, largest last."""
    return sorted(
        qti.share_read(each.get("tolerance", "0").split(" ")[0] or "0")
        for each in root.iter()
        if local(each) == "equal"
    )


def value_of(source: QtiSource) -> float:
    """The right number. ValueError where the item has none."""
    if not source.response.right:
        raise ValueError("it does not say which number is right")
    return qti.share_read(source.response.right[0])

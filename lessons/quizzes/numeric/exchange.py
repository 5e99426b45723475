"""A number with its tolerance in GIFT and in QTI."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked, Given, NoFormError, percent, whole
from lessons.quizzes.decimals import decimal_read, decimal_text, digits_noted, float_text, product
from lessons.quizzes.imported import ImportedBlock, one_line
from lessons.quizzes.markup import elements_into
from lessons.quizzes.moodle import MoodleWritten, answer, setting
from lessons.quizzes.numeric.form import NumericQuestion
from lessons.quizzes.qti import Written


def reach_of(question: NumericQuestion) -> float:
    """How far from the right number an answer may be."""
    if not question.relative:
        return question.tolerance
    return product(question.tolerance, abs(question.value))


def gift_out(name: str, question: NumericQuestion) -> list[str]:
    value, reach = float_text(question.value), float_text(reach_of(question))
    said = gift.said(question.feedback)
    if not question.mistakes:
        answers = [f"#{value}:{reach}{said}"]
        return [gift.item(name, question.prompt, answers, question.explanation)]
    wrong = (
        f"=%0%{float_text(each.value)}:0{gift.said(each.feedback)}" for each in question.mistakes
    )
    answers = ["#", f"=%100%{value}:{reach}{said}", *wrong]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def moodle_out(question: NumericQuestion) -> MoodleWritten:
    answers = [
        number_answer(question.value, reach_of(question), 1, question.feedback),
        *(number_answer(each.value, 0, 0, each.feedback) for each in question.mistakes),
    ]
    return MoodleWritten(kind="numerical", parts=[*answers, *units(question.unit)])


def number_answer(value: float, reach: float, share: float, feedback: str) -> Element:
    found = answer(float_text(value), share, feedback)
    found.append(setting("tolerance", float_text(reach)))
    return found


def units(unit: str) -> list[Element]:
    """The unit is shown and not demanded."""
    if not unit:
        return []
    found = Element("units")
    each = SubElement(found, "unit")
    each.extend([setting("multiplier", "1"), setting("unit_name", unit)])
    shown = {"unitgradingtype": "0", "unitpenalty": "0", "showunits": "3", "unitsleft": "0"}
    return [*(setting(name, value) for name, value in shown.items()), found]


def qti_out(question: NumericQuestion, body: Element) -> Written:
    reaches = [(1.0, reach_of(question))]
    return number_write(question.prompt, question.value, question.unit, reaches, body)


def number_write(
    prompt: str, value: float, unit: str, reaches: Sequence[tuple[float, float]], body: Element
) -> Written:
    """`reaches` are shares of the points, and how near an answer must be for each."""
    given = qti.declaration("RESPONSE", "single", "float", [float_text(value)])
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
                "tolerance": f"{float_text(reach)} {float_text(reach)}",
            },
        )
        SubElement(near, "variable", {"identifier": "RESPONSE"})
        SubElement(near, "correct", {"identifier": "RESPONSE"})
        score = SubElement(branch, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(score, "baseValue", {"baseType": "float"}).text = float_text(share)
    return Written(declarations=[given], processing=root)


def taken(asked: Asked) -> ImportedBlock:
    """A number of another system; NoFormError where several are right."""
    best, others, notes = rights_of(asked)
    value, said = decimal_read(best.text)
    reach, reach_said = decimal_read(best.reach)
    notes += [each for each in (said, reach_said) if each]
    notes += digits_noted(value)
    lines = [right_line(value, best)]
    for each in others:
        wrong, _ = decimal_read(each.text)
        if each.feedback and abs(wrong - value) > abs(reach):
            lines.append(f"~ {decimal_text(wrong)} :: {one_line(each.feedback)}")
            if decimal_read(each.reach)[0]:
                notes.append(f"what is said of {decimal_text(wrong)} is said of this number alone")
        else:
            notes.append(f"the answer {each.quoted} ({percent(each.share)}) was dropped")
    attributes = {"tolerance": decimal_text(abs(reach))}
    if asked.unit:
        attributes["unit"] = asked.unit
    return ImportedBlock(
        kind="numeric",
        attributes=attributes,
        prompt=asked.prompt,
        lines=(*lines, *asked.last),
        notes=tuple(notes),
    )


def rights_of(asked: Asked) -> tuple[Given, list[Given], list[str]]:
    """The right number, those that are not wholly right, and notes."""
    numbers = [each for each in asked.answers if each.text.strip() != "*"]
    notes = [
        f"what is said of any other answer was dropped: {each.feedback[:60]}"
        for each in asked.answers
        if each not in numbers and each.share <= 0
    ]
    if any(each.share > 0 for each in asked.answers if each not in numbers):
        raise NoFormError("any number at all would earn points")
    rights = [each for each in numbers if each.share >= whole]
    if not rights:
        raise NoFormError("no number earns all of the points")
    if len({decimal_read(each.text)[0] for each in rights}) > 1:
        raise NoFormError("several numbers are right, and here one is")
    best = max(rights, key=lambda each: abs(decimal_read(each.reach)[0]))
    return best, [each for each in numbers if each not in rights], notes


def right_line(value: Decimal, best: Given) -> str:
    said = f" :: {one_line(best.feedback)}" if best.feedback else ""
    return f"= {decimal_text(value)}{said}"

"""A few words in GIFT and in QTI, where expressions stay behind."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.gift import GiftSource
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into
from lessons.quizzes.qti import QtiSource, Written
from lessons.quizzes.short.form import ShortQuestion
from lessons.quizzes.short.patterns import is_regex


def gift_out(name: str, question: ShortQuestion) -> list[str]:
    plain = [each for each in question.accepted if not is_regex(each.pattern)]
    wrong = [each for each in question.mistakes if not is_regex(each.pattern)]
    if not plain:
        return []
    answers = [
        *(f"={gift.escaped(each.pattern)}{gift.said(each.feedback)}" for each in plain),
        *(f"=%0%{gift.escaped(each.pattern)}{gift.said(each.feedback)}" for each in wrong),
    ]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def gift_in(source: GiftSource) -> ImportedBlock:
    answers = source.answers
    right = [each for each in answers if each.share is None or each.share >= 100]
    wrong = [each for each in answers if each not in right]
    lines = (
        *(f"= {with_feedback(each.plain, each.feedback)}" for each in right),
        *(f"~ {with_feedback(each.plain, each.feedback or '…')}" for each in wrong),
    )
    if not right:
        raise ValueError("no answer is worth all of the points")
    return ImportedBlock(kind="short", prompt=source.prompt, lines=(*lines, *source.last))


def qti_out(question: ShortQuestion, body: Element) -> Written | None:
    plain = [each.pattern for each in question.accepted if not is_regex(each.pattern)]
    if not plain:
        return None
    elements_into(body, question.prompt)
    place = SubElement(body, "p")
    SubElement(place, "textEntryInteraction", {"responseIdentifier": "RESPONSE"})
    return Written(
        declarations=[qti.text_declared(plain, question.case)],
        processing=qti.template("map_response"),
    )


def qti_in(source: QtiSource) -> ImportedBlock:
    right, mapped = source.response.right, source.response.mapped
    accepted = [key for key, value in mapped.items() if value > 0] or right
    lines = [f"= {text}" for text in dict.fromkeys((*right, *accepted))]
    return ImportedBlock(kind="short", prompt=source.prompt, lines=tuple(lines))

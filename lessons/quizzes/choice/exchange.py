"""Choices in GIFT and in QTI."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.choice.form import ChoiceQuestion
from lessons.quizzes.gift import GiftAnswer, GiftSource
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into
from lessons.quizzes.qti import QtiSource, Written


def gift_out(name: str, question: ChoiceQuestion) -> list[str]:
    rights = sum(choice.right for choice in question.choices)
    share = gift.number(round(100 / rights, 5)) if rights else "0"
    found = []
    for choice in question.choices:
        mark = "=" if choice.right else "~"
        if question.multiple:
            mark = f"~%{share}%" if choice.right else f"~%-{share}%"
        text = gift.escaped(gift.oneline(choice.html))
        found.append(f"{mark}{text}{gift.said(choice.feedback)}")
    return [gift.item(name, question.prompt, found, question.explanation)]


def gift_in(source: GiftSource) -> ImportedBlock:
    def right(each: GiftAnswer) -> bool:
        return each.mark == "=" or (each.share or 0) > 0

    answers = source.answers
    lines = tuple(
        f"- [{'x' if right(each) else ' '}] {with_feedback(each.text, each.feedback)}"
        for each in answers
    )
    many = any(each.share is not None for each in answers)
    if not any(map(right, answers)):
        raise ValueError("no choice is right")
    attributes = "multiple=true" if many and sum(map(right, answers)) == 1 else ""
    return ImportedBlock(
        kind="quiz", attributes=attributes, prompt=source.prompt, lines=(*lines, *source.last)
    )


def truth_in(source: GiftSource) -> ImportedBlock:
    """`T#said of a wrong answer#said of a right one`."""
    value, *said = re.split(r"(?<!\\)#", source.inside)
    true = value.strip().startswith("T")
    wrong, right = (gift.shown(gift.unescaped(each), source.way) for each in (*said, "", "")[:2])
    rows = [(true, "✓"), (not true, "✗")]
    lines = tuple(
        f"- [{'x' if good else ' '}] {with_feedback(sign, right if good else wrong)}"
        for good, sign in rows
    )
    return ImportedBlock(
        kind="quiz",
        attributes="shuffle=false",
        prompt=source.prompt,
        lines=(*lines, *source.last),
    )


def qti_out(question: ChoiceQuestion, body: Element) -> Written:
    rights = [each.id for each in question.choices if each.right]
    mapping = {each.id: (1 if each.right else -1) / len(rights) for each in question.choices}
    many = question.multiple
    given = qti.declaration(
        "RESPONSE",
        "multiple" if many else "single",
        "identifier",
        rights,
        mapping if many else None,
    )
    elements_into(body, question.prompt)
    asked = SubElement(
        body,
        "choiceInteraction",
        {
            "responseIdentifier": "RESPONSE",
            "shuffle": "true" if question.shuffle else "false",
            "maxChoices": "0" if many else "1",
        },
    )
    for choice in question.choices:
        place = SubElement(asked, "simpleChoice", {"identifier": choice.id})
        elements_into(place, choice.html)
    said = [(each.id, each.feedback) for each in question.choices if each.feedback]
    if question.explanation:
        said.append(("explanation", question.explanation))
    return Written(
        declarations=[given],
        processing=qti.scored("map" if many else "match", told=bool(said)),
        feedbacks=[qti.feedback(key, html) for key, html in said],
    )


def qti_in(source: QtiSource) -> ImportedBlock:
    response, asked = source.response, source.asked[0]
    said = qti.feedbacks_read(source.root)
    rights = set(response.right) or {key for key, value in response.mapped.items() if value > 0}
    many = response.cardinality == "multiple" and len(rights) == 1
    attributes = ["multiple=true"] * many + ["shuffle=false"] * (asked.get("shuffle") != "true")
    return ImportedBlock(
        kind="quiz",
        attributes=" ".join(attributes),
        prompt=source.prompt,
        lines=tuple(
            f"- [{'x' if key in rights else ' '}] {with_feedback(text, own or said.get(key, ''))}"
            for key, (text, own) in qti.choice_texts(asked).items()
        )
        + ((f"! {said['explanation']}",) if said.get("explanation") else ()),
    )

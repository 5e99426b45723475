"""Pairs in GIFT and in QTI."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.gift import GiftSource
from lessons.quizzes.imported import ImportedBlock, one_line
from lessons.quizzes.markup import elements_into, local, plain_of_html
from lessons.quizzes.match.form import MatchQuestion
from lessons.quizzes.qti import QtiSource, Written


def gift_out(name: str, question: MatchQuestion) -> list[str]:
    rights = {each.id: plain_of_html(each.html) for each in question.rights}
    used = {pair.right for pair in question.pairs}
    answers = [
        f"={gift.escaped(gift.oneline(left.html))} -> {gift.escaped(rights[pair.right])}"
        for left, pair in zip(question.lefts, question.pairs, strict=True)
    ] + [f"= -> {gift.escaped(text)}" for key, text in rights.items() if key not in used]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def gift_in(source: GiftSource) -> ImportedBlock:
    lines = tuple(f"- {one_line(each.text)}" for each in source.answers)
    return ImportedBlock(kind="match", prompt=source.prompt, lines=(*lines, *source.last))


def qti_out(question: MatchQuestion, body: Element) -> Written:
    right = [f"{pair.left} {pair.right}" for pair in question.pairs]
    given = qti.declaration(
        "RESPONSE",
        "multiple",
        "directedPair",
        right,
        {each: 1 / len(right) for each in right},
    )
    elements_into(body, question.prompt)
    asked = SubElement(
        body,
        "matchInteraction",
        {
            "responseIdentifier": "RESPONSE",
            "shuffle": "true",
            "maxAssociations": str(len(question.lefts)),
        },
    )
    for sides, most in ((question.lefts, "1"), (question.rights, "0")):
        group = SubElement(asked, "simpleMatchSet")
        for side in sides:
            attributes = {"identifier": side.id, "matchMax": most}
            elements_into(SubElement(group, "simpleAssociableChoice", attributes), side.html)
    return Written(declarations=[given], processing=qti.template("map_response"))


def qti_in(source: QtiSource) -> ImportedBlock:
    sets = [each for each in source.asked[0] if local(each) == "simpleMatchSet"]
    if len(sets) != 2:
        raise ValueError("a match needs two sets")
    lefts, rights = (qti.choice_texts(each) for each in sets)
    pairs = [tuple(each.split()) for each in source.response.right]
    lines = [
        f"- {lefts[left][0]} -> {rights[right][0]}"
        for left, right in (pair for pair in pairs if len(pair) == 2)
        if left in lefts and right in rights
    ]
    used = {pair[-1] for pair in pairs}
    lines += [f"- -> {text}" for key, (text, _) in rights.items() if key not in used]
    return ImportedBlock(kind="match", prompt=source.prompt, lines=tuple(lines))

"""Pairs in GIFT and in QTI."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked
from lessons.quizzes.imported import ImportedBlock, one_line
from lessons.quizzes.markup import elements_into, plain_html
from lessons.quizzes.match.form import MatchQuestion
from lessons.quizzes.moodle import MoodleWritten, setting, text_part
from lessons.quizzes.qti import Written
from lessons.quizzes.texts import plain


def gift_out(name: str, question: MatchQuestion) -> list[str]:
    rights = {each.id: plain(each.html) for each in question.rights}
    used = {pair.right for pair in question.pairs}
    answers = [
        f"={gift_left(left.html)} -> {gift.escaped(rights[pair.right])}"
        for left, pair in zip(question.lefts, question.pairs, strict=True)
    ] + [f"= -> {gift.escaped(text)}" for key, text in rights.items() if key not in used]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def gift_left(html: str) -> str:
    return gift.escaped(gift.oneline(plain_html(html)))


def moodle_out(question: MatchQuestion) -> MoodleWritten:
    rights = {each.id: plain(each.html) for each in question.rights}
    used = {pair.right for pair in question.pairs}
    sides = [
        (left.html, rights[pair.right])
        for left, pair in zip(question.lefts, question.pairs, strict=True)
    ] + [("", text) for key, text in rights.items() if key not in used]
    parts = [setting("shuffleanswers", "true")]
    for left, right in sides:
        found = text_part("subquestion", left)
        text = SubElement(SubElement(found, "answer"), "text")
        text.text = right
        parts.append(found)
    return MoodleWritten(kind="matching", parts=parts)


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


def taken(asked: Asked) -> ImportedBlock:
    lines = [
        f"- {side(left)} -> {side(right)}".replace("-  ->", "- ->") for left, right in asked.pairs
    ]
    return ImportedBlock(kind="match", prompt=asked.prompt, lines=(*lines, *asked.last))


def side(text: str) -> str:
    """One side of a pair: an arrow that is no code becomes an entity, which shows the same."""
    pieces = re.split(r"(`+[^`]*`+)", one_line(text))
    return "".join(
        piece if at % 2 else piece.replace("->", "-&gt;") for at, piece in enumerate(pieces)
    )

"""A few words in GIFT and in QTI, where expressions stay behind."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked, NoFormError, partly_noted, whole
from lessons.quizzes.base import tail_split
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into
from lessons.quizzes.moodle import MoodleWritten, answer, setting, typed
from lessons.quizzes.qti import Written
from lessons.quizzes.short.form import ShortQuestion
from lessons.quizzes.short.patterns import is_regex, without_accents

wildcard = re.compile(r"(?<!\\)\*")


def gift_out(name: str, question: ShortQuestion) -> list[str]:
    plain = [each for each in question.accepted if not is_regex(each.pattern)]
    wrong = [each for each in question.mistakes if not is_regex(each.pattern)]
    if not plain:
        return []
    answers = [
        *(f"={gift.typed(each.pattern)}{gift.said(each.feedback)}" for each in plain),
        *(f"=%0%{gift.typed(each.pattern)}{gift.said(each.feedback)}" for each in wrong),
    ]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def moodle_out(question: ShortQuestion) -> MoodleWritten | None:
    plain = [each for each in question.accepted if not is_regex(each.pattern)]
    if not plain:
        return None
    wrong = [each for each in question.mistakes if not is_regex(each.pattern)]
    return MoodleWritten(
        kind="shortanswer",
        parts=[
            setting("usecase", "1" if question.case else "0"),
            *(answer(typed(each.pattern), 1, each.feedback) for each in plain),
            *(answer(typed(each.pattern), 0, each.feedback) for each in wrong),
        ],
    )


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


def taken(asked: Asked) -> ImportedBlock:
    """Typed words of another system: what earns all of the points, and what is answered besides."""
    rights = [each for each in asked.answers if each.share >= whole]
    others = [each for each in asked.answers if each not in rights]
    if not rights:
        raise NoFormError("no answer earns all of the points")
    notes = partly_noted(others)
    lines: list[str] = []
    for each in rights:
        patterns = patterns_of(each.text, asked)
        lines += [f"= {with_feedback(pattern, each.feedback)}" for pattern in patterns]
    if all(is_regex(line[2:].partition(" :: ")[0]) for line in lines):
        raise NoFormError("no right answer is left that could be shown: all are expressions here")
    for each in others:
        if each.feedback:
            patterns = patterns_of(each.text, asked, anything=True)
            lines += [f"~ {with_feedback(pattern, each.feedback)}" for pattern in patterns]
        elif each.share <= 0:
            notes.append(f"the wrong answer {each.quoted}, of which nothing is said, was dropped")
    return ImportedBlock(
        kind="short",
        attributes={"case": "true"} if asked.case else {},
        prompt=asked.prompt,
        lines=(*dict.fromkeys(lines), *asked.last),
        notes=tuple(notes),
    )


def patterns_of(text: str, asked: Asked, *, anything: bool = False) -> list[str]:
    """What a text that may be typed is here: itself, and with a wildcard an expression too.

    NoFormError where it would mean something else; `anything` lets a wildcard stand alone.
    """
    text = " ".join(text.split())
    parts = wildcard.split(text) if asked.wild else [text]
    plain = " ".join(
        "".join(part.replace("\\*", "*") if asked.wild else part for part in parts).split()
    )
    if len(parts) == 1:
        if tail_split(plain).text != plain:
            raise NoFormError(f"“{plain[:60]}” has ` :: ` in it, which parts feedback off here")
        if is_regex(plain):
            return [f"/{re.escape(plain).replace('/', chr(92) + '/')}/"]
        return [plain]
    pieces = [re.escape(without_accents(part.replace("\\*", "*"))) for part in parts]
    expression = f"/{'.*'.join(pieces)}/".replace("\\ ", " ")
    if not plain and not anything:
        raise NoFormError("any answer at all would be right")
    return [plain, expression] if plain and not is_regex(plain) else [expression]

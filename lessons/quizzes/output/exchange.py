"""Output in GIFT, where it is one line, and in QTI."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked, NoFormError
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.markup import elements_into
from lessons.quizzes.moodle import MoodleWritten, answer, setting, typed
from lessons.quizzes.output.form import OutputQuestion
from lessons.quizzes.qti import Written
from lessons.quizzes.short import is_regex


def gift_out(name: str, question: OutputQuestion) -> list[str]:
    if len(question.lines) != 1 or is_regex(question.lines[0]):
        return []
    answers = [f"={gift.typed(question.lines[0])}"]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def moodle_out(question: OutputQuestion) -> MoodleWritten | None:
    """One line, which is a short answer there."""
    if len(question.lines) != 1 or is_regex(question.lines[0]):
        return None
    case = setting("usecase", "1" if question.case else "0")
    return MoodleWritten(kind="shortanswer", parts=[case, answer(typed(question.lines[0]), 1)])


def qti_out(question: OutputQuestion, body: Element) -> Written | None:
    if any(map(is_regex, question.lines)):
        return None
    elements_into(body, question.prompt)
    SubElement(
        body,
        "extendedTextInteraction",
        {"responseIdentifier": "RESPONSE", "expectedLines": str(len(question.lines))},
    )
    return Written(
        declarations=[qti.text_declared(["\n".join(question.lines)], question.case)],
        processing=qti.template("map_response"),
    )


def taken(asked: Asked) -> ImportedBlock:
    """The lines of one right answer."""
    for each in asked.answers:
        if is_regex(each.text.strip()):
            raise NoFormError("a line begins and ends with a slash, which means an expression here")
    return ImportedBlock(
        kind="output",
        attributes={} if asked.case else {"case": "false"},
        prompt=asked.prompt,
        lines=(*(f"= {each.text}".rstrip() for each in asked.answers), *asked.last),
    )

"""Choices in GIFT and in QTI."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked, Given, NoFormError, partly_noted, percent, whole
from lessons.quizzes.choice.form import ChoiceQuestion
from lessons.quizzes.decimals import float_text
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into, plain_html
from lessons.quizzes.moodle import MoodleWritten, answer, setting
from lessons.quizzes.qti import Written

weight_near = 0.011  # shares are rounded to hundredths: 33.33 %


def gift_out(name: str, question: ChoiceQuestion) -> list[str]:
    rights = sum(choice.right for choice in question.choices)
    share = float_text(round(100 / rights, 5)) if rights else "0"
    found = []
    for choice in question.choices:
        mark = "=" if choice.right else "~"
        if question.multiple:
            mark = f"~%{share}%" if choice.right else f"~%-{share}%"
        text = gift.escaped(gift.oneline(plain_html(choice.html)))
        found.append(f"{mark}{text}{gift.said(choice.feedback)}")
    return [gift.item(name, question.prompt, found, question.explanation)]


def moodle_out(question: ChoiceQuestion) -> MoodleWritten:
    rights = sum(choice.right for choice in question.choices)
    share = 1 / rights if question.multiple and rights else 1.0
    wrong = -share if question.multiple else 0.0
    return MoodleWritten(
        kind="multichoice",
        parts=[
            setting("single", "false" if question.multiple else "true"),
            setting("shuffleanswers", "true" if question.shuffle else "false"),
            setting("answernumbering", "none"),
            *(
                answer(each.html, share if each.right else wrong, each.feedback, html=True)
                for each in question.choices
            ),
        ],
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


def taken(asked: Asked) -> ImportedBlock:
    """Choices of another system. NoFormError where one pick of several would be right."""
    answers = asked.answers
    rights = [
        each for each in answers if each.share >= whole or (each.share > 0 and not asked.single)
    ]
    if not rights:
        raise NoFormError("no choice earns all of the points" if answers else "it has no choices")
    if asked.single and len(rights) > 1:
        raise NoFormError(
            f"{len(rights)} choices are right by themselves, and one is picked: here all that are"
            " right must be picked"
        )
    attributes = {} if asked.shuffle else {"shuffle": "false"}
    if not asked.single and len(rights) == 1:
        attributes["multiple"] = "true"
    return ImportedBlock(
        kind="quiz",
        attributes=attributes,
        prompt=asked.prompt,
        lines=(
            *(
                f"- [{'x' if each in rights else ' '}] {with_feedback(each.text, each.feedback)}"
                for each in answers
            ),
            *asked.last,
        ),
        notes=tuple(
            single_noted(answers) if asked.single else shares_noted(answers, 1 / len(rights))
        ),
    )


def single_noted(answers: Sequence[Given]) -> list[str]:
    found = partly_noted(answers)
    found += [
        f"{each.quoted} took {percent(-each.share)} away there, and takes nothing here"
        for each in answers
        if each.share < 0
    ]
    return found


def shares_noted(answers: Sequence[Given], even: float) -> list[str]:
    """Where picks weigh otherwise than here: right ones alike, and wrong ones against one each."""
    rights = {round(each.share, 3) for each in answers if each.share > 0}
    wrongs = {round(each.share, 3) for each in answers if each.share <= 0}
    found = []
    if any(abs(each - even) > weight_near for each in rights):
        told = ", ".join(percent(each) for each in sorted(rights))
        found.append(f"each right choice counts {percent(even)} here, and {told} there")
    if any(abs(each + even) > weight_near for each in wrongs):
        told = ", ".join(percent(each) for each in sorted(wrongs))
        found.append(f"each wrong choice counts {percent(-even)} here, and {told} there")
    return found

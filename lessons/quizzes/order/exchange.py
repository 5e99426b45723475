"""An order in GIFT, where it is a match of items with their places, and in QTI."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.asked import Asked
from lessons.quizzes.imported import ImportedBlock, with_feedback
from lessons.quizzes.markup import elements_into, plain_html
from lessons.quizzes.moodle import MoodleWritten, setting, text_part
from lessons.quizzes.order.form import OrderQuestion
from lessons.quizzes.qti import Written


def gift_out(name: str, question: OrderQuestion) -> list[str]:
    answers = [
        f"={gift.escaped(gift.oneline(plain_html(each.html)))} -> {place}"
        for place, each in enumerate(question.items, 1)
    ]
    return [gift.item(name, question.prompt, answers, question.explanation)]


def moodle_out(question: OrderQuestion) -> MoodleWritten:
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "gradingtype": "ALL_OR_NOTHING"}
    answers = [
        text_part("answer", each.html, fraction=str(place))
        for place, each in enumerate(question.items, 1)
    ]
    parts = [*(setting(name, value) for name, value in settings.items()), *answers]
    return MoodleWritten(kind="ordering", parts=parts)


def qti_out(question: OrderQuestion, body: Element) -> Written:
    right = [each.id for each in question.items]
    given = qti.declaration("RESPONSE", "ordered", "identifier", right)
    elements_into(body, question.prompt)
    asked = SubElement(
        body, "orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"}
    )
    for each in sorted(question.items, key=lambda item: item.id):  # not as they belong
        elements_into(SubElement(asked, "simpleChoice", {"identifier": each.id}), each.html)
    return Written(declarations=[given], processing=qti.template("match_correct"))


def taken(asked: Asked) -> ImportedBlock:
    return ImportedBlock(
        kind="order",
        prompt=asked.prompt,
        lines=(
            *(
                f"{at}. {with_feedback(each.text, each.feedback)}"
                for at, each in enumerate(asked.answers, 1)
            ),
            *asked.last,
        ),
    )

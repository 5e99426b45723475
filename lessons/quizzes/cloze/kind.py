"""The kind `.cloze` put together."""

from __future__ import annotations

from lessons.quizzes.cloze import exchange
from lessons.quizzes.cloze.form import ClozeQuestion, agree, ids, parse
from lessons.quizzes.cloze.grading import grade, unfilled
from lessons.quizzes.cloze.view import asked, shuffled, view
from lessons.quizzes.kind import Kind
from lessons.quizzes.view import Fragments

cloze = Kind(
    block="cloze",
    question=ClozeQuestion,
    parse=parse,
    grade=grade,
    unfilled=unfilled,
    agree=agree,
    ids=ids,
    shape=lambda question: tuple(bool(gap.options) for gap in question.gaps),
    shuffled=shuffled,
    view=view,
    fragments=Fragments(
        fields="cloze/_fields.html",
        given="lessons/questions/_selects_given.html",
        solution="cloze/_solution.html",
        book="cloze/_book.html",
        fields_have_prompt=True,
    ),
    asked=asked,
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"gaps": exchange.taken},
)

"""The kind `.hotspot` put together.

It has no form in GIFT, which has no figures.
"""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.choice.grading import options_grade
from lessons.quizzes.guess import options_guess
from lessons.quizzes.hotspot import exchange
from lessons.quizzes.hotspot.form import HotspotQuestion, agree, ids, parse
from lessons.quizzes.hotspot.view import view
from lessons.quizzes.kind import Kind
from lessons.quizzes.view import Fragments


def grade(question: HotspotQuestion, answer: Answer) -> Feedback:
    return options_grade(question.regions, question.multiple, answer)


hotspot = Kind(
    block="hotspot",
    question=HotspotQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    view=view,
    chosen=True,
    fragments=Fragments(
        fields="hotspot/_fields.html",
        given="choice/_given.html",
        solution="hotspot/_solution.html",
        book="hotspot/_book.html",
        script="js/hotspot.js",
        solution_has_answer=True,
    ),
    picks=lambda question: question.regions,
    guess=lambda question: options_guess(question.regions, question.multiple),
    qti_out=exchange.qti_out,
    taken={"places": exchange.taken},
)

"""The kind `.estimate` put together."""

from __future__ import annotations

from lessons.quizzes.estimate import exchange
from lessons.quizzes.estimate.form import EstimateQuestion, agree, ids, parse
from lessons.quizzes.estimate.grading import grade
from lessons.quizzes.estimate.view import view
from lessons.quizzes.kind import Kind
from lessons.quizzes.view import Fragments

estimate = Kind(
    block="estimate",
    question=EstimateQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    view=view,
    fragments=Fragments(fields="estimate/_fields.html", partly="estimate/_partly.html"),
    typed=True,
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"graded": exchange.taken},
)

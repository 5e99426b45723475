"""The kind `.order` put together."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.order import exchange
from lessons.quizzes.order.form import OrderQuestion, agree, ids, parse
from lessons.quizzes.order.grading import grade
from lessons.quizzes.order.view import shuffle_spoils, shuffled, view
from lessons.quizzes.view import Fragments

order = Kind(
    block="order",
    question=OrderQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    shuffled=shuffled,
    shuffle_spoils=shuffle_spoils,
    view=view,
    chosen=True,
    fragments=Fragments(
        fields="order/_fields.html",
        given="lessons/questions/_selects_given.html",
        solution="order/_solution.html",
        book="lessons/questions/_selects_book.html",
        script="js/order.js",
        solution_has_answer=True,
    ),
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"order": exchange.taken},
)

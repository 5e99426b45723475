"""The kind `.match` put together."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.match import exchange
from lessons.quizzes.match.form import MatchQuestion, agree, ids, parse
from lessons.quizzes.match.grading import grade, unfilled
from lessons.quizzes.match.view import shuffle_spoils, shuffled, view
from lessons.quizzes.view import Fragments

match = Kind(
    block="match",
    question=MatchQuestion,
    parse=parse,
    grade=grade,
    unfilled=unfilled,
    agree=agree,
    ids=ids,
    shape=lambda question: {each.id for each in question.lefts},
    shuffled=shuffled,
    shuffle_spoils=shuffle_spoils,
    view=view,
    chosen=True,
    guess=lambda question: 1 / len(question.rights),
    fragments=Fragments(
        fields="match/_fields.html",
        given="lessons/questions/_selects_given.html",
        solution="match/_solution.html",
        book="lessons/questions/_selects_book.html",
        solution_has_answer=True,
    ),
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"pairs": exchange.taken},
)

"""The kind `.quiz` put together."""

from __future__ import annotations

from lessons.quizzes.choice import exchange
from lessons.quizzes.choice.form import ChoiceQuestion, agree, ids, parse
from lessons.quizzes.choice.grading import grade
from lessons.quizzes.choice.view import view
from lessons.quizzes.guess import options_guess
from lessons.quizzes.kind import Kind
from lessons.quizzes.view import Fragments


def shuffled(question: ChoiceQuestion) -> tuple[str, ...]:
    return tuple(choice.id for choice in question.choices)


def shuffles(question: ChoiceQuestion) -> bool:
    return question.shuffle


choice = Kind(
    block="quiz",
    question=ChoiceQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    shuffled=shuffled,
    shuffles=shuffles,
    view=view,
    chosen=True,
    fragments=Fragments(
        fields="choice/_fields.html",
        given="choice/_given.html",
        solution="choice/_solution.html",
        book="choice/_book.html",
        solution_has_answer=True,
    ),
    picks=lambda question: question.choices,
    guess=lambda question: options_guess(question.choices, question.multiple),
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"choices": exchange.taken},
)

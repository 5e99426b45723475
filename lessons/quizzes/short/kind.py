"""The kind `.short` put together."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.short import exchange
from lessons.quizzes.short.form import ShortQuestion, agree, ids, parse
from lessons.quizzes.short.grading import grade
from lessons.quizzes.short.view import view

short = Kind(
    block="short",
    question=ShortQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    view=view,
    typed=True,
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"words": exchange.taken},
)

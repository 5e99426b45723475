"""The kind `.numeric` put together."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.numeric import exchange
from lessons.quizzes.numeric.form import NumericQuestion, agree, ids, parse
from lessons.quizzes.numeric.grading import grade
from lessons.quizzes.numeric.view import view

numeric = Kind(
    block="numeric",
    question=NumericQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    view=view,
    typed=True,
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"number": exchange.taken},
)

"""The kind `.output` put together."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.output import exchange
from lessons.quizzes.output.form import OutputQuestion, agree, ids, parse
from lessons.quizzes.output.grading import grade, output_max_length
from lessons.quizzes.output.view import view
from lessons.quizzes.view import Fragments

output = Kind(
    block="output",
    question=OutputQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    view=view,
    answer_most=output_max_length,
    fragments=Fragments(
        fields="output/_fields.html",
        given="output/_given.html",
        solution="output/_solution.html",
    ),
    gift_out=exchange.gift_out,
    qti_out=exchange.qti_out,
    moodle_out=exchange.moodle_out,
    taken={"lines": exchange.taken},
)

"""The kind `.machine` put together; what a machine answers has no form elsewhere."""

from __future__ import annotations

from lessons.quizzes.kind import Kind
from lessons.quizzes.machine.form import MachineQuestion, agree, filled, ids, parse
from lessons.quizzes.machine.grading import grade
from lessons.quizzes.machine.view import view
from lessons.quizzes.view import Fragments

machine = Kind(
    block="machine",
    question=MachineQuestion,
    parse=parse,
    grade=grade,
    agree=agree,
    ids=ids,
    shape=lambda question: (question.lab, question.machine, question.fact),
    filled=filled,
    view=view,
    fragments=Fragments(above="machine/_above.html"),
    typed=True,
)

"""Grading by what was read from the learner's own machine."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Fault, Feedback, answer_max_length
from lessons.quizzes.machine.form import MachineQuestion
from lessons.quizzes.numeric import near, readings
from lessons.quizzes.short import first_match, normalise


def grade(question: MachineQuestion, answer: Answer) -> Feedback:
    """A fault where nothing was read from a machine, or the answer can't be read."""
    text = " ".join(answer)
    if fault := fault_of(question, text):
        return Feedback(fault=fault)
    if is_right(question, text):
        return Feedback(fraction=1, correct=True)
    slip = first_match(question.mistakes, normalise(text, False), False)
    return Feedback(
        messages={"": slip.feedback} if slip and slip.feedback else {},
        misconceptions=(slip.misconception,) if slip and slip.misconception else (),
    )


def fault_of(question: MachineQuestion, text: str) -> Fault:
    if len(text) > answer_max_length:
        return "long"
    if not text.strip():
        return "empty"
    if question.is_number and (fault := readings(text, question.unit)[1]):
        return fault
    return "" if question.answer else "machine"


def is_right(question: MachineQuestion, text: str) -> bool:
    if not question.is_number:
        return normalise(text, False) == normalise(question.answer, False)
    values, _ = readings(text, question.unit)
    wanted, _ = readings(question.answer, question.unit)
    return any(near(v, w, question.tolerance, True) for v in values for w in wanted)

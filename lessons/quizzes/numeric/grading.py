"""Grading of a number by its tolerance."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.numeric.form import NumericQuestion
from lessons.quizzes.numeric.reading import near, readings


def grade(question: NumericQuestion, answer: Answer) -> Feedback:
    """Right when any reading of what was typed is within the tolerance."""
    values, fault = readings(" ".join(answer), question.unit)
    if fault:
        return Feedback(fault=fault)
    if any(near(value, question.value, question.tolerance, question.relative) for value in values):
        messages = {"": question.feedback} if question.feedback else {}
        return Feedback(fraction=1, correct=True, messages=messages)
    for mistake in question.mistakes:
        if any(near(value, mistake.value, 0, False) for value in values):
            return Feedback(
                messages={"": mistake.feedback} if mistake.feedback else {},
                misconceptions=(mistake.misconception,) if mistake.misconception else (),
            )
    return Feedback()

"""Grading of an estimate by its distance from the right number."""

from __future__ import annotations

import math

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.estimate.form import EstimateQuestion
from lessons.quizzes.numeric.reading import near, readings, rounding


def fraction_of(question: EstimateQuestion, value: float) -> float:
    """How much of the points `value` earns, 0 to 1."""
    if question.scale == "log":
        if value <= 0 or question.value <= 0:
            return 0.0
        distance = abs(math.log(value) - math.log(question.value))
        full, none = math.log(question.full), math.log(question.none)
    else:
        distance = abs(value - question.value)
        full, none = question.full, question.none
        if question.relative:
            full, none = full * abs(question.value), none * abs(question.value)
    if distance <= full + rounding * max(1.0, abs(value)):
        return 1.0
    if distance >= none:
        return 0.0
    return (none - distance) / (none - full)


def grade(question: EstimateQuestion, answer: Answer) -> Feedback:
    """By the nearest reading of what was typed."""
    values, fault = readings(" ".join(answer), question.unit)
    if fault:
        return Feedback(fault=fault)
    fraction = max(fraction_of(question, value) for value in values)
    if fraction == 1:
        messages = {"": question.feedback} if question.feedback else {}
        return Feedback(fraction=1, correct=True, messages=messages)
    for mistake in question.mistakes:
        if any(near(value, mistake.value, 0, False) for value in values):
            return Feedback(
                fraction=fraction,
                messages={"": mistake.feedback} if mistake.feedback else {},
                misconceptions=(mistake.misconception,) if mistake.misconception else (),
            )
    return Feedback(fraction=fraction)

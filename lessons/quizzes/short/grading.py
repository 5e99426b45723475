"""Grading of a few words: the first accepted pattern wins."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback, answer_max_length
from lessons.quizzes.short.form import ShortQuestion
from lessons.quizzes.short.patterns import first_match, normalise


def grade(question: ShortQuestion, answer: Answer) -> Feedback:
    """The first accepted pattern wins, then the first foreseen mistake."""
    text = " ".join(answer)
    if len(text) > answer_max_length:
        return Feedback(fault="long")
    normal = normalise(text, question.case)
    if not normal:
        return Feedback(fault="empty")
    if (found := first_match(question.accepted, normal, question.case)) is not None:
        return Feedback(
            fraction=1, correct=True, messages={"": found.feedback} if found.feedback else {}
        )
    if (found := first_match(question.mistakes, normal, question.case)) is not None:
        return Feedback(
            messages={"": found.feedback} if found.feedback else {},
            misconceptions=(found.misconception,) if found.misconception else (),
        )
    return Feedback()

"""Grading of choices, where one or several are picked."""

from __future__ import annotations

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.choice.form import ChoiceQuestion


def grade(question: ChoiceQuestion, answer: Answer) -> Feedback:
    """A fault: no pick, two of a single choice, ids that are none of the question's."""
    picked = set(answer)
    if not picked:
        return Feedback(fault="empty")
    if not picked <= {choice.id for choice in question.choices}:
        return Feedback(fault="choice")
    if len(picked) > 1 and not question.multiple:
        return Feedback(fault="many")
    rights = {choice.id for choice in question.choices if choice.right}
    score = len(picked & rights) - len(picked - rights)
    chosen = [choice for choice in question.choices if choice.id in picked]
    return Feedback(
        fraction=max(0.0, score / len(rights)) if rights else 0.0,
        correct=picked == rights,
        messages={choice.id: choice.feedback for choice in chosen if choice.feedback},
        misconceptions=tuple(c.misconception for c in chosen if c.misconception),
    )

"""Grading of choices, where one or several are picked."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.quizzes.base import Answer, Feedback, Option
from lessons.quizzes.choice.form import ChoiceQuestion


def grade(question: ChoiceQuestion, answer: Answer) -> Feedback:
    return options_grade(question.choices, question.multiple, answer)


def options_grade(options: Sequence[Option], multiple: bool, answer: Answer) -> Feedback:
    """A fault: no pick, two of a single choice, ids that are none of the question's."""
    picked = set(answer)
    if not picked:
        return Feedback(fault="empty")
    if not picked <= {option.id for option in options}:
        return Feedback(fault="choice")
    if len(picked) > 1 and not multiple:
        return Feedback(fault="many")
    rights = {option.id for option in options if option.right}
    score = len(picked & rights) - len(picked - rights)
    chosen = [option for option in options if option.id in picked]
    return Feedback(
        fraction=max(0.0, score / len(rights)) if rights else 0.0,
        correct=picked == rights,
        messages={option.id: option.feedback for option in chosen if option.feedback},
        misconceptions=tuple(each.misconception for each in chosen if each.misconception),
    )

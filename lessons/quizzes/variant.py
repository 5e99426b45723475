"""The order in which the choices of a question are shown."""

from __future__ import annotations

import random

from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.registry import Question


def order(question: Question, seed: str) -> tuple[str, ...]:
    """The ids of the choices, shuffled by `seed` unless it says no; () without choices."""
    if not isinstance(question, ChoiceQuestion):
        return ()
    ids = [choice.id for choice in question.choices]
    if question.shuffle:
        random.Random(f"{question.id}:{seed}").shuffle(ids)  # noqa: S311  # hides no secret
    return tuple(ids)


def order_check(question: Question, ids: tuple[str, ...]) -> bool:
    """Whether `ids` are the question's choices, each once: what a browser says it has shown."""
    if not isinstance(question, ChoiceQuestion):
        return ids == ()
    return sorted(ids) == sorted(choice.id for choice in question.choices)

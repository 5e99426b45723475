"""An attempt at a question, as grading and pages read it. Pure."""

from __future__ import annotations

import msgspec

from lessons.quizzes.base import Answer


class Tried(msgspec.Struct, frozen=True):
    """One attempt, as it is shown again."""

    number: int
    answer: Answer
    order: tuple[str, ...]
    fraction: float
    points: float
    correct: bool
    seed: str = ""
    given: str = ""

"""Attempts at a question, as grading and pages read them. Pure."""

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


class Gained(msgspec.Struct, frozen=True):
    """What earlier attempts at a question came to: how much was right at best (0 to 1), and the
    points for it.
    """

    fraction: float = 0
    points: float = 0


nothing_gained = Gained()

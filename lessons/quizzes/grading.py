"""Grading: question and answer in, feedback out. Pure, so that it can be repeated at any time.

What an attempt can earn falls evenly with each: of three attempts, the first earns all of the
points, the second two thirds, the third one third. Each hint that was opened takes its share of
what is left to earn. Partly right answers earn their share, and a later attempt adds what it gets
right beyond the best before it: half at the first attempt and all at the second is ½ + ½ · ⅔ of the
points. So a better answer is always worth sending. What counts for a learner is the best attempt.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.quizzes.attempt import Gained, Tried, nothing_gained
from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.registry import Question, kind_of


def number_next(attempts: Sequence[Tried]) -> int:
    return max((tried.number for tried in attempts), default=0) + 1


def question_closed(question: Question, attempts: Sequence[Tried]) -> bool:
    return any(tried.correct for tried in attempts) or number_next(attempts) > question.attempts


def gained_by(attempts: Sequence[Tried]) -> Gained:
    return Gained(
        fraction=max((each.fraction for each in attempts), default=0),
        points=max((each.points for each in attempts), default=0),
    )


def repeats(attempts: Sequence[Tried], answer: Answer, given: str = "") -> bool:
    """Whether `answer` was sent before, when a machine gave the same (`given`) as right."""
    return any((each.answer, each.given) == (answer, given) for each in attempts)


def points_at(question: Question, attempt: int, hints: int = 0) -> float:
    """What an answer that is all right earns at `attempt`, which counts from 1, where nothing was
    right before; 0 beyond the last one.

    `hints` is how many are open.
    """
    left = question.attempts - attempt + 1
    share = max(0.0, 1 - question.hint_cost * max(0, hints))
    return question.points * share * max(0, min(left, question.attempts)) / question.attempts


def points_with(
    question: Question,
    fraction: float,
    *,
    attempt: int,
    hints: int = 0,
    before: Gained = nothing_gained,
) -> float:
    """What an attempt earns of which `fraction` (0 to 1) is right.

    One that is better than those `before` adds to what they came to; any other is worth its own.
    """
    worth = points_at(question, attempt, hints)
    if fraction > before.fraction:
        return round(before.points + worth * (fraction - before.fraction), 2)
    return round(worth * fraction, 2)


def grade(
    question: Question,
    answer: Answer,
    *,
    attempt: int,
    hints: int = 0,
    before: Gained = nothing_gained,
) -> Feedback:
    """Feedback on `answer` as the attempt of that number; never raises on any answer.

    Its points are those of `points_with`. A question that varies is graded as its seed made it: see
    `variant.fixed`.
    """
    feedback = kind_of(question).grade(question, answer)
    points = points_with(question, feedback.fraction, attempt=attempt, hints=hints, before=before)
    return msgspec.structs.replace(feedback, points=points)

"""Grading: question and answer in, feedback out. Pure, so that it can be repeated at any time.

The points fall with each attempt, evenly: of three attempts, the first earns all of the points,
the second two thirds, the third one third. Each hint that was opened takes its share of what is
left to earn. Partly right answers earn their share of that. What counts for a learner is the best
attempt.
"""

from __future__ import annotations

import msgspec

from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.registry import Question, kind_of


def points_at(question: Question, attempt: int, hints: int = 0) -> float:
    """What a right answer earns at `attempt`, which counts from 1; 0 beyond the last one.

    `hints` is how many are open.
    """
    left = question.attempts - attempt + 1
    share = max(0.0, 1 - question.hint_cost * max(0, hints))
    return question.points * share * max(0, min(left, question.attempts)) / question.attempts


def grade(question: Question, answer: Answer, *, attempt: int, hints: int = 0) -> Feedback:
    """Feedback on `answer` as the attempt of that number; never raises on any answer.

    A question that varies is graded as its seed made it: see `variant.fixed`.
    """
    feedback = kind_of(question).grade(question, answer)
    points = round(points_at(question, attempt, hints) * feedback.fraction, 2)
    return msgspec.structs.replace(feedback, points=points)

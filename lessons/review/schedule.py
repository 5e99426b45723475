"""FSRS schedule of a question's next review, in days.

FSRS (free spaced repetition scheduler, version 6) models how a memory fades; the package `fsrs` is
its makers' own. It plans steps of minutes for what is new; a page that is looked at once a day has
no use for these, so there are none here, and chance doesn't blur the days.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import fsrs
import msgspec

from virtlearn.core.msgspec_types import types_ready

Rating = Literal["again", "hard", "good", "easy"]
ratings: tuple[Rating, ...] = ("again", "hard", "good", "easy")
of_fsrs = {
    "again": fsrs.Rating.Again,
    "hard": fsrs.Rating.Hard,
    "good": fsrs.Rating.Good,
    "easy": fsrs.Rating.Easy,
}
scheduler = fsrs.Scheduler(
    desired_retention=0.9,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=365,
    enable_fuzzing=False,
)
nearly = 0.75  # a share of an answer from which on it was recalled, though with difficulty


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one learner's memory of one question; times are aware.

    `stability` is in days, `difficulty` from 1 to 10.
    """

    stability: float
    difficulty: float
    last_at: datetime
    due_at: datetime


def memory_after(before: Memory | None, rating: Rating, at: datetime) -> Memory:
    """The memory after it was tried at `at` with that outcome; `before` is None for the first."""
    card = fsrs.Card(card_id=0)
    if before is not None:
        card = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=before.stability,
            difficulty=before.difficulty,
            due=utc(before.due_at),
            last_review=utc(before.last_at),
        )
    card, _ = scheduler.review_card(card, of_fsrs[rating], utc(at))
    return Memory(
        stability=card.stability or 0.1,
        difficulty=card.difficulty or 5.0,
        last_at=at,
        due_at=card.due,
    )


def utc(at: datetime) -> datetime:
    """FSRS takes no other zone."""
    return at.astimezone(UTC)


def rating_first(*, correct: bool, attempts: int, hints: int) -> Rating:
    """What a question that was closed in its lesson says of the memory of it."""
    if not correct:
        return "again"
    return "good" if attempts == 1 and not hints else "hard"


def rating_of(fraction: float) -> Rating:
    """What one answer in the review says: the learner may say more of one that was right."""
    if fraction == 1:
        return "good"
    return "hard" if fraction >= nearly else "again"


def rating_may(fraction: float, wished: str) -> Rating:
    """`wished` where the answer allows it: who had it wrong can't call it easy."""
    if wished in {"hard", "good", "easy"} and fraction == 1:
        return wished  # type: ignore[return-value]
    return rating_of(fraction)


types_ready(Memory)

"""When questions come back: FSRS's own rules, and what an answer says of a memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.review.schedule import (
    Rating,
    memory_after,
    rating_first,
    rating_may,
    rating_of,
    ratings,
)

start = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_what_is_known_comes_back_later_each_time() -> None:
    memory, at, waits = None, start, []
    for _ in range(5):
        memory = memory_after(memory, "good", at)
        waits.append(memory.due_at - at)
        at = memory.due_at
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(days=1)
    assert waits[-1] > 10 * waits[0]


def test_what_was_forgotten_comes_back_soon() -> None:
    memory = memory_after(memory_after(None, "easy", start), "again", start + timedelta(days=9))
    assert memory.due_at - memory.last_at <= timedelta(days=2)


def test_better_ratings_wait_longer() -> None:
    first = memory_after(None, "good", start)
    waits = [memory_after(first, rating, first.due_at).due_at for rating in ratings]
    assert waits == sorted(waits)
    assert len(set(waits)) == 4


@given(st.lists(st.tuples(st.sampled_from(ratings), st.integers(1, 400)), max_size=20))
def test_any_history_has_a_next_day(history: list[tuple[Rating, int]]) -> None:
    memory, at = None, start
    for rating, days in history:
        memory = memory_after(memory, rating, at)
        assert timedelta(days=1) <= memory.due_at - at <= timedelta(days=366)
        assert memory.stability > 0
        assert 1 <= memory.difficulty <= 10
        at += timedelta(days=days)


@pytest.mark.parametrize(
    ("correct", "attempts", "hints", "rating"),
    [(True, 1, 0, "good"), (True, 1, 1, "hard"), (True, 2, 0, "hard"), (False, 3, 0, "again")],
)
def test_a_closed_question_is_a_first_rating(
    correct: bool, attempts: int, hints: int, rating: str
) -> None:
    assert rating_first(correct=correct, attempts=attempts, hints=hints) == rating


def test_nobody_calls_easy_what_was_wrong() -> None:
    assert [rating_of(share) for share in (0, 0.5, 0.75, 1)] == ["again", "again", "hard", "good"]
    assert rating_may(0, "easy") == "again"
    assert rating_may(0.8, "easy") == "hard"
    assert rating_may(1, "easy") == "easy"
    assert rating_may(1, "nonsense") == "good"

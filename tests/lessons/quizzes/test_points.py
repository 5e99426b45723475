"""What attempts earn, one after another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes.attempt import Gained
from lessons.quizzes.grading import points_with
from lessons.quizzes.short.form import ShortQuestion


def earned(fractions: list[float], *, attempts: int = 3, hints: int = 0) -> list[float]:
    """Points after each attempt at a question of one point."""
    question = ShortQuestion(id="one", attempts=attempts, hint_cost=0.25, accepted=())
    gained = Gained()
    found: list[float] = []
    for number, fraction in enumerate(fractions, 1):
        points = points_with(question, fraction, attempt=number, hints=hints, before=gained)
        gained = Gained(max(gained.fraction, fraction), max(gained.points, points))
        found.append(points)
    return found


@pytest.mark.parametrize(
    ("fractions", "points"),
    [
        ([1], [1]),
        ([0, 1], [0, 0.67]),
        ([0, 0, 1], [0, 0, 0.33]),
        ([0.5, 1], [0.5, 0.83]),
        ([0.5, 0.3, 1], [0.5, 0.2, 0.67]),
        ([0.51, 0.75, 1], [0.51, 0.67, 0.75]),
    ],
)
def test_by_hand(fractions: list[float], points: list[float]) -> None:
    assert earned(fractions) == pytest.approx(points)


def test_hints_take_from_what_is_left_to_earn() -> None:
    assert earned([0.5, 1], hints=2) == pytest.approx([0.25, 0.42])
    assert earned([1], hints=4) == [0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_all_attempts_never_pass_one_and_each_is_worth_its_own(fractions: list[float]) -> None:
    points = earned(fractions, attempts=6)
    assert max(points) <= 1 + 0.005 * len(points)  # each is rounded to hundredths
    for number, (fraction, each) in enumerate(zip(fractions, points, strict=True), 1):
        assert each >= round(fraction * (7 - number) / 6, 2) - 0.005 * number


@given(st.lists(st.floats(0, 0.9), min_size=1, max_size=4))
def test_a_better_answer_is_always_worth_sending(fractions: list[float]) -> None:
    points = earned([*fractions, 1], attempts=5)
    assert points[-1] > max(points[:-1])


@pytest.mark.parametrize(
    ("earned_now", "next_one", "left", "words"),
    [
        (0, 1, 3, "3 tries left, worth up to 1"),
        (0.51, 0.75, 1, "0.51 so far. 1 try left, worth up to 0.75"),
        (0, 0, 2, "2 tries left, for practice: hints have taken their points"),
    ],
)
def test_what_can_still_be_got_is_said(
    earned_now: float, next_one: float, left: int, words: str
) -> None:
    question = SimpleNamespace(earned=earned_now, next=next_one, left=left)
    html = render_to_string("lessons/_question_points.html", {"question": question})
    assert " ".join(html.split()) == words

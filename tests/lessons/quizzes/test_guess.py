"""What chance earns at questions that are chosen from, against an average over all answers."""

from __future__ import annotations

from itertools import combinations

import pytest

from lessons.quizzes.choice import Choice
from lessons.quizzes.choice.grading import options_grade
from lessons.quizzes.guess import options_guess


@pytest.mark.parametrize(("rights", "wrongs"), [(1, 3), (2, 2), (3, 1), (1, 1), (2, 5)])
@pytest.mark.parametrize("multiple", [False, True])
def test_it_is_the_mean_of_all_answers(rights: int, wrongs: int, multiple: bool) -> None:
    options = [Choice(id=str(at), html=str(at), right=at < rights) for at in range(rights + wrongs)]
    sizes = range(1, len(options) + 1) if multiple else [1]
    graded = [
        options_grade(options, multiple, tuple(option.id for option in picked))
        for size in sizes
        for picked in combinations(options, size)
    ]
    if multiple or rights == 1:
        mean = sum(each.fraction for each in graded) / len(graded)
        assert options_guess(options, multiple) == pytest.approx(mean, abs=1e-9)


def test_where_nothing_is_right_nobody_can_say() -> None:
    assert options_guess([Choice(id="a", html="a")], True) is None

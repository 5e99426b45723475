"""What a class predicted and measured stands on lines of one scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.classes.together.chart import bars, dot_chart
from lessons.classes.together.core import phase_after, phase_before, phases, rows_shown, turn_of

finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.lists(finite, max_size=40)


@given(values, values, values)
def test_all_of_it_is_within_the_drawing(
    first: list[float], figures: list[float], again: list[float]
) -> None:
    chart = dot_chart({"predicted": first, "measured": figures, "again": again})
    if chart is None:
        assert not first + figures + again
        return
    assert sum(row.count for row in chart.rows) == len(first + figures + again)
    for row in chart.rows:
        assert len(row.dots) * chart.each >= row.count >= len(row.dots)
        assert all(0 < dot.x < 600 and 0 < dot.y < row.base < chart.height for dot in row.dots)
        assert 0 < row.middle < 600
    assert list(dict.fromkeys(row.base for row in chart.rows)) == sorted(
        row.base for row in chart.rows
    )


def test_the_same_value_stands_in_the_same_column_of_each_line() -> None:
    chart = dot_chart({"predicted": [10.0, 20.0], "measured": [10.0, 15.0, 20.0]})
    assert chart is not None
    first, figures = chart.rows
    assert [dot.x for dot in first.dots] == [figures.dots[0].x, figures.dots[2].x]
    assert figures.median == 15
    assert figures.middle == figures.dots[1].x
    assert not chart.logarithmic


def test_far_values_are_on_a_logarithmic_scale_and_a_line_without_values_is_not_drawn() -> None:
    chart = dot_chart({"predicted": [1.0, 10.0, 100.0], "measured": [], "again": [1.0]})
    assert chart is not None
    assert chart.logarithmic
    assert [row.name for row in chart.rows] == ["predicted", "again"]
    low, middle, high = (dot.x for dot in chart.rows[0].dots)
    assert middle - low == high - middle


def test_a_crowd_is_drawn_with_fewer_dots() -> None:
    chart = dot_chart({"measured": [5.0] * 95})
    assert chart is not None
    assert chart.each == 10
    assert len(chart.rows[0].dots) == 10


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    short, long = bars(["short", "long"], {"predicted": {"short": 3, "long": 6}, "measured": {}})
    assert short.lengths == {"predicted": 50, "measured": 0}
    assert long.lengths == {"predicted": 100, "measured": 0}
    assert long.counts == {"predicted": 6, "measured": 0}


def test_phases_follow_each_other_forth_and_back() -> None:
    assert [phase_after(each) for each in phases] == [*phases[1:], ""]
    assert [phase_before(each) for each in phases] == ["", *phases[:-1]]


@pytest.mark.parametrize(
    ("phase", "turn", "shown"),
    [
        ("predict", 1, ()),
        ("run", 0, ("predicted", "measured")),
        ("talk", 0, ("predicted", "measured")),
        ("again", 2, ("predicted", "measured")),
        ("compare", 0, ("predicted", "measured", "again")),
    ],
)
def test_nobody_follows_others(phase: str, turn: int, shown: tuple[str, ...]) -> None:
    assert turn_of(phase, closed=False) == turn
    assert turn_of(phase, closed=True) == 0
    assert rows_shown(phase, closed=False) == shown
    assert rows_shown(phase, closed=True) == ("predicted", "measured", "again")

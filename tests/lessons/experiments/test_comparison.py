"""The picture of what is compared, and figures from rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.experiments.comparison import (
    Comparison,
    Figures,
    comparison,
    margin,
    stack_most,
    width,
)
from lessons.experiments.measurements import Row, accelerator_in, figures_of_rows
from lessons.experiments.presenter import figure_text
from tests.lessons.experiments.conftest import kvm, tcg

# A figure may be anything that a learner brought a check to measure.
values = st.floats(allow_nan=False, allow_infinity=False) | st.floats(0.001, 10)
start = datetime(2026, 1, 1, tzinfo=UTC)


many = st.lists(values, max_size=300)
bounds = st.tuples(st.none() | values, st.none() | values)


@given(many, values, st.none() | values | bounds, st.lists(values, max_size=3), st.booleans())
def test_all_stands_within_the_drawing(
    others: list[float],
    own: float,
    predicted: float | tuple[float | None, float | None] | None,
    published: list[float],
    counted: bool,
) -> None:
    given_all = Figures(
        own=own,
        least=own,
        most=own,
        predicted=predicted,
        published=tuple(published),
        others=tuple(sorted(others)),
        counted=counted,
    )
    found = comparison(given_all)
    if found is None:
        assert predicted is None
        assert not published
        assert not others
        return
    assert margin <= found.own <= width - margin
    for lane in found.lanes:
        assert all(margin <= x <= width - margin for x in lane.xs)
        assert 0 < lane.start <= lane.end < width
        assert 0 < lane.y < found.base
    assert len({lane.y for lane in found.lanes}) == len(found.lanes)
    assert all(0 <= tick.x <= width for tick in found.ticks)
    assert (found.crowd is None) is (not others)
    if found.crowd:
        dots = found.crowd.dots
        lowest = max(lane.y for lane in found.lanes)
        assert all(lowest < dot.y < found.base for dot in dots)
        assert all(margin <= dot.x <= width - margin for dot in dots)
        assert len({(dot.x, dot.y) for dot in dots}) == len(dots)
        assert len(dots) * found.crowd.each >= len(others)
        assert found.crowd.count == len(others) + counted


def drawn(own: float, **given_: Any) -> Comparison:
    found = comparison(Figures(own=own, least=own, most=own, **given_))
    assert found
    return found


def lanes(found: Comparison) -> dict[str, tuple[tuple[int, ...], int, int]]:
    return {lane.name: (lane.xs, lane.start, lane.end) for lane in found.lanes}


def test_a_figure_alone_is_no_picture() -> None:
    assert comparison(Figures(own=5, least=4, most=6)) is None


def test_a_guess_is_joined_to_what_came_out() -> None:
    found = drawn(200, predicted=100.0, published=(300.0,))
    assert lanes(found) == {
        "predicted": ((24,), 24, 300),
        "published": ((576,), 576, 576),
        "own": ((300,), 300, 300),
    }
    assert [(tick.x, tick.value) for tick in found.ticks] == [(24, 100), (576, 300)]


@pytest.mark.parametrize(
    ("chosen", "start", "end"),
    [((100, None), 24, 592), ((None, 100), 8, 24), ((100, 300), 24, 576), ((None, None), 8, 592)],
)
def test_a_choice_is_the_stretch_for_which_it_holds(
    chosen: tuple[float | None, float | None], start: int, end: int
) -> None:
    found = drawn(200, predicted=chosen, published=(100.0, 300.0))
    assert lanes(found)["predicted"] == ((), start, end)


def test_runs_are_shown_by_how_far_they_lie_apart() -> None:
    found = comparison(Figures(own=20, least=10, most=40, predicted=50.0))
    assert found
    assert lanes(found)["own"] == ((162,), 24, 438)


def test_equal_figures_stand_one_above_another() -> None:
    found = drawn(5, others=(5.0,) * 4, counted=True)
    assert found.crowd
    assert len({dot.x for dot in found.crowd.dots}) == 1
    assert len({dot.y for dot in found.crowd.dots}) == 4
    assert len(found.ticks) == 1
    assert (found.crowd.each, found.crowd.below) == (1, 0)


def test_a_crowd_is_drawn_with_fewer_dots() -> None:
    found = drawn(2, others=(1.0,) * 1000)
    assert found.crowd
    assert found.crowd.each > 80
    assert len(found.crowd.dots) <= stack_most
    assert found.crowd.below == 1000


@pytest.mark.parametrize(("most", "logarithmic"), [(20, False), (3000, True)])
def test_a_wide_range_is_drawn_on_a_logarithmic_line(most: float, logarithmic: bool) -> None:
    assert drawn(2, others=(1, 2, 3, most)).logarithmic is logarithmic


def row(value: float, minutes: int, on: str = tcg, unit: str = "ms") -> Row:
    at = start + timedelta(minutes=minutes)
    return Row("a-lab", "start.vm", value, unit, on, at, "platform")


def test_a_figure_is_the_median_of_like_runs() -> None:
    rows = [row(5, 0), row(100, 1, on=kvm), row(9, 2, unit="s"), row(7, 3), row(30, 4)]
    (figure,) = figures_of_rows(rows).values()
    assert (figure.value, figure.count, figure.least, figure.most) == (7, 3, 5, 30)
    assert figure.elsewhere == 2
    assert figure.at == start + timedelta(minutes=4)


@pytest.mark.parametrize(
    ("on", "accelerator"),
    [(tcg, "TCG"), (kvm, "KVM"), ("container on runc, Docker", ""), ("KVMish, xTCG", "")],
)
def test_the_accelerator_is_read_from_what_was_written(on: str, accelerator: str) -> None:
    assert accelerator_in(on) == accelerator


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (0.123456, "0.123", "0,123"),
        (8.125, "8.12", "8,12"),
        (999.4, "999", "999"),
        (1234.6, "1235", "1235"),
        (25202, "25\u202f202", "25\u202f202"),
        (-0.5, "-0.5", "-0,5"),
        (1e300, "1e+300", "1e+300"),
    ],
)
def test_figures_have_the_digits_that_say_something(
    value: float, english: str, spanish: str
) -> None:
    assert (figure_text(value, "en"), figure_text(value, "es")) == (english, spanish)

"""Dots on a line, and figures from rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.experiments.distribution import distribution, margin, stack_most, step, width
from lessons.experiments.measurements import Row, accelerator_in, figures_of_rows
from lessons.experiments.presenter import figure_text
from tests.lessons.experiments.conftest import kvm, tcg

# A figure may be anything that a learner brought a check to measure.
values = st.floats(allow_nan=False, allow_infinity=False) | st.floats(0.001, 10)
start = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(values, min_size=4, max_size=300), values, st.booleans())
def test_all_stands_within_the_drawing(others: list[float], own: float, counted: bool) -> None:
    found = distribution(others, own, counted=counted)
    assert found.count == len(others) + counted
    if abs(found.least) < 1e300 and abs(found.most) < 1e300:  # half of the sum of two may overflow
        assert found.least <= found.median <= found.most
    for dot in (*found.dots, found.own):
        assert margin <= dot.x <= width - margin + step
        assert 0 < dot.y < found.base
    assert len({(dot.x, dot.y) for dot in (*found.dots, found.own)}) == len(found.dots) + 1
    assert found.base <= (stack_most + 2) * step
    assert len(found.dots) * found.each >= len(others)
    assert all(0 <= tick.x <= width for tick in found.ticks)


def test_equal_figures_stand_one_above_another() -> None:
    found = distribution([5.0] * 4, 5.0, counted=True)
    assert len({dot.x for dot in found.dots}) == 1
    assert len({dot.y for dot in found.dots}) == 4
    assert len(found.ticks) == 1
    assert (found.each, found.below) == (1, 0)


def test_a_crowd_is_drawn_with_fewer_dots() -> None:
    found = distribution([1.0] * 1000, 2.0, counted=False)
    assert found.each > 80
    assert len(found.dots) <= stack_most
    assert found.below == 1000


@pytest.mark.parametrize(("most", "logarithmic"), [(20, False), (3000, True)])
def test_a_wide_range_is_drawn_on_a_logarithmic_line(most: float, logarithmic: bool) -> None:
    assert distribution([1, 2, 3, most], 2, counted=False).logarithmic is logarithmic


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

"""The shapes that figures become."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.measurements import chart_geometry

values = st.floats(allow_nan=True, allow_infinity=True)
drawable = st.floats(min_value=-chart_geometry.drawable, max_value=chart_geometry.drawable)
frames = [chart_geometry.page_frame, chart_geometry.figure_frame]


@given(drawable, drawable)
def test_ticks_are_few_even_and_around_the_range(one: float, two: float) -> None:
    low, high = min(one, two), max(one, two)
    found = chart_geometry.ticks(low, high)
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert 2 <= len(found) <= 7
    assert found == sorted(set(found))
    assert found[0] <= low + slack
    assert found[-1] >= high - slack
    step = found[1] - found[0]
    assert all(math.isclose(b - a, step, rel_tol=1e-3) for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 0.0005, 0.001]),
        (0, 1, [0, 0.5, 1]),
        (0, 8000, [0, 2000, 4000, 6000, 8000]),
        (0, 8100, [0, 5000, 10000]),
        (-3, 3, [-4, -2, 0, 2, 4]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert chart_geometry.ticks(low, high) == pytest.approx(expected)


@given(st.lists(values, min_size=1, max_size=12), st.sampled_from(frames))
def test_bars_are_to_one_scale_from_zero(found: list[float], frame: chart_geometry.Frame) -> None:
    keys = [f"start.k{index}" for index in range(len(found))]
    bars = chart_geometry.bars_make(keys, dict(zip(keys, found, strict=True)), frame)
    assert [bar.key for bar in bars] == keys
    for bar, value in zip(bars, found, strict=True):
        assert 0 <= bar.length <= frame.bar_most
        assert (bar.value is None) == (not chart_geometry.can_draw(value))
        assert (bar.length > 0) == (bar.value is not None and bar.value > 0)
    drawn = [bar for bar in bars if bar.value is not None and bar.value > 0]
    if drawn:
        longest = max(drawn, key=lambda bar: bar.value or 0)
        assert longest.length == frame.bar_most
    in_order = sorted(drawn, key=lambda bar: bar.value or 0)
    assert [bar.length for bar in in_order] == sorted(bar.length for bar in drawn)


def test_what_is_not_measured_has_a_row_and_no_bar() -> None:
    bars = chart_geometry.bars_make(["start.process", "start.vm"], {"start.vm": 4})
    assert [(bar.value, bar.length, bar.technology) for bar in bars] == [
        (None, 0, ""),
        (4, chart_geometry.page_frame.bar_most, "vm"),
    ]
    assert bars[1].y == chart_geometry.page_frame.row


@pytest.mark.parametrize(
    ("key", "technology"),
    [
        ("start.container", "container"),
        ("memory.system-container", "system-container"),
        ("vm", "vm"),
        ("start.host", "host"),
        ("start.vm.again", ""),
        ("start.my-vm", ""),
    ],
)
def test_the_last_word_names_the_technology(key: str, technology: str) -> None:
    assert chart_geometry.technology_of(key) == technology


def test_a_series_is_its_numbered_measures_in_order() -> None:
    found = {"d.m.10": 4.0, "d.m.9": 3.0, "d.m": 1.0, "d.m.x": 2.0, "d.n.1": 5.0, "d.m.1.2": 6.0}
    assert chart_geometry.series_of("d.m", found) == [(9, 3.0), (10, 4.0)]
    many = {f"d.m.{number}": float(number) for number in range(2000)}
    thinned = chart_geometry.series_of("d.m", many)
    assert len(thinned) == chart_geometry.points_most
    assert (thinned[0], thinned[-1]) == ((0, 0.0), (1999, 1999.0))


def test_a_line_needs_a_figure() -> None:
    assert chart_geometry.line_make([]) is None
    one = chart_geometry.line_make([(3, 7.0)])
    assert one
    assert one.path == " ".join(f"{x},{y}" for x, y in one.points)
    assert len(one.points) == 1


@given(
    st.dictionaries(st.integers(0, 999_999), drawable, min_size=1, max_size=30),
    st.sampled_from(frames),
)
def test_a_line_stays_in_its_field_and_goes_to_the_right(
    found: dict[int, float], frame: chart_geometry.Frame
) -> None:
    line = chart_geometry.line_make(sorted(found.items()), frame)
    assert line
    assert all(frame.left <= x <= frame.right for x, _ in line.points)
    assert all(frame.top <= y <= frame.bottom for _, y in line.points)
    xs = [x for x, _ in line.points]
    assert xs == sorted(xs)
    assert [mark.value for mark in line.across] == [round(mark.value) for mark in line.across]
    by_value = sorted(zip(line.figures, line.points, strict=True), key=lambda each: each[0][1])
    heights = [y for _, (_, y) in by_value]
    assert heights == sorted(heights, reverse=True)


def test_a_timeline_needs_a_figure() -> None:
    assert chart_geometry.timeline_make([], [(0.0, 1.0)]) is None


times = st.floats(min_value=0, max_value=1e7)


@given(
    st.dictionaries(st.integers(0, 999_999), times, min_size=1, max_size=30),
    st.lists(st.none() | st.tuples(times, times), max_size=3),
    st.sampled_from(frames),
)
def test_a_timeline_has_time_to_the_right_and_marks_what_is_measured(
    found: dict[int, float],
    spans: list[tuple[float, float] | None],
    frame: chart_geometry.Frame,
) -> None:
    line = chart_geometry.timeline_make(sorted(found.items()), spans, frame)
    assert line
    assert dict(line.figures) == found
    moments = [time for _, time in line.figures]
    assert moments == sorted(moments)
    assert [x for x, _ in line.points] == sorted(x for x, _ in line.points)
    by_count = sorted(zip(line.figures, line.points, strict=True))
    heights = [y for _, (_, y) in by_count]
    assert heights == sorted(heights, reverse=True)
    whole = [index for index, span in enumerate(spans) if span and span[0] <= span[1]]
    assert [shade.index for shade in line.shades] == whole
    for shade in line.shades:
        assert frame.left <= shade.x <= frame.right
        assert shade.length >= 2
        assert shade.x + shade.length <= frame.right + 2
        span = spans[shade.index]
        assert span
        for (_, time), (x, _) in zip(line.figures, line.points, strict=True):
            assert (time < span[0]) <= (x <= shade.x)  # what came before lies before

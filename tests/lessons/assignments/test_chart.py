"""The geometry of a credit timeline: falling steps inside the figure, labels apart."""

from __future__ import annotations

from lessons.assignments.access.rule import Rule
from lessons.assignments.access.timeline import timeline
from lessons.classes.assignments.chart import chart, height, width
from tests.lessons.assignments.access.rules import at, by, homework


def points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def test_the_line_falls_from_left_to_right_inside_the_figure() -> None:
    found = chart(timeline(homework), at("03-09 09:00"), at("03-18 12:00"))
    assert found
    line = points(found.points)
    assert line == sorted(line, key=lambda point: point[0])
    assert [y for _x, y in line] == sorted(y for _x, y in line)  # down is more
    assert all(0 <= x <= width and 0 <= y <= height for x, y in line)
    assert [mark.credit for mark in found.marks] == [120, 110, 100, 80, 50]
    assert found.now is not None
    assert found.marks[0].x < found.now < found.marks[1].x


def test_labels_that_would_touch_are_left_out() -> None:
    rule = Rule(due=by("03-24 23:58"), late=(by("03-24 23:59", 50), by("04-24 23:59", 20)))
    found = chart(timeline(rule), at("03-01 09:00"), at("03-02 12:00"))
    assert found
    assert [mark.label for mark in found.marks] == ["03-24", "", "04-24"]


def test_a_label_near_the_edge_ends_there() -> None:
    rule = Rule(due=by("03-10 23:59"), late=(by("03-31 23:59", 50),))
    found = chart(timeline(rule), at("03-01 09:00"), at("03-02 12:00"))
    assert found
    assert [mark.anchor for mark in found.marks] == ["middle", "end"]
    assert found.marks[1].x > width - 92  # twice a label's room
    near = chart(timeline(Rule(due=by("03-10 23:59"))), at("03-01 09:00"), at("03-02 12:00"))
    assert near
    assert [mark.anchor for mark in near.marks] == ["end"]


def test_without_deadlines_there_is_no_figure() -> None:
    assert chart(timeline(Rule()), None, at("03-02 12:00")) is None


def test_now_stands_in_the_figure_only_while_it_is_inside() -> None:
    found = chart(timeline(homework), at("03-09 09:00"), at("12-18 12:00"))
    assert found
    assert found.now is None

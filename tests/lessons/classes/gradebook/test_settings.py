"""A teacher's settings of a total: kept as JSON, and made into a scheme."""

from __future__ import annotations

import pytest

from lessons.classes.gradebook.grades import grade_of
from lessons.classes.gradebook.scheme import Assignment, Category, Entry, HandedIn
from lessons.classes.gradebook.settings import (
    Place,
    Settings,
    scheme_made,
    settings_digest,
    settings_kept,
    settings_read,
)

homework = Category(id="1", title="Homework", weight=40, drop=1)
exams = Category(id="2", title="Exams", weight=60)
both = Settings(
    categories=(homework, exams),
    places={"8": Place(category="2"), "9": Place(category="1", take="last", extra=True)},
    cap=1.05,
)
sheets = [Assignment(id=name, title=name, points=10) for name in ("7", "8", "9")]


def test_they_are_kept_and_read_back() -> None:
    assert settings_read(settings_kept(both)) == both
    assert settings_digest(settings_read(settings_kept(both))) == settings_digest(both)
    assert settings_digest(Settings()) != settings_digest(both)
    assert settings_read(settings_kept(Settings())) == Settings()


def test_what_has_no_place_or_a_category_that_is_gone_counts_in_the_first() -> None:
    made = scheme_made(both, sheets)
    assert [each.category for each in made.assignments] == ["1", "2", "1"]
    assert [each.take for each in made.assignments] == ["best", "best", "last"]
    assert [each.extra for each in made.assignments] == [False, False, True]
    assert made.cap == 1.05
    fewer = Settings(categories=(homework,), places=both.places)
    assert {each.category for each in scheme_made(fewer, sheets).assignments} == {"1"}
    assert {each.category for each in scheme_made(Settings(), sheets).assignments} == {""}
    places = {"7": Place(category="1"), **both.places}
    assert Settings(categories=both.categories, places=places, cap=1.05).plain == both


def test_a_total_by_weights() -> None:
    # 5 of 10 in homework with 2 of extra credit: 70 %. 9 of 10 in exams. 0.4 x 70 + 0.6 x 90 = 82.
    entries = {
        name: Entry(attempts=[HandedIn(points=points)])
        for name, points in (("7", 5), ("8", 9), ("9", 2))
    }
    assert grade_of(scheme_made(both, sheets), entries).total == pytest.approx(0.82)

"""Parts of an assignment, added up by hand; and pseudonyms."""

from __future__ import annotations

import pytest

from lessons.classes.gradebook.parts import Part, joined, possible_of
from lessons.classes.gradebook.pseudonyms import pseudonyms
from lessons.classes.gradebook.scheme import HandedIn

one, two = Part(keys=("one",), points=2), Part(keys=("two",), points=4)


def handed(points: float, credit: float = 100) -> HandedIn:
    return HandedIn(points=points, credit=credit)


def test_nothing_is_no_attempt() -> None:
    assert joined([one, two], {}, "best") == ()
    assert joined([one], {"other": [handed(2)]}, "best") == ()


def test_of_several_tries_the_best_by_its_worth_or_the_last() -> None:
    tries = {"one": [handed(1), handed(2, 40), handed(0.5)]}
    assert joined([one], tries, "best")[0].worth == pytest.approx(1, abs=1e-9)
    assert joined([one], tries, "last")[0].worth == pytest.approx(0.5, abs=1e-9)


def test_parts_of_other_credit_are_worth_what_they_are_and_late_when_one_is() -> None:
    # 2 at 110 % and 3 at 60 %: 2.2 + 1.8 of 5 points, 80 %.
    found = joined([one, two], {"one": [handed(2, 110)], "two": [handed(3, 60)]}, "best")[0]
    assert found.points == 5
    assert found.credit == pytest.approx(80, abs=1e-9)
    assert found.is_late
    early = joined([one, two], {"one": [handed(2, 150)], "two": [handed(0.1, 90)]}, "best")[0]
    assert early.credit > 100
    assert early.is_late
    wrong = joined([one, two], {"one": [handed(0, 100)], "two": [handed(0, 60)]}, "best")[0]
    assert (wrong.worth, wrong.credit) == (0, 60)
    assert not joined([one], {"one": [handed(2)]}, "best")[0].is_late


def test_no_try_is_worth_more_points_than_its_part_has_now() -> None:
    assert joined([one], {"one": [handed(9)]}, "best")[0].worth == 2


def test_of_a_draw_the_best_count() -> None:
    draw = Part(keys=("a", "b", "c"), points=2, count=2)
    tries = {"a": [handed(1)], "b": [handed(2)], "c": [handed(0.5)]}
    assert joined([draw], tries, "best")[0].worth == 3
    assert possible_of([draw, one]) == 6
    assert Part(keys=("a",), points=2, count=3).possible == 2


def test_pseudonyms_are_stable_different_and_of_a_class() -> None:
    first = pseudonyms(1, range(3000), "secret")
    assert len(set(first.values())) == 3000
    assert pseudonyms(1, range(3001), "secret").items() >= first.items()
    assert pseudonyms(2, range(50), "secret") != pseudonyms(1, range(50), "secret")
    assert pseudonyms(1, range(50), "other") != pseudonyms(1, range(50), "secret")

"""Grades that were worked by hand, to 1e-9."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.classes.gradebook.grades import Grade, grade_of
from lessons.classes.gradebook.scheme import Assignment, Category, Entry, HandedIn, Scheme


def assignment(name: str, points: float = 10, category: str = "", **more: object) -> Assignment:
    return Assignment(id=name, title=name.upper(), points=points, category=category, **more)  # type: ignore[arg-type]


def scored(*points: float) -> Entry:
    return Entry(attempts=[HandedIn(points=each) for each in points])


def plain(*assignments: Assignment, **category: object) -> Scheme:
    return Scheme(assignments=assignments, categories=(Category(id="", **category),))  # type: ignore[arg-type]


def total(found: Grade) -> float:
    assert found.total is not None
    return found.total


def test_points_are_added_up() -> None:
    # 7/10 and 15/30: 22/40.
    found = grade_of(plain(assignment("a"), assignment("b", 30)), {"a": scored(7), "b": scored(15)})
    assert total(found) == pytest.approx(22 / 40, abs=1e-9)


def test_what_is_not_due_does_not_count_and_what_is_missing_is_nothing() -> None:
    scheme = plain(assignment("a"), assignment("b"))
    assert total(grade_of(scheme, {"a": scored(7)})) == pytest.approx(7 / 10)
    late = grade_of(scheme, {"a": scored(7), "b": Entry(due=True)})
    assert total(late) == pytest.approx(7 / 20)
    assert late.cells["b"].status == "missing"
    nothing = grade_of(scheme, {})
    assert nothing.total is None
    assert nothing.cells["a"].status == "open"


def test_what_is_excused_counts_in_no_way_and_an_override_instead_of_all() -> None:
    scheme = plain(assignment("a"), assignment("b"))
    excused = Entry(attempts=[HandedIn(points=1)], due=True, excused=True, override=3)
    found = grade_of(scheme, {"a": scored(8), "b": excused})
    assert total(found) == pytest.approx(8 / 10)
    assert (found.cells["b"].points, found.cells["b"].status) == (None, "excused")
    changed = Entry(attempts=[HandedIn(points=1)], override=9)
    found = grade_of(scheme, {"a": scored(8), "b": changed})
    assert total(found) == pytest.approx(17 / 20)
    assert found.cells["b"].status == "overridden"


def test_the_best_attempt_or_the_last_and_late_credit() -> None:
    tried = Entry(attempts=[HandedIn(points=6), HandedIn(points=9, credit=50)])
    # 6 at 100 % is more than 9 at 50 %, which is 4.5.
    best = grade_of(plain(assignment("a")), {"a": tried})
    assert (best.cells["a"].points, best.cells["a"].status) == (6, "submitted")
    last = grade_of(plain(assignment("a", take="last")), {"a": tried})
    assert (last.cells["a"].points, last.cells["a"].status) == (4.5, "late")
    early = Entry(attempts=[HandedIn(points=10, credit=110)])
    assert total(grade_of(plain(assignment("a")), {"a": early})) == pytest.approx(1.1)


def test_categories_have_weights() -> None:
    scheme = Scheme(
        assignments=(
            assignment("quiz", 10, "q"),
            assignment("lab", 50, "l"),
            assignment("x", 5, "e"),
        ),
        categories=(
            Category(id="q", weight=40),
            Category(id="l", weight=60),
            Category(id="e", weight=5, extra=True),
        ),
    )
    # (40 · 8/10 + 60 · 25/50) / 100 = 0.62; with the extra 5 · 4/5 = 4: 0.66.
    found = {"quiz": scored(8), "lab": scored(25)}
    assert total(grade_of(scheme, found)) == pytest.approx(0.62, abs=1e-9)
    assert total(grade_of(scheme, {**found, "x": scored(4)})) == pytest.approx(0.66, abs=1e-9)
    # Nothing of labs yet: quizzes are all of it.
    assert total(grade_of(scheme, {"quiz": scored(8)})) == pytest.approx(0.8, abs=1e-9)


def test_extra_credit_adds_and_a_cap_holds() -> None:
    extra = assignment("x", 4, extra=True)
    found = {"a": scored(9), "x": scored(3)}
    # (9 + 3) / 10, capped at 1.1 of the category, at 1 of the total.
    assert total(grade_of(plain(assignment("a"), extra), found)) == pytest.approx(1.2)
    capped = grade_of(plain(assignment("a"), extra, cap=1.1), found)
    assert total(capped) == pytest.approx(1.1)
    assert capped.categories[""].earned == pytest.approx(11)
    whole = Scheme(assignments=(assignment("a"), extra), cap=1)
    assert total(grade_of(whole, found)) == 1


def test_the_lowest_are_dropped_so_that_the_rest_is_the_most() -> None:
    # 40/100, 3/10, 90/100: without the lowest share (3/10) 130/200, without 40/100 93/110.
    scheme = plain(assignment("a", 100), assignment("b", 10), assignment("c", 100), drop=1)
    found = grade_of(scheme, {"a": scored(40), "b": scored(3), "c": scored(90)})
    assert total(found) == pytest.approx(93 / 110, abs=1e-9)
    assert found.categories[""].dropped == ("a",)
    assert [found.cells[name].dropped for name in "abc"] == [True, False, False]


def test_one_always_stays_and_extra_credit_is_never_dropped() -> None:
    scheme = plain(assignment("a"), assignment("x", 5, extra=True), drop=3)
    found = grade_of(scheme, {"a": scored(2), "x": scored(1)})
    assert total(found) == pytest.approx(3 / 10)
    assert found.categories[""].dropped == ()


def test_an_assignment_without_points_adds_what_it_gives() -> None:
    found = grade_of(plain(assignment("a"), assignment("z", 0)), {"a": scored(5), "z": scored(2)})
    assert total(found) == pytest.approx(7 / 10)


pairs = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from([1, 5, 10, 100])), min_size=1, max_size=7
)


@given(pairs, st.integers(0, 4))
def test_no_other_choice_of_what_to_drop_gives_more(rows: list[tuple[int, int]], drop: int) -> None:
    names = [f"a{at}" for at in range(len(rows))]
    scheme = plain(
        *(assignment(name, most) for name, (_, most) in zip(names, rows, strict=True)), drop=drop
    )
    entries = {name: scored(points) for name, (points, _) in zip(names, rows, strict=True)}
    keep = max(1, len(rows) - drop)
    best = max(
        sum(points for points, _ in kept) / sum(most for _, most in kept)
        for kept in combinations(rows, keep)
    )
    found = grade_of(scheme, entries)
    assert total(found) == pytest.approx(best, abs=1e-9)
    assert len(found.categories[""].dropped) == len(rows) - keep

"""The one model of progress: what counts, and how far that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lessons.document.schema import Claim
from lessons.progress.mastery import (
    Count,
    CourseWork,
    Done,
    LessonWork,
    Level,
    Section,
    claim_checked,
    claims_count,
    count_sum,
    percent_of,
    sections_work,
)

run = Claim(id="run", holds="true", text="…", seed=1, lab="crash", task="gap", measure="gap.vm")
argued = Claim(id="argued", holds="true", text="…", seed=2, lab="none", questions=("one", "two"))
told = Claim(id="told", holds="true", text="…")


@given(st.integers(0, 50), st.integers(0, 50))
def test_percent_is_whole_and_never_more_than_was_done(done: int, more: int) -> None:
    count = Count(done, done + more)
    assert count.percent * (done + more) <= 100 * done
    assert (count.percent == 100) == (done > 0 and count.complete)


@given(st.integers(0, 1000))
def test_what_is_shown_as_seventy_percent_has_reached_it(thousandths: int) -> None:
    assert percent_of(thousandths / 1000) == thousandths // 10


def test_counts_add_up() -> None:
    assert count_sum([Count(1, 2), Count(0, 3)]) == Count(1, 5)
    assert count_sum([]) == Count()
    assert Count().percent == 0


@pytest.mark.parametrize(
    ("claim", "done", "checked"),
    [
        (run, Done(), False),
        (run, Done(read=True, answered=frozenset({"one"})), False),
        (run, Done(tasks=frozenset({("crash", "gap")})), True),
        (run, Done(measured=frozenset({("crash", "gap.vm")})), True),
        (run, Done(measured=frozenset({("other", "gap.vm")})), False),
        (argued, Done(read=True, answered=frozenset({"one"})), False),
        (argued, Done(answered=frozenset({"one", "two"})), True),
        (told, Done(), False),
        (told, Done(read=True), True),
    ],
)
def test_a_claim_is_checked_by_what_shows_it(claim: Claim, done: Done, checked: bool) -> None:
    assert claim_checked(claim, done) is checked


def test_a_numbered_claim_counts_once_however_many_lessons_examine_it() -> None:
    again = replace(run, id="again", task="other")
    ran = Done(tasks=frozenset({("crash", "gap")}))
    lessons = [("a", [run, told], ran), ("b", [again, told], ran)]
    assert claims_count(lessons) == Count(1, 3)


whole = LessonWork(
    slug="a",
    read=True,
    questions=Count(2, 2),
    claims=Count(1, 1),
    tasks=Count(3, 3),
    points=80,
)


@pytest.mark.parametrize(
    ("work", "level"),
    [
        (LessonWork(slug="a", questions=Count(0, 2)), Level.NEW),
        (LessonWork(slug="a", questions=Count(1, 2)), Level.BEGUN),
        (LessonWork(slug="a", tasks=Count(1, 3)), Level.BEGUN),  # lab work alone shows
        (LessonWork(slug="a", questions=Count(0, 2), read=True), Level.BEGUN),
        (LessonWork(slug="a", questions=Count(1, 2), known=True), Level.KNOWN),
        (replace(whole, points=79), Level.WORKED),
        (replace(whole, claims=Count(0, 1)), Level.WORKED),
        (replace(whole, tasks=Count(2, 3)), Level.WORKED),
        (replace(whole, known=True), Level.MASTERED),
        (whole, Level.MASTERED),
        (LessonWork(slug="a", read=True), Level.MASTERED),  # there is nothing more in it
    ],
)
def test_levels(work: LessonWork, level: Level) -> None:
    assert work.level == level


def test_a_course_counts_labs_and_claims_once() -> None:
    course = CourseWork(
        lessons=(whole, replace(whole, slug="b", read=False)),
        labs={"crash": Count(3, 3)},
        claims=Count(1, 4),
    )
    assert course.lessons_worked == Count(1, 2)
    assert course.tasks == Count(3, 3)
    assert course.parts == Count(1 + 4 + 3 + 1, 2 + 4 + 3 + 4)
    assert course.begun
    assert not CourseWork(lessons=(LessonWork(slug="a", questions=Count(0, 2)),)).begun


def test_sections_show_what_was_done_in_them_and_where_one_is() -> None:
    sections = [
        Section(id="one", title="One", questions=("q1", "q2"), claims=("run",)),
        Section(id="two", title="Two"),
        Section(id="three", title="Three", questions=("q3",), claims=("gone",)),
    ]
    done = Done(answered=frozenset({"q1", "q3"}), tasks=frozenset({("crash", "gap")}))
    one, two, three = sections_work(sections, {"run": run}, done, here="q3")
    assert (one.work, one.level, one.here) == (Count(2, 3), Level.BEGUN, False)
    assert (two.work, two.level) == (Count(0, 0), Level.NEW)
    assert (three.work, three.level, three.here) == (Count(1, 1), Level.WORKED, True)
    read = sections_work(sections, {"run": run}, replace(done, read=True))
    assert [each.level for each in read] == [Level.BEGUN, Level.WORKED, Level.WORKED]
    assert not any(each.here for each in read)

"""Days of a class are whole days of its zone; rights follow from roles of class and site."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lessons.classes.policy import Phase, Right, everything, nothing, phase_of, rights_of, today_in

day = date(2026, 3, 29)


def phase(
    today: date, starts: date | None = None, ends: date | None = None, *, archived: bool = False
) -> Phase:
    return phase_of(starts, ends, archived=archived, today=today)


def test_a_class_runs_from_its_first_day_to_the_end_of_its_last() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    assert phase(date(2026, 2, 28), first, last) == Phase.BEFORE
    assert phase(first, first, last) == Phase.RUNNING
    assert phase(last, first, last) == Phase.RUNNING
    assert phase(date(2026, 4, 1), first, last) == Phase.ENDED
    assert phase(day) == Phase.RUNNING
    assert phase(day, first, last, archived=True) == Phase.ARCHIVED
    assert [each for each in Phase if each.is_over] == [Phase.ENDED, Phase.ARCHIVED]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", date(2026, 3, 28)),
        ("Europe/Berlin", date(2026, 3, 29)),
        ("America/New_York", date(2026, 3, 28)),
        ("Pacific/Kiritimati", date(2026, 3, 29)),
    ],
)
def test_the_day_is_the_classs_own(zone: str, expected: date) -> None:
    assert today_in(zone, datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == expected


def rights(
    role: str, *, joined: bool = True, instructor: bool = False, head: bool = False
) -> frozenset[Right]:
    return rights_of(role, joined=joined, is_instructor=instructor or head, is_head=head)


def test_rights() -> None:
    assert rights("", head=True) == everything
    assert rights("teacher", instructor=True) == everything
    assert rights("assistant") == {Right.SEE, Right.ROSTER}
    assert rights("assistant", instructor=True) == {Right.SEE, Right.ROSTER}
    assert rights("learner", instructor=True) == {Right.SEE}
    assert rights("learner") == {Right.SEE}
    assert rights("", instructor=True) == nothing


def test_who_has_not_joined_has_none() -> None:
    for role in ("teacher", "assistant", "learner"):
        assert rights(role, joined=False, instructor=True) == nothing


def test_a_teacher_who_is_no_instructor_any_more_changes_nothing() -> None:
    assert rights("teacher") == {Right.SEE, Right.ROSTER}

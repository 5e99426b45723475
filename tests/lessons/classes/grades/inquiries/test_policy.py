"""Until when a grade may be asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lessons.assignments.access.decision import access_decide
from lessons.assignments.access.member import Member
from lessons.assignments.access.rule import After, AfterMode, Deadline, Rule, Shown
from lessons.assignments.access.wall_clock import WallTime
from lessons.classes.grades.inquiries.policy import Window, WindowState, window_of

due = WallTime(local=datetime(2026, 11, 10, 12, 0), zone="UTC")
ended = due.ends


def window(
    rule: Rule,
    now: datetime,
    *,
    days: int = 7,
    is_graded: bool = True,
    changed_at: datetime | None = None,
) -> Window:
    decision = access_decide(rule, Member(), now)
    return window_of(decision, days=days, is_graded=is_graded, changed_at=changed_at, now=now)


homework = Rule(due=Deadline(at=due))


def test_while_work_counts_there_is_no_end() -> None:
    assert window(homework, ended - timedelta(days=1)) == Window(state=WindowState.OPEN)
    always = Rule(due=Deadline(at=due), after=After(mode=AfterMode.PARTIAL, credit=50))
    assert window(always, ended + timedelta(days=900)).is_open


def test_after_the_end_it_lasts_as_many_days_as_the_class_says() -> None:
    until = ended + timedelta(days=7)
    assert window(homework, until) == Window(state=WindowState.OPEN, until=until)
    late = window(homework, until + timedelta(microseconds=1))
    assert late == Window(state=WindowState.OVER, until=until)


def test_a_change_by_a_teacher_begins_it_anew() -> None:
    changed_at = ended + timedelta(days=30)
    found = window(homework, ended + timedelta(days=36), changed_at=changed_at)
    assert found == Window(state=WindowState.OPEN, until=changed_at + timedelta(days=7))


def test_a_score_that_is_shown_later_is_asked_about_from_then_on() -> None:
    shown_from = WallTime(local=due.local + timedelta(days=20), zone="UTC")
    hidden = Shown(hidden=True, shown_from=shown_from)
    rule = Rule(due=Deadline(at=due), questions=hidden, score=hidden)
    assert window(rule, ended + timedelta(days=3)).state is WindowState.HIDDEN
    found = window(rule, ended + timedelta(days=25))
    assert found == Window(state=WindowState.OPEN, until=shown_from.begins + timedelta(days=7))


@pytest.mark.parametrize(
    ("days", "is_graded", "state"), [(0, True, WindowState.OFF), (7, False, WindowState.NOTHING)]
)
def test_not_where_there_is_no_grade_or_the_class_takes_none(
    days: int, is_graded: bool, state: WindowState
) -> None:
    now = datetime(2026, 11, 10, tzinfo=UTC)
    assert window(homework, now, days=days, is_graded=is_graded).state is state


def test_not_before_it_is_open() -> None:
    later = Rule(release=WallTime(local=due.local + timedelta(days=1), zone="UTC"))
    assert window(later, ended).state is WindowState.HIDDEN

"""The access decision by hand: one case a rule, with the instants written out."""

from __future__ import annotations

import msgspec
import pytest

from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.member import (
    Accommodation,
    Extension,
    LateDays,
    Member,
    MemberState,
    Work,
)
from lessons.assignments.access.overrides import Override, Patch, Source, SourceKind
from lessons.assignments.access.reasons import Reason, Why
from lessons.assignments.access.rule import After, AfterMode, Rule, Shown
from lessons.assignments.access.timeline import StepKind
from tests.lessons.assignments.access.rules import at, by, exam, homework, utc, wall

more_time = Accommodation(time_percent=150)


def decided(rule: Rule, now: str, **member: object) -> AccessDecision:
    return access_decide(rule, Member(**member), at(now))  # type: ignore[arg-type]


def why(decision: AccessDecision, reason: Reason) -> Why:
    (found,) = [each for each in decision.why if each.reason is reason]
    return found


@pytest.mark.parametrize(
    ("now", "credit"),
    [
        ("03-09 09:00", 120),
        ("03-16 23:59:59", 120),
        ("03-17 00:00", 110),
        ("03-20 23:59", 110),
        ("03-21 00:00", 100),
        ("03-24 23:59:30", 100),  # a minute's deadline means its end
        ("03-25 00:00", 80),
        ("03-26 23:59:59", 80),
        ("03-27 00:00", 50),
        ("03-31 23:59:59", 50),
    ],
)
def test_credit_along_time(now: str, credit: int) -> None:
    found = decided(homework, now)
    assert (found.visible, found.released, found.may_start, found.may_submit) == (True,) * 4
    assert found.credit == credit
    assert found.closes_at == wall("03-31 23:59").ends
    assert why(found, Reason.CREDIT).credit == credit


def test_after_the_last_deadline_it_is_closed() -> None:
    found = decided(homework, "04-01 00:00")
    assert found.visible
    assert not found.may_start
    assert not found.may_submit
    assert found.credit == 0
    assert why(found, Reason.CLOSED).at == wall("03-31 23:59").ends


def test_or_practice_for_no_credit() -> None:
    rule = msgspec.structs.replace(homework, after=After(mode=AfterMode.PRACTICE))
    found = decided(rule, "04-01 00:00")
    assert found.may_submit
    assert not found.may_start
    assert not found.counts
    assert found.credit == 0
    assert found.has(Reason.PRACTICE)


def test_or_some_credit_without_end() -> None:
    rule = msgspec.structs.replace(homework, after=After(mode=AfterMode.PARTIAL, credit=20))
    found = decided(rule, "12-31 12:00")
    assert found.may_submit
    assert found.counts
    assert found.credit == 20
    assert found.closes_at is None


def test_without_dates_it_is_open_for_full_credit() -> None:
    found = decided(Rule(), "03-09 09:00")
    assert found.may_submit
    assert found.credit == 100
    assert found.closes_at is None
    assert found.has(Reason.CREDIT_UNLIMITED)


def test_before_release_it_is_not_there() -> None:
    found = decided(homework, "03-09 08:59:59")
    assert not found.visible
    assert not found.released
    assert not found.may_start
    assert why(found, Reason.NOT_RELEASED).at == at("03-09 09:00")


def test_or_listed_and_no_more() -> None:
    rule = msgspec.structs.replace(homework, listed_before=True)
    found = decided(rule, "03-09 08:59:59")
    assert found.visible
    assert not found.released
    assert not found.may_submit
    assert not found.questions_shown


# Recipe: an exam from 10:00 to 11:00, and a member with half as much time again.
def test_more_time_opens_nothing_earlier() -> None:
    found = decided(exam, "03-09 09:50", accommodation=more_time)
    assert not found.visible
    assert not found.may_start


def test_more_time_is_given_whole_though_the_exam_ends() -> None:
    begun = decided(exam, "03-09 10:00", accommodation=more_time)
    assert begun.may_start
    assert begun.would_close_at == at("03-09 11:30")
    work = Work(starts=1, started_at=at("03-09 10:00"))
    late = decided(exam, "03-09 11:29", accommodation=more_time, work=work)
    assert late.may_submit
    assert late.credit == 100
    assert late.closes_at == at("03-09 11:30")
    over = decided(exam, "03-09 11:31", accommodation=more_time, work=work)
    assert not over.may_submit
    assert not decided(exam, "03-09 11:29", work=work).may_submit


def test_a_start_before_the_end_says_when_it_will_close() -> None:
    # Ten minutes before the end: ten minutes for others, fifteen with half as much again.
    end = wall("03-09 11:00").ends
    for percent, minutes in ((100, 10), (150, 15), (200, 20)):
        found = decided(exam, "03-09 10:50", accommodation=Accommodation(time_percent=percent))
        closes = at("03-09 10:50") + (end - at("03-09 10:50")) * percent / 100
        assert found.would_close_at == closes
        assert 0 <= (closes - at("03-09 10:50")).total_seconds() - 60 * minutes <= 2 * 60
        cut = why(found, Reason.CUT_BY_END)
        assert cut.at == closes
        assert cut.until is not None
        assert cut.until > closes


def test_nobody_starts_after_the_end() -> None:
    for accommodation in (Accommodation(), more_time):
        assert not decided(exam, "03-09 11:01", accommodation=accommodation).may_start


def test_a_late_deadline_comes_later_in_a_longer_exam_too() -> None:
    rule = msgspec.structs.replace(exam, late=(by("03-09 12:00", 50),))
    work = Work(starts=1, started_at=at("03-09 10:30"))
    assert decided(rule, "03-09 11:10", work=work).credit == 50
    assert decided(rule, "03-09 11:10", work=work, accommodation=more_time).credit == 100
    assert decided(rule, "03-09 11:20", work=work, accommodation=more_time).credit == 50


def test_a_time_limit_runs_past_an_early_deadline() -> None:
    rule = msgspec.structs.replace(homework, time_limit=60)
    work = Work(starts=1, started_at=at("03-16 23:30"))
    before, after = (decided(rule, now, work=work) for now in ("03-16 23:45", "03-17 00:10"))
    assert before.closes_at == after.closes_at == at("03-17 00:30")
    assert (before.credit, after.credit) == (120, 110)
    assert decided(rule, "03-17 00:31", work=work).has(Reason.TIME_OVER)


def test_a_time_limit_means_one_start_unless_said_otherwise() -> None:
    over = Work(starts=1)
    assert decided(exam, "03-09 10:30", work=over).has(Reason.ATTEMPTS_USED)
    twice = msgspec.structs.replace(exam, attempts=2)
    again = decided(twice, "03-09 10:30", work=over)
    assert again.may_start
    assert not again.may_submit
    assert why(again, Reason.ATTEMPTS_LEFT).number == 1
    assert not decided(twice, "03-09 10:30", work=Work(starts=2)).may_start


def test_a_password_or_an_honour_text_is_asked_at_the_start() -> None:
    for field in ("password", "honour"):
        rule = msgspec.structs.replace(homework, **{field: "I work alone"})
        found = decided(rule, "03-20 12:00")
        assert found.may_start
        assert found.needs_start
        assert not found.may_submit
        assert found.has(Reason.START_FIRST)
        begun = decided(rule, "03-20 12:00", work=Work(starts=1, started_at=at("03-20 11:00")))
        assert begun.may_submit
        assert begun.closes_at == wall("03-31 23:59").ends


def test_seven_days_across_the_change_of_clocks_end_at_the_same_time_of_day() -> None:
    found = decided(homework, "03-31 23:59", extension=Extension(days=7))
    assert found.credit == 100
    assert found.closes_at == wall("04-07 23:59").ends == utc("2026-04-07T21:59:59.999999")
    assert decided(homework, "04-01 00:00", extension=Extension(days=7)).credit == 80
    assert why(found, Reason.EXTENSION).days == 7


def test_an_extension_with_the_penalty_moves_the_last_deadline_alone() -> None:
    extension = Extension(days=7, without_penalty=False)
    assert decided(homework, "03-25 12:00", extension=extension).credit == 80
    found = decided(homework, "04-07 23:59", extension=extension)
    assert found.credit == 50
    assert found.has(Reason.EXTENSION_LATE)


def test_extra_days_move_every_deadline_and_no_release() -> None:
    days = Accommodation(days=2)
    assert decided(homework, "03-18 23:59", accommodation=days).credit == 120
    assert decided(homework, "04-02 23:59", accommodation=days).credit == 50
    assert not decided(homework, "03-09 08:00", accommodation=days).visible
    assert why(decided(homework, "04-02 23:59", accommodation=days), Reason.EXTRA_DAYS).days == 2


def test_late_days_are_spent_by_themselves_and_shown() -> None:
    rule = msgspec.structs.replace(homework, late_days=2)
    budget = LateDays(left=3)
    on_time = decided(rule, "03-24 23:59", late_days=budget)
    assert on_time.late_days == 0
    assert why(on_time, Reason.LATE_DAYS_LEFT).number == 2
    first = decided(rule, "03-25 00:00", late_days=budget)
    assert (first.credit, first.late_days) == (100, 1)
    assert why(first, Reason.LATE_DAYS_SPENT).number == 2  # left of three
    second = decided(rule, "03-26 23:59", late_days=budget)
    assert (second.credit, second.late_days) == (100, 2)
    third = decided(rule, "03-27 00:00", late_days=budget)
    assert (third.credit, third.late_days) == (50, 0)


def test_late_days_that_were_spent_here_are_not_spent_twice() -> None:
    rule = msgspec.structs.replace(homework, late_days=2)
    found = decided(rule, "03-26 12:00", late_days=LateDays(left=0, spent=2))
    assert (found.credit, found.late_days) == (100, 2)
    assert why(found, Reason.LATE_DAYS_SPENT).number == 0
    assert decided(rule, "03-26 12:00", late_days=LateDays(left=1)).credit == 80


def test_late_days_reach_beyond_the_last_deadline() -> None:
    rule = Rule(due=by("03-24 23:59"), late_days=3)
    found = decided(rule, "03-26 12:00", late_days=LateDays(left=5))
    assert (found.credit, found.late_days) == (100, 2)
    assert found.closes_at == wall("03-27 23:59").ends


def test_an_override_says_by_whom_it_opens() -> None:
    source = Source(SourceKind.LABEL, "Group B")
    override = Override(source=source, patch=Patch(release=wall("03-30 09:00")))
    found = decided(homework, "03-24 12:00", overrides=(override,))
    assert not found.visible
    assert why(found, Reason.NOT_RELEASED).source == source
    assert why(found, Reason.NOT_RELEASED).at == at("03-30 09:00")


def test_a_later_due_date_alone_makes_no_step_up() -> None:
    override = Override(source=Source(SourceKind.MEMBER), patch=Patch(due=by("03-28 23:59")))
    found = [
        decided(homework, now, overrides=(override,)).credit
        for now in ("03-16 12:00", "03-25 12:00", "03-27 12:00", "03-29 12:00")
    ]
    assert found == [120, 100, 100, 50]


def test_an_earlier_due_date_alone_takes_early_credit_that_would_come_after_it() -> None:
    override = Override(source=Source(SourceKind.MEMBER), patch=Patch(due=by("03-18 23:59")))
    found = [
        decided(homework, now, overrides=(override,)).credit
        for now in ("03-16 12:00", "03-18 12:00", "03-19 12:00", "03-30 12:00")
    ]
    assert found == [120, 100, 80, 50]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (MemberState.INVITED, Reason.NOT_A_MEMBER),
        (MemberState.REMOVED, Reason.REMOVED),
        (MemberState.BLOCKED, Reason.BLOCKED),
    ],
)
def test_who_is_not_in_the_class_sees_nothing(state: MemberState, reason: Reason) -> None:
    found = decided(homework, "03-20 12:00", state=state)
    assert found == AccessDecision(why=(Why(reason=reason),))


def test_the_class_has_a_first_and_a_last_day() -> None:
    window = {"class_starts": wall("03-10 00:00"), "class_ends": wall("03-20 23:59")}
    assert decided(homework, "03-09 12:00", **window).has(Reason.CLASS_NOT_STARTED)
    assert decided(homework, "03-20 23:59:59", **window).may_submit
    found = decided(homework, "03-21 00:00", **window)
    assert found.visible
    assert not found.may_submit
    assert why(found, Reason.CLASS_ENDED).at == wall("03-20 23:59").ends


def test_staff_see_it_at_any_time_and_hand_nothing_in() -> None:
    found = decided(homework, "01-01 12:00", is_staff=True)
    assert found.visible
    assert found.released
    assert not found.may_submit


def test_what_is_hidden_at_the_end_comes_back_in_its_window() -> None:
    hidden = Shown(hidden=True, shown_from=wall("04-05 09:00"), hidden_from=wall("04-10 09:00"))
    rule = msgspec.structs.replace(homework, questions=hidden, score=Shown(hidden=True))
    assert decided(rule, "03-20 12:00").questions_shown  # they are being worked on
    found = [
        decided(rule, now).questions_shown
        for now in ("04-01 00:00", "04-05 08:59", "04-05 09:00", "04-10 08:59", "04-10 09:00")
    ]
    assert found == [False, False, True, True, False]
    assert not decided(rule, "04-06 12:00").score_shown


def test_the_questions_of_an_exam_are_not_shown_before_the_start() -> None:
    assert not decided(exam, "03-09 10:10").questions_shown
    begun = Work(starts=1, started_at=at("03-09 10:05"))
    assert decided(exam, "03-09 10:10", work=begun).questions_shown


def test_the_timeline_leaves_out_what_is_never_the_best() -> None:
    rule = msgspec.structs.replace(homework, late_days=3)
    line = decided(rule, "03-20 12:00", late_days=LateDays(left=3)).timeline
    assert line is not None
    assert [(step.kind, step.credit) for step in line.best] == [
        (StepKind.EARLY, 120),
        (StepKind.EARLY, 110),
        (StepKind.DUE, 100),
        (StepKind.LATE_DAY, 100),
        (StepKind.LATE_DAY, 100),
        (StepKind.LATE_DAY, 100),
        (StepKind.LATE, 50),
    ]

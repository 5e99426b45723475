"""What the teacher begins: who waits, from when time runs, who has more, and when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.member import Accommodation, Member, Sitting, Work
from lessons.assignments.access.reasons import Reason
from lessons.assignments.access.rule import Mode, Rule, RuleFault, rule_problems
from tests.lessons.assignments.access.rules import at, by, wall
from tests.lessons.assignments.access.test_properties import accommodations, no_less, rules

together = Rule(
    release=wall("03-09 09:50"),
    due=by("03-09 13:00"),
    time_limit=60,
    mode=Mode.SYNCHRONISED,
)
begun = Sitting(has_place=True, started_at=at("03-09 10:00"))
sits = Work(starts=1, started_at=at("03-09 10:00"))
longer = Accommodation(time_percent=150)


def decided(moment: str, **member: object) -> AccessDecision:
    return access_decide(together, Member(**member), at(moment))  # type: ignore[arg-type]


def test_before_the_teachers_start_there_is_a_place_to_be_taken_and_nothing_else() -> None:
    found = decided("03-09 09:55")
    assert (found.may_join, found.waits, found.may_start, found.may_submit) == (
        True,
        True,
        False,
        False,
    )
    assert [each.reason for each in found.why][:2] == [Reason.EXAM_WAITING, Reason.EXAM_JOIN]
    seated = decided("03-09 09:55", sitting=Sitting(has_place=True))
    assert (seated.may_join, seated.waits, seated.begins_at) == (False, True, None)
    assert not seated.has(Reason.EXAM_JOIN)
    assert not decided("03-09 09:40").may_join  # it is not open yet


def test_it_counts_down_and_begins_for_all_in_the_same_instant() -> None:
    found = decided("03-09 09:59:58", sitting=begun, work=sits)
    assert (found.waits, found.begins_at, found.may_submit) == (True, at("03-09 10:00"), False)
    assert found.has(Reason.EXAM_BEGINS)
    runs = decided("03-09 10:00", sitting=begun, work=sits)
    assert (runs.counts, runs.credit, runs.waits) == (True, 100, False)
    assert runs.closes_at == at("03-09 11:00")


def test_who_comes_late_has_what_is_left_and_is_told() -> None:
    late = decided("03-09 10:20", sitting=Sitting(started_at=at("03-09 10:00")))
    assert (late.may_join, late.waits) == (True, False)
    assert late.would_close_at == at("03-09 11:00")
    found = decided("03-09 10:30", sitting=begun, work=Work(starts=1, started_at=at("03-09 10:20")))
    assert found.closes_at == at("03-09 11:00")
    told = next(each for each in found.why if each.reason is Reason.LATE_ARRIVAL)
    assert told.minutes == 20
    assert not decided("03-09 10:30", sitting=begun, work=sits).has(Reason.LATE_ARRIVAL)


def test_an_accommodation_lengthens_it_from_the_teachers_start() -> None:
    found = decided("03-09 11:29", sitting=begun, work=sits, accommodation=longer)
    assert (found.counts, found.closes_at) == (True, at("03-09 11:30"))
    assert not decided("03-09 11:29", sitting=begun, work=sits).may_submit
    late = Work(starts=1, started_at=at("03-09 10:50"))
    found = decided("03-09 11:00", sitting=begun, work=late, accommodation=longer)
    assert found.closes_at == at("03-09 11:30")


@pytest.mark.parametrize(("percent", "closes"), [(100, "11:10"), (150, "11:45")])
def test_more_time_for_all_is_more_for_who_has_more(percent: int, closes: str) -> None:
    sitting = msgspec.structs.replace(begun, more_minutes=10)
    accommodation = Accommodation(time_percent=percent)
    member = {"sitting": sitting, "work": sits, "accommodation": accommodation}
    found = decided("03-09 11:05", **member)
    assert (found.counts, found.closes_at) == (True, at(f"03-09 {closes}"))
    assert found.has(Reason.MORE_TIME)


def test_more_time_for_one_goes_beyond_the_end_for_its_credit() -> None:
    rule = msgspec.structs.replace(together, due=by("03-09 10:29"), late=(by("03-09 10:30", 50),))
    sitting = msgspec.structs.replace(begun, own_minutes=15)
    found = access_decide(rule, Member(sitting=sitting, work=sits), at("03-09 10:40"))
    assert (found.counts, found.credit) == (True, 50)
    assert found.closes_at == rule.late[0].at.ends + timedelta(minutes=15)
    alone = Rule(due=by("03-09 13:00"), time_limit=60)
    found = access_decide(alone, Member(sitting=sitting, work=sits), at("03-09 11:10"))
    assert (found.counts, found.closes_at) == (True, at("03-09 11:15"))


def test_the_teachers_end_is_everybodys() -> None:
    sitting = msgspec.structs.replace(begun, ended_at=at("03-09 10:40"), own_minutes=30)
    for accommodation in (Accommodation(), longer):
        member = {"sitting": sitting, "work": sits, "accommodation": accommodation}
        assert decided("03-09 10:40", **member).counts
        found = decided("03-09 10:40:01", **member)
        assert (found.may_submit, found.may_start, found.may_join) == (False, False, False)
        assert found.ran_out_at == at("03-09 10:40")
        assert found.why[0].reason is Reason.EXAM_ENDED


def test_nobody_comes_after_the_end() -> None:
    found = decided("03-09 11:01", sitting=Sitting(started_at=at("03-09 10:00")))
    assert (found.may_join, found.may_start, found.may_submit) == (False, False, False)
    assert found.has(Reason.TIME_OVER)
    longest = decided(
        "03-09 11:01", sitting=Sitting(started_at=at("03-09 10:00")), accommodation=longer
    )
    assert longest.may_join


def test_what_was_handed_in_is_not_begun_again() -> None:
    found = decided("03-09 10:30", sitting=begun, work=Work(starts=1))
    assert (found.may_start, found.may_submit) == (False, False)
    assert found.why[0].reason is Reason.ATTEMPTS_USED


def test_a_start_that_is_taken_back_waits_again() -> None:
    found = decided("03-09 10:30", sitting=Sitting(has_place=True), work=sits)
    assert (found.waits, found.may_submit, found.may_start) == (True, False, False)


def test_what_the_teacher_begins_needs_a_limit() -> None:
    rule = msgspec.structs.replace(together, time_limit=None)
    assert [each.fault for each in rule_problems(rule)] == [RuleFault.MODE_WITHOUT_LIMIT]
    assert not rule_problems(together)


# --- any exam ------------------------------------------------------------------------------------

seconds = st.integers(-7200, 7200)
minutes = st.integers(0, 120)


@st.composite
def exams(draw: st.DrawFn) -> tuple[Rule, Member, datetime]:
    """A rule that the teacher begins, a member who sits it or not, and an instant around it."""
    rule = msgspec.structs.replace(
        draw(rules(timed=True)), mode=draw(st.sampled_from([Mode.BATCHED, Mode.SYNCHRONISED]))
    )
    assume(rule.due is not None)
    assert rule.due is not None
    started = rule.due.at.begins + timedelta(seconds=draw(seconds))
    ended = draw(st.none() | st.integers(0, 20000))
    sitting = Sitting(
        has_place=draw(st.booleans()),
        started_at=draw(st.sampled_from([started, None])),
        ended_at=None if ended is None else started + timedelta(seconds=ended),
        more_minutes=draw(minutes),
        own_minutes=draw(minutes),
    )
    late = timedelta(seconds=draw(st.integers(0, 7200)))
    work = draw(st.sampled_from([Work(), Work(starts=1, started_at=started + late)]))
    now = started + timedelta(seconds=draw(st.integers(-4000, 400_000)))
    return rule, Member(sitting=sitting, work=work), now


@given(exam=exams(), accommodation=accommodations)
def test_never_more_than_the_limit_and_what_the_teacher_gave(
    exam: tuple[Rule, Member, datetime], accommodation: Accommodation
) -> None:
    rule, member, now = exam
    member = msgspec.structs.replace(member, accommodation=accommodation)
    found = access_decide(rule, member, now)
    sitting, percent = member.sitting, accommodation.time_percent
    if found.counts:
        assert sitting.started_at is not None
        assert member.work.started_at is not None
        given_time = timedelta(minutes=(rule.time_limit or 0) + sitting.more_minutes)
        latest = sitting.started_at + given_time * percent / 100
        latest += timedelta(minutes=sitting.own_minutes)
        assert sitting.started_at <= now <= latest
        assert found.closes_at is not None
        assert now <= found.closes_at <= latest
        assert sitting.ended_at is None or now <= sitting.ended_at
    if found.may_start:
        assert sitting.has_place
        assert sitting.started_at is not None
    if found.may_start or found.may_join or found.waits:
        assert not found.may_submit


@given(exam=exams(), accommodation=accommodations, more=minutes)
def test_never_less_for_an_accommodation_or_more_time(
    exam: tuple[Rule, Member, datetime], accommodation: Accommodation, more: int
) -> None:
    rule, member, now = exam
    plain = access_decide(rule, member, now)
    better = msgspec.structs.replace(member, accommodation=accommodation)
    assert no_less(access_decide(rule, better, now), plain)
    for field in ("more_minutes", "own_minutes"):
        given_more = getattr(member.sitting, field) + more
        sitting = msgspec.structs.replace(member.sitting, **{field: given_more})
        longer_one = msgspec.structs.replace(better, sitting=sitting)
        before = access_decide(rule, better, now)
        assert no_less(access_decide(rule, longer_one, now), before)


@given(exam=exams(), accommodation=accommodations, late=st.integers(0, 3600))
def test_what_is_handed_in_at_the_last_instant_counts(
    exam: tuple[Rule, Member, datetime], accommodation: Accommodation, late: int
) -> None:
    """What the site hands in for somebody has the credit that their last instant had."""
    rule, member, now = exam
    started = now + timedelta(seconds=late)
    sitting = msgspec.structs.replace(member.sitting, has_place=True, started_at=now, ended_at=None)
    work = Work(starts=1, started_at=started)
    member = msgspec.structs.replace(
        member, accommodation=accommodation, sitting=sitting, work=work
    )
    first = access_decide(rule, member, started)
    if not first.counts or first.closes_at is None:
        return
    found = access_decide(rule, member, first.closes_at + timedelta(microseconds=1))
    assert not found.counts
    assert found.ran_out_at == first.closes_at
    last = access_decide(rule, member, first.closes_at)
    assert last.counts
    assert last.credit <= first.credit

"""The access decision for any rule, member and instant: never more than the rule gives, or less."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.member import (
    Accommodation,
    Extension,
    LateDays,
    Member,
    Work,
)
from lessons.assignments.access.rule import (
    After,
    AfterMode,
    Deadline,
    Rule,
    Shown,
    rule_problems,
)
from lessons.assignments.access.wall_clock import WallTime
from tests.lessons.assignments.access.rules import berlin

start = datetime(2026, 3, 20)  # ten days before and after it, the clocks change once
minutes = st.integers(0, 60 * 24 * 20)


def wall(minute: int) -> WallTime:
    """A time of March that a clock shows."""
    found = WallTime(local=start + timedelta(minutes=minute), zone=berlin)
    if found.local.month == 3 and found.local.day == 29 and found.local.hour == 2:
        return found.add_days(1)
    return found


@st.composite
def rules(draw: st.DrawFn, *, timed: bool | None = None) -> Rule:
    times = sorted(draw(st.sets(st.integers(60, 60 * 24 * 18), min_size=1, max_size=5)))
    worths = sorted(draw(st.sets(st.integers(1, 200), min_size=len(times), max_size=len(times))))
    deadlines = [
        Deadline(at=wall(time), credit=credit)
        for time, credit in zip(times, reversed(worths), strict=True)
    ]
    due = draw(st.integers(0, len(deadlines) - 1))
    mode = draw(st.sampled_from(AfterMode))
    last = deadlines[-1].credit
    partial = mode is AfterMode.PARTIAL and last > 1
    limit = draw(st.integers(1, 3000)) if timed or (timed is None and draw(st.booleans())) else None
    rule = Rule(
        release=draw(st.none() | st.integers(0, 59).map(wall)),
        listed_before=draw(st.booleans()),
        early=tuple(deadlines[:due]),
        due=deadlines[due],
        late=tuple(deadlines[due + 1 :]),
        after=After(mode=AfterMode.PARTIAL, credit=draw(st.integers(1, last - 1)))
        if partial
        else After(mode=AfterMode.CLOSED if mode is AfterMode.PARTIAL else mode),
        attempts=draw(st.none() | st.integers(1, 3)),
        time_limit=limit,
        questions=Shown(hidden=draw(st.booleans())),
        late_days=draw(st.integers(0, 5)),
    )
    # A wall clock of the night on which the clocks change may have moved by a day.
    return rule if not rule_problems(rule) else Rule(due=rule.due, time_limit=limit)


moments = minutes.map(lambda minute: wall(minute).begins) | st.builds(
    lambda minute, second: wall(minute).begins + timedelta(seconds=second),
    minutes,
    st.integers(0, 59),
)
works = st.one_of(
    st.builds(Work, starts=st.integers(0, 3)),
    st.builds(Work, starts=st.integers(1, 3), started_at=moments),
)
accommodations = st.builds(
    Accommodation, time_percent=st.integers(100, 400), days=st.integers(0, 10)
)
extensions = st.builds(Extension, days=st.integers(1, 20), without_penalty=st.booleans())
budgets = st.builds(LateDays, left=st.integers(0, 5), spent=st.integers(0, 3))


def after_release(rule: Rule, work: Work, now: datetime) -> bool:
    """No work was begun before it could be, and none is handed in before it was begun."""
    return work.started_at is None or (
        work.started_at <= now and (rule.release is None or work.started_at >= rule.release.begins)
    )


def worth_by_hand(rule: Rule, now: datetime) -> int:
    """What the rule says of an instant, read off its deadlines one by one."""
    for deadline in (*rule.early, rule.due, *rule.late):
        if deadline is not None and now < deadline.at.begins + timedelta(minutes=1):
            return deadline.credit
    return rule.after.credit


def no_less(more: AccessDecision, less: AccessDecision) -> bool:
    """Whether nothing that `less` allows is missing from `more`; practice counts for nothing."""
    able = less.may_start or less.counts
    closes = (
        not able
        or more.may_submit != less.may_submit  # of another start
        or more.closes_at is None
        or (less.closes_at is not None and more.closes_at >= less.closes_at)
    )
    allowed = more.may_start or more.may_submit or not able
    return more.visible >= less.visible and allowed and closes and more.credit >= less.credit


@given(rule=rules(), work=works, now=moments)
def test_never_more_than_the_rule_gives(rule: Rule, work: Work, now: datetime) -> None:
    found = access_decide(rule, Member(work=work), now)
    assert found.credit <= worth_by_hand(rule, now)
    opened = rule.release is None or now >= rule.release.begins
    assert found.released == opened
    if found.may_start or found.may_submit:
        assert opened
    if found.counts:
        assert found.credit == worth_by_hand(rule, now) > 0
    if found.may_submit and rule.is_begun and not found.is_practice:
        assert work.started_at is not None
    if found.late_days:
        assert found.late_days <= rule.late_days


@given(rule=rules(timed=True), work=works, now=moments, accommodation=accommodations)
def test_no_start_lasts_longer_than_its_limit_or_the_end(
    rule: Rule, work: Work, now: datetime, accommodation: Accommodation
) -> None:
    found = access_decide(rule, Member(work=work, accommodation=accommodation), now)
    assert rule.time_limit is not None
    limit = timedelta(minutes=rule.time_limit) * accommodation.time_percent / 100
    if found.would_close_at is not None:
        assert found.would_close_at <= now + limit
        line = found.timeline
        if accommodation.time_percent == 100 and line is not None and line.submissions_end:
            assert found.would_close_at <= line.submissions_end
    if found.counts and work.started_at:
        assert found.closes_at is not None
        assert now <= found.closes_at <= work.started_at + limit


@given(rule=rules(), work=works, now=moments, accommodation=accommodations)
def test_never_less_for_an_accommodation_and_nothing_earlier(
    rule: Rule, work: Work, now: datetime, accommodation: Accommodation
) -> None:
    plain = access_decide(rule, Member(work=work), now)
    better = access_decide(rule, Member(work=work, accommodation=accommodation), now)
    assert no_less(better, plain)
    assert better.visible == plain.visible
    assert better.released == plain.released


@given(rule=rules(), work=works, now=moments, extension=extensions, budget=budgets)
def test_never_less_for_an_extension_or_late_days(
    rule: Rule, work: Work, now: datetime, extension: Extension, budget: LateDays
) -> None:
    plain = access_decide(rule, Member(work=work), now)
    assert no_less(access_decide(rule, Member(work=work, extension=extension), now), plain)
    assert no_less(access_decide(rule, Member(work=work, late_days=budget), now), plain)
    both = Member(work=work, extension=extension, late_days=budget)
    assert no_less(access_decide(rule, both, now), plain)


@given(rule=rules(), accommodation=accommodations, now=moments, more=st.integers(1, 200))
def test_more_of_an_accommodation_is_never_less(
    rule: Rule, accommodation: Accommodation, now: datetime, more: int
) -> None:
    work = Work(starts=1, started_at=now - timedelta(minutes=30))
    raised = msgspec.structs.replace(accommodation, time_percent=accommodation.time_percent + more)
    less, better = (
        access_decide(rule, Member(work=work, accommodation=each), now)
        for each in (accommodation, raised)
    )
    assert no_less(better, less)


@given(
    rule=rules(),
    work=works,
    accommodation=accommodations,
    extension=st.none() | extensions,
    budget=budgets,
    one=moments,
    other=moments,
)
def test_time_takes_and_never_gives(
    rule: Rule,
    work: Work,
    accommodation: Accommodation,
    extension: Extension | None,
    budget: LateDays,
    one: datetime,
    other: datetime,
) -> None:
    """Once released, credit never rises, what is listed stays, and what has closed stays closed."""
    member = Member(work=work, accommodation=accommodation, extension=extension, late_days=budget)
    first, last = sorted((one, other))
    if not after_release(rule, work, first):
        return
    earlier, later = (access_decide(rule, member, now) for now in (first, last))
    assert later.visible >= earlier.visible
    assert later.released >= earlier.released
    if earlier.released:
        assert later.credit <= earlier.credit or not (earlier.may_start or earlier.may_submit)
        assert later.counts <= (earlier.counts or earlier.may_start)
        assert later.may_start <= (earlier.may_start or work.started_at is not None)
        if earlier.may_submit and earlier.late_days and later.credit == earlier.credit > 0:
            assert later.late_days >= earlier.late_days


@given(rule=rules(), work=works, now=moments, accommodation=accommodations)
def test_credit_holds_until_the_instant_that_is_named(
    rule: Rule, work: Work, now: datetime, accommodation: Accommodation
) -> None:
    member = Member(work=work, accommodation=accommodation)
    found = access_decide(rule, member, now)
    for each in found.why:
        if each.reason == "credit" and each.at is not None and found.counts:
            assert access_decide(rule, member, each.at).credit == found.credit

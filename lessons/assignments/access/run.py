"""The clock of one start: how a time limit runs for a member, and when it closes. Pure.

A member with more time is judged by a clock of their own, which begins with the start and runs more
slowly: at 150 % it shows 60 minutes when 90 have passed. Whatever may come during a time limit (its
end, a deadline, the end of submissions) comes when that clock shows it. So whoever starts an hour's
exam at its beginning has 90 minutes, although it ends for others after 60; and whoever starts 10
minutes before the end of submissions has 15, where others have 10.

Where the teacher begins the work, that clock begins with the teacher's start, however late somebody
comes. Minutes that the teacher gives while it runs come after its end; the clock stands still then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from lessons.assignments.access.member import Member, Sitting
from lessons.assignments.access.rule import Rule
from lessons.assignments.access.timeline import Timeline


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A member's starts at one instant.

    `clock` is the instant by which deadlines are judged. `closes_at` is when work stops counting;
    `limit_ends` when the time limit alone would end, for the start that runs or one made now.
    `waits`: the teacher has not begun it, or it counts down. `ended_at`: when the teacher ended it,
    if that is over. `origin`: when the clock of the start that runs began.
    """

    clock: datetime
    is_running: bool
    waits: bool
    was_begun: bool
    started_at: datetime | None
    origin: datetime | None
    percent: int
    attempts: int | None
    attempts_left: int | None
    closes_at: datetime | None
    would_close_at: datetime | None
    limit_ends: datetime | None
    ran_out_at: datetime | None
    ended_at: datetime | None
    class_ends: datetime | None
    by_teacher: bool
    sitting: Sitting

    @property
    def is_over(self) -> bool:
        """Whether it ran out, and no further start is left."""
        if self.ended_at is not None:
            return True
        return self.ran_out_at is not None and (self.by_teacher or self.attempts_left == 0)

    @property
    def is_over_for_all(self) -> bool:
        """Whether the teacher's exam is over for the member, whatever work was worth in it."""
        return self.by_teacher and self.is_over

    @property
    def may_join(self) -> bool:
        """Whether a place may be taken in what the teacher begins, unless it is over."""
        return self.by_teacher and not self.sitting.has_place and not self.is_running

    def real(self, shown: datetime) -> datetime:
        """The instant at which the start's clock shows `shown`."""
        return real_of(shown, self.origin, self.percent)


def real_of(shown: datetime, started_at: datetime | None, percent: int) -> datetime:
    if started_at is None or shown <= started_at:
        return shown
    return started_at + (shown - started_at) * percent / 100


def run_at(rule: Rule, line: Timeline, member: Member, now: datetime) -> Run:
    """How the member's starts stand at `now`."""
    class_ends = member.class_ends
    ends_class = class_ends.add_days(member.accommodation.days).ends if class_ends else None
    ends = min((each for each in (line.submissions_end, ends_class) if each), default=None)
    percent = max(100, member.accommodation.time_percent) if rule.time_limit else 100
    attempts = rule.attempts or (1 if rule.time_limit or rule.by_teacher else None)
    sitting = member.sitting
    started = member.work.started_at if rule.is_begun else None
    origin = sitting.started_at if rule.by_teacher else started
    waits = rule.by_teacher and (origin is None or now < origin)
    closes = None if origin is None else closing(rule, ends, origin, percent, sitting)
    running = started is not None and not waits and (closes is None or now <= closes)
    begun = started is not None or rule.by_teacher
    ran_out = closes if begun and closes is not None and now > closes else None
    clock = now
    if running and origin is not None and now > origin:
        clock = origin + (now - origin) * 100 / percent
        shown = shown_end(rule, ends, origin)
        if shown is not None:
            clock = min(clock, max(shown, origin))  # no microsecond of rounding beyond the end
    left = None if attempts is None else max(0, attempts - member.work.starts)
    ended = sitting.ended_at if sitting.ended_at is not None and now > sitting.ended_at else None
    base = origin if rule.by_teacher or running else now
    limit = timedelta(minutes=rule.time_limit) if rule.time_limit else None
    return Run(
        clock=clock,
        is_running=running,
        waits=waits,
        was_begun=member.work.starts > 0 and not waits,
        started_at=started if running else None,
        origin=origin if running else None,
        percent=percent,
        attempts=attempts,
        attempts_left=left,
        closes_at=closes if running or (ran_out and (rule.by_teacher or left == 0)) else ends,
        would_close_at=None if running else closing(rule, ends, base or now, percent, sitting),
        limit_ends=base + limit * percent / 100 if base and limit else None,
        ran_out_at=ran_out,
        ended_at=ended,
        class_ends=ends_class,
        by_teacher=rule.by_teacher,
        sitting=sitting,
    )


def shown_end(rule: Rule, ends: datetime | None, origin: datetime) -> datetime | None:
    """What the clock that began at `origin` shows when nothing counts any more."""
    limit = timedelta(minutes=rule.time_limit) if rule.time_limit else None
    return min((each for each in (origin + limit if limit else None, ends) if each), default=None)


def closing(
    rule: Rule, ends: datetime | None, origin: datetime, percent: int, sitting: Sitting
) -> datetime | None:
    """When a start whose clock begins at `origin` closes.

    Its time limit is over, or submissions are, and after that the minutes that the teacher gave; at
    the latest when the teacher ends it.
    """
    shown = shown_end(rule, ends, origin)
    if shown is None:
        return sitting.ended_at
    more = timedelta(minutes=sitting.more_minutes) * percent / 100
    closes = real_of(shown, origin, percent) + more + timedelta(minutes=sitting.own_minutes)
    return closes if sitting.ended_at is None else min(closes, sitting.ended_at)

"""The clock of one start: how a time limit runs for a member, and when it closes. Pure.

A member with more time is judged by a clock of their own, which begins with the start and runs more
slowly: at 150 % it shows 60 minutes when 90 have passed. Whatever may come during a time limit (its
end, a deadline, the end of submissions) comes when that clock shows it. So whoever starts an hour's
exam at its beginning has 90 minutes, although it ends for others after 60; and whoever starts 10
minutes before the end of submissions has 15, where others have 10.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from lessons.assignments.access.member import Member
from lessons.assignments.access.rule import Rule
from lessons.assignments.access.timeline import Timeline


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A member's starts at one instant.

    `clock` is the instant by which deadlines are judged. `closes_at` is when work stops counting;
    `limit_ends` when the time limit alone would end, for the start that runs or one made now.
    """

    clock: datetime
    is_running: bool
    was_begun: bool
    started_at: datetime | None
    percent: int
    attempts: int | None
    attempts_left: int | None
    closes_at: datetime | None
    would_close_at: datetime | None
    limit_ends: datetime | None
    ran_out_at: datetime | None
    class_ends: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it ran out, and no further start is left."""
        return self.ran_out_at is not None and self.attempts_left == 0

    def real(self, shown: datetime) -> datetime:
        """The instant at which the start's clock shows `shown`."""
        return real_of(shown, self.started_at, self.percent)


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
    attempts = rule.attempts or (1 if rule.time_limit else None)
    started = member.work.started_at if rule.is_begun else None
    closes = None if started is None else closing(rule, ends, started, percent)
    running = started is not None and (closes is None or now <= closes)
    ran_out = closes if started is not None and not running else None
    clock = now
    if running and started is not None and now > started:
        clock = started + (now - started) * 100 / percent
        if ends is not None:
            clock = min(clock, max(ends, started))  # no microsecond of rounding beyond the end
    left = None if attempts is None else max(0, attempts - member.work.starts)
    begun = started if running else now
    limit = timedelta(minutes=rule.time_limit) if rule.time_limit else None
    return Run(
        clock=clock,
        is_running=running,
        was_begun=member.work.starts > 0,
        started_at=started if running else None,
        percent=percent,
        attempts=attempts,
        attempts_left=left,
        closes_at=closes if running or (ran_out and left == 0) else ends,
        would_close_at=None if running else closing(rule, ends, now, percent),
        limit_ends=begun + limit * percent / 100 if begun and limit else None,
        ran_out_at=ran_out,
        class_ends=ends_class,
    )


def closing(rule: Rule, ends: datetime | None, started: datetime, percent: int) -> datetime | None:
    """When a start made at `started` closes: its time limit is over, or submissions are."""
    limit = timedelta(minutes=rule.time_limit) if rule.time_limit else None
    shown = min((each for each in (started + limit if limit else None, ends) if each), default=None)
    return None if shown is None else real_of(shown, started, percent)

"""Why an access decision is as it is: enumerated reasons with their data. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from lessons.assignments.access.overrides import Source


class Reason(StrEnum):
    """What the decision rests on; the comment names the data that it comes with."""

    NOT_A_MEMBER = "not-a-member"  # invited, but has not joined
    REMOVED = "removed"
    BLOCKED = "blocked"
    STAFF = "staff"
    CLASS_NOT_STARTED = "class-not-started"  # at
    CLASS_ENDED = "class-ended"  # at
    NOT_RELEASED = "not-released"  # at, source
    CREDIT = "credit"  # credit, at: until when it holds; source
    CREDIT_UNLIMITED = "credit-unlimited"  # credit, without end
    PRACTICE = "practice"  # at: since when
    CLOSED = "closed"  # at, source
    START_FIRST = "start-first"
    RUNNING = "running"  # at: since when
    TIME_LIMIT = "time-limit"  # minutes, source
    CUT_BY_END = "cut-by-end"  # at: when it closes; until: when the time limit alone would
    TIME_OVER = "time-over"  # at
    ATTEMPTS_LEFT = "attempts-left"  # number
    ATTEMPTS_USED = "attempts-used"  # number
    EXTENSION = "extension"  # days
    EXTENSION_LATE = "extension-late"  # days, with the late deadlines' penalty
    EXTRA_TIME = "extra-time"  # percent
    EXTRA_DAYS = "extra-days"  # days
    LATE_DAYS_SPENT = "late-days-spent"  # days: what handing in now costs; number: left then
    LATE_DAYS_LEFT = "late-days-left"  # number: that may be spent here
    EXAM_JOIN = "exam-join"  # a place has to be taken first
    EXAM_WAITING = "exam-waiting"  # for the teacher's start
    EXAM_BEGINS = "exam-begins"  # at: the teacher has started it, and it counts down
    EXAM_STARTED = "exam-started"  # at: when the teacher did
    EXAM_ENDED = "exam-ended"  # at: when the teacher did
    LATE_ARRIVAL = "late-arrival"  # minutes: begun so long after the teacher's start
    MORE_TIME = "more-time"  # minutes: that the teacher gave while it ran


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One reason; what it has no use for is None."""

    reason: Reason
    at: datetime | None = None
    until: datetime | None = None
    credit: int | None = None
    minutes: int | None = None
    days: int | None = None
    percent: int | None = None
    number: int | None = None
    source: Source = Source()

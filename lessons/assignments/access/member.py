"""What the access decision knows of one member beside the rule. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from lessons.assignments.access.overrides import Override
from lessons.assignments.access.wall_clock import WallTime

percent_most = 400
extra_days_most = 60


class MemberState(StrEnum):
    """Whether somebody is in the class."""

    JOINED = "joined"
    INVITED = "invited"
    REMOVED = "removed"
    BLOCKED = "blocked"


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """More days for one member in one assignment, by the clock of its deadlines.

    Without a late penalty, the due date and all late deadlines move. With one, only the last
    deadline does: work is taken longer, for the last deadline's credit.
    """

    days: int
    without_penalty: bool = True


class Accommodation(msgspec.Struct, frozen=True, kw_only=True):
    """What a member has in all assignments: `time_percent` of each time limit, and `days` more.

    150 makes 90 minutes of 60. Nothing opens earlier by it.
    """

    time_percent: int = 100
    days: int = 0


class LateDays(msgspec.Struct, frozen=True, kw_only=True):
    """Of a member's budget of late days: how many are `left`, and how many were `spent` here."""

    left: int = 0
    spent: int = 0


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """How far the member is; `started_at` is of the start that has not been handed in."""

    starts: int = 0
    started_at: datetime | None = None


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """An exam as its teacher runs it for one member.

    `has_place`: the member has taken a place in it. `started_at`, `ended_at`: when the teacher
    began and ended it for all who sit with them. `more_minutes` were given to all of these while it
    ran, `own_minutes` to this member alone.
    """

    has_place: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    more_minutes: int = 0
    own_minutes: int = 0


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member of a class as an assignment's rule meets them; `overrides` are theirs alone."""

    state: MemberState = MemberState.JOINED
    is_staff: bool = False
    class_starts: WallTime | None = None
    class_ends: WallTime | None = None
    overrides: tuple[Override, ...] = ()
    extension: Extension | None = None
    accommodation: Accommodation = Accommodation()
    late_days: LateDays = LateDays()
    work: Work = Work()
    sitting: Sitting = Sitting()

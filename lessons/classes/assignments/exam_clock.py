"""Presents an exam to a learner: what they wait for, how much time is left, what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.utils.translation import ngettext

from lessons.assignments.access.decision import AccessDecision
from lessons.assignments.access.reasons import Reason
from lessons.assignments.access.rule import Mode
from lessons.assignments.work import is_running
from lessons.classes.assignments.words import Line, why_lines
from lessons.models import Assignment, AssignmentItem

told_at = (3600, 1800, 900, 600, 300, 120, 60, 30)  # seconds that are left when it is said
said = {Reason.EXAM_STARTED, Reason.LATE_ARRIVAL, Reason.MORE_TIME, Reason.EXTRA_TIME}


class ExamClock(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner's page shows of an exam and asks for again.

    `state`: "join", "waits", "countdown", "running" or "over"; `left`: seconds until it begins or
    closes, None where that is open. `closes_at` is what the page has to know anew when it changes.
    """

    state: str
    left: int | None = None
    closes_at: datetime | None = None
    lines: Sequence[Line] = ()
    told: Sequence[tuple[int, str]] = ()

    @property
    def seen(self) -> str:
        """What a page shows that need not be told again."""
        moment = int(self.closes_at.timestamp()) if self.closes_at else 0
        return f"{self.state}-{moment}"


def exam_clock(decision: AccessDecision, zone: str, now: datetime) -> ExamClock:
    state = state_of(decision)
    at = decision.begins_at if state == "countdown" else decision.closes_at
    if state not in {"countdown", "running"}:
        return ExamClock(state=state)
    return ExamClock(
        state=state,
        left=max(0, round((at - now).total_seconds())) if at else None,
        closes_at=at,
        lines=why_lines(tuple(each for each in decision.why if each.reason in said), zone),
        told=[(seconds, left_words(seconds)) for seconds in told_at] if state == "running" else (),
    )


def state_of(decision: AccessDecision) -> str:
    if decision.may_join:
        return "join"
    if decision.waits:
        return "countdown" if decision.begins_at else "waits"
    if is_running(decision):
        return "running"
    return "startable" if decision.needs_start else "over"


def has_clock(decision: AccessDecision) -> bool:
    """Whether it is begun by the teacher, or runs by a start: the page asks for its clock."""
    rule = decision.rule
    by_teacher = rule is not None and rule.mode is not Mode.INDIVIDUAL
    return state_of(decision) == "running" or (by_teacher and (decision.may_join or decision.waits))


def left_words(seconds: int) -> str:
    minutes = seconds // 60
    if minutes:
        words = ngettext("%(count)d minute is left.", "%(count)d minutes are left.", minutes)
        return words % {"count": minutes}
    words = ngettext("%(count)d second is left.", "%(count)d seconds are left.", seconds)
    return words % {"count": seconds}


def paper_kind(row: Assignment) -> str:
    """The test that is all there is to do; "" where there is something else, or two of them."""
    items = list(row.items.all())
    alone = len(items) == 1 and items[0].kind == AssignmentItem.Kind.TEST
    return items[0].ref if alone else ""

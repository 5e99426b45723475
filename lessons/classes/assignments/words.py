"""Words for what the access decision and the checks of a rule say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lessons.assignments.access.overrides import Source, SourceKind
from lessons.assignments.access.reasons import Reason, Why
from lessons.assignments.access.rule import RuleFault, RuleProblem
from lessons.assignments.access.wall_clock import ClockError, ClockFault

reasons: Mapping[Reason, str | Promise] = {
    Reason.NOT_A_MEMBER: _("Invited to the class, but has not joined it."),
    Reason.REMOVED: _("No longer in the class."),
    Reason.BLOCKED: _("Blocked in the class."),
    Reason.STAFF: _("Teachers and assistants see everything and hand nothing in."),
    Reason.CLASS_NOT_STARTED: _("The class begins on %(at)s."),
    Reason.CLASS_ENDED: _("The class ended on %(at)s."),
    Reason.NOT_RELEASED: _("Opens on %(at)s%(source)s."),
    Reason.CREDIT: _("Work is worth %(credit)s %% until %(at)s%(source)s."),
    Reason.CREDIT_UNLIMITED: _("Work is worth %(credit)s %%, without an end."),
    Reason.PRACTICE: _(
        "Practice: the last deadline was on %(at)s%(source)s, so work counts no more."
    ),
    Reason.CLOSED: _("Closed: the last deadline was on %(at)s%(source)s."),
    Reason.START_FIRST: _("Start it first: work counts from then on."),
    Reason.RUNNING: _("Started on %(at)s."),
    Reason.TIME_LIMIT: _("The time limit is %(minutes)s minutes from the start%(source)s."),
    Reason.CUT_BY_END: _(
        "Because submissions end, a start closes on %(at)s; the time limit alone would last until "
        "%(until)s."
    ),
    Reason.TIME_OVER: _("The time was over on %(at)s."),
    Reason.ATTEMPTS_LEFT: _("Starts left: %(number)s."),
    Reason.ATTEMPTS_USED: _("All %(number)s attempts have been used."),
    Reason.EXTENSION: _("Extension: deadlines %(days)s days later, without a late penalty."),
    Reason.EXTENSION_LATE: _("Extension: the last deadline %(days)s days later, with its credit."),
    Reason.EXTRA_TIME: _("Accommodation: %(percent)s %% of the time limit."),
    Reason.EXTRA_DAYS: _("Accommodation: all deadlines %(days)s days later."),
    Reason.LATE_DAYS_SPENT: _("Handing in now costs %(days)s late days; %(number)s are left then."),
    Reason.LATE_DAYS_LEFT: _("Late days that may be spent here: %(number)s."),
    Reason.EXAM_JOIN: _("Take a place first."),
    Reason.EXAM_WAITING: _("It begins when your teacher starts it."),
    Reason.EXAM_BEGINS: _("Your teacher has started it: it begins on %(at)s."),
    Reason.EXAM_STARTED: _("Your teacher started it on %(at)s; the time runs for everybody."),
    Reason.EXAM_ENDED: _("Your teacher ended it on %(at)s."),
    Reason.LATE_ARRIVAL: _(
        "Begun %(minutes)s minutes after your teacher's start: what was left then is yours."
    ),
    Reason.MORE_TIME: _("More time from your teacher, in minutes: %(minutes)s."),
}
sources: Mapping[SourceKind, str | Promise] = {
    SourceKind.LABEL: _(" (for “%(name)s”)"),
    SourceKind.MEMBER: _(" (for you alone)"),
}
faults: Mapping[RuleFault, str | Promise] = {
    RuleFault.DUE_MISSING: _("Early and late deadlines need a due date: set one."),
    RuleFault.RELEASE_AFTER_DUE: _("It opens after its first deadline: choose an earlier time."),
    RuleFault.EARLY_ORDER: _(
        "Each early deadline is after the one above, and before the due date."
    ),
    RuleFault.LATE_ORDER: _("Each late deadline is after the one above, and after the due date."),
    RuleFault.EARLY_CREDIT: _(
        "Credit falls with each deadline: more than the next one gives, and at most 200 %%."
    ),
    RuleFault.DUE_CREDIT: _("The credit of the due date is from 1 to 200 %%."),
    RuleFault.LATE_CREDIT: _(
        "Credit falls with each deadline: less than the one before gives, and at least 0 %%."
    ),
    RuleFault.AFTER_CREDIT: _("Credit afterwards is above 0 %% and below the last deadline's."),
    RuleFault.AFTER_DUE_MISSING: _("Without a due date there is no time after it: set one."),
    RuleFault.ATTEMPTS: _("From 1 to 100 starts, or leave it empty."),
    RuleFault.TIME_LIMIT: _("From 1 to 10080 minutes (a week), or leave it empty."),
    RuleFault.LATE_DAYS: _("From 0 to 365 late days."),
    RuleFault.SCORE_WITHOUT_QUESTIONS: _(
        "A hidden score could be read off the questions: hide them too."
    ),
    RuleFault.SHOWN_ORDER: _("It is hidden again before it is shown: choose a later time."),
    RuleFault.MODE_WITHOUT_LIMIT: _(
        "What the teacher starts needs a time limit: it has to end for everybody."
    ),
    RuleFault.TOO_MANY: _("At most 10 deadlines of a kind."),
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, and the instant that it names, which a script shows in the reader's own zone."""

    reason: str
    text: str
    at: datetime | None = None


def moment(instant: datetime | None, zone: str) -> str:
    """With the name of the zone."""
    if instant is None:
        return ""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone})"


def why_lines(why: tuple[Why, ...], zone: str) -> list[Line]:
    """`zone` is the class's."""
    return [
        Line(
            reason=str(each.reason),
            at=each.at,
            text=str(reasons[each.reason])
            % {
                "at": moment(each.at, zone),
                "until": moment(each.until, zone),
                "source": source_words(each.source),
                "credit": each.credit,
                "minutes": each.minutes,
                "days": each.days,
                "percent": each.percent,
                "number": each.number,
            },
        )
        for each in why
    ]


def source_words(source: Source) -> str:
    words = sources.get(source.kind)
    return str(words) % {"name": source.name} if words else ""


def fault_words(problem: RuleProblem) -> str:
    return str(faults[problem.fault]) % {}


clock_faults: Mapping[ClockFault, str | Promise] = {
    ClockFault.FORMAT: _("Write a date and a time, as 2026-03-24 23:59."),
    ClockFault.ZONE: _("The class's time zone is not known here: choose another in its settings."),
    ClockFault.RANGE: _("This year can't be meant."),
    ClockFault.GAP: _(
        "No clock shows this time: the clocks are put forward. Choose %(before)s or %(after)s."
    ),
}


def clock_words(error: ClockError) -> str:
    """Why what was typed is no time, with its two neighbours where the clocks jump over it."""
    words = str(clock_faults[error.fault])
    if error.before is None or error.after is None:
        return words
    return words % {"before": f"{error.before:%Y-%m-%d %H:%M}", "after": f"{error.after:%H:%M}"}

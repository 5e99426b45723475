"""Decides what a member may do in an assignment at an instant, and says why. Pure.

Page, board, gradebook, API and LMS ask `access_decide` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from lessons.assignments.access.member import Member, MemberState
from lessons.assignments.access.overrides import Merged, overrides_merge
from lessons.assignments.access.reasons import Reason, Why
from lessons.assignments.access.rule import AfterMode, Rule, Shown
from lessons.assignments.access.run import Run, run_at
from lessons.assignments.access.timeline import StepKind, Timeline, Worth, timeline


class AccessDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What a member may do now.

    `visible`: it is listed for them. `released`: what is in it may be read. `credit`: percent that
    work is worth if it is handed in now (or begun now, where it has to be begun first), 0 for
    practice. `closes_at`: when work stops counting, for the start that runs if one does; None for
    never. `would_close_at`: when a start made now would end. `late_days`: of the budget, that
    handing in now costs. `may_join`: a place may be taken in an exam that the teacher begins;
    `waits`: it has not begun, at `begins_at` if the teacher has started it. `ran_out_at`: when the
    start that was not handed in closed.
    """

    visible: bool = False
    released: bool = False
    may_start: bool = False
    may_submit: bool = False
    credit: int = 0
    closes_at: datetime | None = None
    would_close_at: datetime | None = None
    needs_start: bool = False
    may_join: bool = False
    waits: bool = False
    begins_at: datetime | None = None
    ran_out_at: datetime | None = None
    questions_shown: bool = False
    score_shown: bool = False
    late_days: int = 0
    timeline: Timeline | None = None
    rule: Rule | None = None
    why: tuple[Why, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether work handed in now is more than practice."""
        return self.may_submit and not self.is_practice

    @property
    def is_practice(self) -> bool:
        return any(each.reason is Reason.PRACTICE for each in self.why)

    def has(self, reason: Reason) -> bool:
        return any(each.reason is reason for each in self.why)


outside = {
    MemberState.INVITED: Reason.NOT_A_MEMBER,
    MemberState.REMOVED: Reason.REMOVED,
    MemberState.BLOCKED: Reason.BLOCKED,
}


def access_decide(rule: Rule, member: Member, now: datetime) -> AccessDecision:
    """What `member` may do at `now` (an aware instant) under the assignment's `rule`."""
    if member.state is not MemberState.JOINED:
        return AccessDecision(why=(Why(reason=outside[member.state]),))
    merged = overrides_merge(rule, member.overrides)
    line = timeline(merged.rule, member.extension, member.accommodation, member.late_days)
    if member.is_staff:
        return AccessDecision(
            visible=True,
            released=True,
            questions_shown=True,
            score_shown=True,
            closes_at=line.submissions_end,
            timeline=line,
            rule=merged.rule,
            why=(Why(reason=Reason.STAFF),),
        )
    if member.class_starts and now < member.class_starts.begins:
        at = member.class_starts.begins
        return AccessDecision(why=(Why(reason=Reason.CLASS_NOT_STARTED, at=at),))
    release = merged.rule.release
    if release and now < release.begins:
        source = merged.source("release")
        return AccessDecision(
            visible=merged.rule.listed_before,
            closes_at=line.submissions_end,
            timeline=line,
            rule=merged.rule,
            why=(Why(reason=Reason.NOT_RELEASED, at=release.begins, source=source),),
        )
    return released_decide(merged, line, member, now)


def released_decide(
    merged: Merged, line: Timeline, member: Member, now: datetime
) -> AccessDecision:
    """The same once the assignment is open: by its end, its starts, and their clock."""
    rule = merged.rule
    run = run_at(rule, line, member, now)
    worth = line.worth(run.clock)
    class_over = run.class_ends is not None and run.clock > run.class_ends
    over = line.submissions_end is not None and run.clock > line.submissions_end
    practice = over and rule.after.mode is AfterMode.PRACTICE
    ended = over or class_over
    open_now = not ended and not run.is_over
    begun = not run.waits and (member.sitting.has_place or not rule.by_teacher)
    may_start = open_now and begun and not run.is_running and run.attempts_left != 0
    may_submit = (open_now and (run.is_running or not rule.is_begun)) or (
        practice and not class_over
    )
    may_join = open_now and run.may_join
    waits = open_now and run.waits
    credit = worth.credit if (may_start or may_submit) and not practice else 0
    begun_before = rule.is_begun and (run.was_begun or run.is_over) and not run.is_running
    finished = ended or begun_before
    late_days = worth.step.cost if worth.step and credit else 0
    return AccessDecision(
        visible=True,
        released=True,
        may_start=may_start,
        may_submit=may_submit,
        credit=credit,
        closes_at=run.closes_at,
        would_close_at=run.would_close_at
        if rule.is_begun and (may_start or (may_join and not waits))
        else None,
        needs_start=rule.is_begun and may_start and not may_submit,
        may_join=may_join,
        waits=waits,
        begins_at=member.sitting.started_at if waits else None,
        ran_out_at=run.ran_out_at if member.work.started_at else None,
        questions_shown=is_shown(rule.questions, now)
        if finished
        else run.is_running or not rule.is_begun,
        score_shown=is_shown(rule.score, now) if finished else not rule.score.hidden,
        late_days=late_days,
        timeline=line,
        rule=rule,
        why=(
            *ends_why(merged, line, run, class_over=class_over, over=over),
            *(() if ended or run.is_over_for_all else credit_why(merged, member, worth, run)),
            *member_why(member, rule),
        ),
    )


def ends_why(
    merged: Merged, line: Timeline, run: Run, *, class_over: bool, over: bool
) -> tuple[Why, ...]:
    """Why nothing counts any more, or for how long a start counts."""
    rule = merged.rule
    last = merged.source(line.steps[-1].kind if line.steps else "due")
    if class_over:
        return (Why(reason=Reason.CLASS_ENDED, at=run.class_ends),)
    if over:
        practice = rule.after.mode is AfterMode.PRACTICE
        reason = Reason.PRACTICE if practice else Reason.CLOSED
        return (Why(reason=reason, at=line.submissions_end, source=last),)
    if run.ended_at:
        return (Why(reason=Reason.EXAM_ENDED, at=run.ended_at),)
    found = list(begun_why(rule, run))
    if rule.time_limit and (run.is_running or run.attempts_left != 0):
        source = merged.source("time_limit")
        found.append(Why(reason=Reason.TIME_LIMIT, minutes=rule.time_limit, source=source))
        closes = run.closes_at if run.is_running else run.would_close_at
        if run.limit_ends and closes and closes < run.limit_ends:
            found.append(Why(reason=Reason.CUT_BY_END, at=closes, until=run.limit_ends))
    return tuple(found)


def begun_why(rule: Rule, run: Run) -> Iterator[Why]:
    """Who begins it, and whether and how often it was begun."""
    if run.is_running:
        yield Why(reason=Reason.RUNNING, at=run.started_at)
        yield from late_why(run)
        return
    if run.ran_out_at:
        yield Why(reason=Reason.TIME_OVER, at=run.ran_out_at)
    if run.by_teacher:
        yield from () if run.ran_out_at else waiting_why(run)
    elif run.attempts_left == 0:
        yield Why(reason=Reason.ATTEMPTS_USED, number=run.attempts)
    elif rule.is_begun:
        yield from start_why(run)


def waiting_why(run: Run) -> Iterator[Why]:
    """Of what the teacher begins: whether that was done, and what the member has to do."""
    started_at, has_place = run.sitting.started_at, run.sitting.has_place
    if run.waits and started_at:
        yield Why(reason=Reason.EXAM_BEGINS, at=started_at)
    elif run.waits:
        yield Why(reason=Reason.EXAM_WAITING)
    elif run.attempts_left == 0:
        yield Why(reason=Reason.ATTEMPTS_USED, number=run.attempts)
        return
    else:
        yield Why(reason=Reason.EXAM_STARTED, at=started_at)
    if not has_place:
        yield Why(reason=Reason.EXAM_JOIN)
    elif not run.waits:
        yield from start_why(run)


def start_why(run: Run) -> Iterator[Why]:
    yield Why(reason=Reason.START_FIRST)
    if run.attempts_left is not None:
        yield Why(reason=Reason.ATTEMPTS_LEFT, number=run.attempts_left)


def late_why(run: Run) -> Iterator[Why]:
    """How much later than the teacher's start it was begun; what was given while it ran."""
    if run.by_teacher and run.started_at and run.origin:
        minutes = (run.started_at - run.origin) // timedelta(minutes=1)
        if minutes >= 1:
            yield Why(reason=Reason.LATE_ARRIVAL, minutes=minutes)
    if more := run.sitting.more_minutes * run.percent // 100 + run.sitting.own_minutes:
        yield Why(reason=Reason.MORE_TIME, minutes=more)


def credit_why(merged: Merged, member: Member, worth: Worth, run: Run) -> tuple[Why, ...]:
    """What work is worth now, until when, and what it costs of the budget."""
    step = worth.step
    if step is None:
        return (Why(reason=Reason.CREDIT_UNLIMITED, credit=worth.credit),)
    source = merged.source("due" if step.kind is StepKind.LATE_DAY else step.kind)
    until = run.real(step.ends) if run.is_running else step.ends
    if run.is_running and run.closes_at:
        until = min(until, run.closes_at)
    found = [Why(reason=Reason.CREDIT, credit=worth.credit, at=until, source=source)]
    budget = member.late_days
    if step.cost:
        left = budget.left + budget.spent - max(step.cost, budget.spent)
        found.append(Why(reason=Reason.LATE_DAYS_SPENT, days=step.cost, number=left))
    elif merged.rule.late_days and budget.left:
        number = min(merged.rule.late_days, budget.left + budget.spent)
        found.append(Why(reason=Reason.LATE_DAYS_LEFT, number=number))
    return tuple(found)


def member_why(member: Member, rule: Rule) -> tuple[Why, ...]:
    """What this member has that others do not."""
    found: list[Why] = []
    if member.extension and rule.due:
        without = member.extension.without_penalty
        reason = Reason.EXTENSION if without else Reason.EXTENSION_LATE
        found.append(Why(reason=reason, days=member.extension.days))
    if member.accommodation.time_percent > 100 and rule.time_limit:
        percent = member.accommodation.time_percent
        found.append(Why(reason=Reason.EXTRA_TIME, percent=percent))
    if member.accommodation.days and rule.due:
        found.append(Why(reason=Reason.EXTRA_DAYS, days=member.accommodation.days))
    return tuple(found)


def is_shown(shown: Shown, now: datetime) -> bool:
    """What is hidden after the end is shown in its window, if it has one."""
    if not shown.hidden:
        return True
    if shown.shown_from is None or now < shown.shown_from.begins:
        return False
    return shown.hidden_from is None or now < shown.hidden_from.begins

"""The rule of an assignment: when it opens, what work is worth, how it is begun. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise

import msgspec

from lessons.assignments.access.wall_clock import WallTime
from virtlearn.core.msgspec_types import types_ready

full_credit = 100  # percent
most_credit = 200
deadlines_most = 10
minutes_most = 60 * 24 * 7
days_most = 365


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """Work is worth `credit` percent through the whole minute `at`."""

    at: WallTime
    credit: int = full_credit


class AfterMode(StrEnum):
    """What becomes of work after the last deadline."""

    CLOSED = "closed"  # it is not taken
    PRACTICE = "practice"  # it is taken, for no credit
    PARTIAL = "partial"  # it is taken for some credit, without end


class After(msgspec.Struct, frozen=True, kw_only=True):
    mode: AfterMode = AfterMode.CLOSED
    credit: int = 0


class Mode(StrEnum):
    """Who begins the work, and when."""

    INDIVIDUAL = "individual"  # each member, at any time while it is open
    BATCHED = "batched"  # the teacher, for one batch after the other; a code leads into each
    SYNCHRONISED = "synchronised"  # the teacher, for all at once


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Whether questions or score are shown once the work is over.

    What is hidden may be shown from a time on, and hidden again at another.
    """

    hidden: bool = False
    shown_from: WallTime | None = None
    hidden_from: WallTime | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment's rule as its teacher set it.

    `attempts` counts starts, `time_limit` is minutes from a start, or from the teacher's where
    `mode` says so, `late_days` is how many days of a member's budget may be spent here.
    """

    release: WallTime | None = None
    listed_before: bool = False
    early: tuple[Deadline, ...] = ()
    due: Deadline | None = None
    late: tuple[Deadline, ...] = ()
    after: After = After()
    attempts: int | None = None
    time_limit: int | None = None
    password: str | None = None
    honour: str | None = None
    questions: Shown = Shown()
    score: Shown = Shown()
    late_days: int = 0
    mode: Mode = Mode.INDIVIDUAL

    @property
    def is_begun(self) -> bool:
        """Whether a learner has to start before work counts."""
        asked = self.time_limit or self.attempts or self.password or self.honour
        return bool(asked) or self.by_teacher

    @property
    def by_teacher(self) -> bool:
        """Whether the teacher begins it: an exam that members wait for."""
        return self.mode is not Mode.INDIVIDUAL


types_ready(Rule)


class RuleFault(StrEnum):
    """What is wrong with a rule."""

    DUE_MISSING = "due-missing"  # early or late deadlines without a due date
    RELEASE_AFTER_DUE = "release-after-due"
    EARLY_ORDER = "early-order"  # each early deadline is after the one before, and before due
    LATE_ORDER = "late-order"
    EARLY_CREDIT = "early-credit"  # strictly falling, above what due gives, at most 200
    DUE_CREDIT = "due-credit"
    LATE_CREDIT = "late-credit"
    AFTER_CREDIT = "after-credit"  # partial credit is above 0 and below the last deadline's
    AFTER_DUE_MISSING = "after-due-missing"
    ATTEMPTS = "attempts"
    TIME_LIMIT = "time-limit"
    LATE_DAYS = "late-days"
    SCORE_WITHOUT_QUESTIONS = "score-without-questions"  # a hidden score would be read off them
    SHOWN_ORDER = "shown-order"
    MODE_WITHOUT_LIMIT = "mode-without-limit"  # what the teacher begins has to end for everybody
    TOO_MANY = "too-many"  # deadlines


class RuleProblem(msgspec.Struct, frozen=True):
    """`field` is the rule's, `index` the deadline's place in its list."""

    fault: RuleFault
    field: str
    index: int | None = None


def rule_problems(rule: Rule) -> list[RuleProblem]:
    """Everything that is wrong with a rule, not the first thing alone."""
    return [*timeline_problems(rule), *number_problems(rule), *shown_problems(rule)]


def timeline_problems(rule: Rule) -> Iterator[RuleProblem]:
    due = rule.due
    for field, deadlines in (("early", rule.early), ("late", rule.late)):
        if len(deadlines) > deadlines_most:
            yield RuleProblem(RuleFault.TOO_MANY, field)
        if deadlines and due is None:
            yield RuleProblem(RuleFault.DUE_MISSING, field)
    if due is None:
        return
    if not 0 < due.credit <= most_credit:
        yield RuleProblem(RuleFault.DUE_CREDIT, "due")
    first = rule.early[0] if rule.early else due
    if rule.release and rule.release.begins >= first.at.ends:
        yield RuleProblem(RuleFault.RELEASE_AFTER_DUE, "release")
    yield from early_problems([*rule.early, due])
    yield from late_problems([due, *rule.late])


def early_problems(deadlines: list[Deadline]) -> Iterator[RuleProblem]:
    """Of all but the last one, which is the due date."""
    for index, (each, following) in enumerate(pairwise(deadlines)):
        if each.at.ends >= following.at.ends:
            yield RuleProblem(RuleFault.EARLY_ORDER, "early", index)
        if not following.credit < each.credit <= most_credit:
            yield RuleProblem(RuleFault.EARLY_CREDIT, "early", index)


def late_problems(deadlines: list[Deadline]) -> Iterator[RuleProblem]:
    """Of all but the first one, which is the due date."""
    for index, (previous, each) in enumerate(pairwise(deadlines)):
        if each.at.ends <= previous.at.ends:
            yield RuleProblem(RuleFault.LATE_ORDER, "late", index)
        if not 0 <= each.credit < previous.credit:
            yield RuleProblem(RuleFault.LATE_CREDIT, "late", index)


def number_problems(rule: Rule) -> Iterator[RuleProblem]:
    last = rule.late[-1] if rule.late else rule.due
    if rule.after.mode is AfterMode.PARTIAL:
        if last is None:
            yield RuleProblem(RuleFault.AFTER_DUE_MISSING, "after")
        elif not 0 < rule.after.credit < last.credit:
            yield RuleProblem(RuleFault.AFTER_CREDIT, "after")
    if rule.attempts is not None and not 1 <= rule.attempts <= deadlines_most * 10:
        yield RuleProblem(RuleFault.ATTEMPTS, "attempts")
    if rule.time_limit is not None and not 1 <= rule.time_limit <= minutes_most:
        yield RuleProblem(RuleFault.TIME_LIMIT, "time_limit")
    if rule.by_teacher and rule.time_limit is None:
        yield RuleProblem(RuleFault.MODE_WITHOUT_LIMIT, "time_limit")
    if not 0 <= rule.late_days <= days_most:
        yield RuleProblem(RuleFault.LATE_DAYS, "late_days")


def shown_problems(rule: Rule) -> Iterator[RuleProblem]:
    for field, shown in (("questions", rule.questions), ("score", rule.score)):
        start, end = shown.shown_from, shown.hidden_from
        if start and end and end.begins <= start.begins:
            yield RuleProblem(RuleFault.SHOWN_ORDER, field)
    if rule.score.hidden and not rule.questions.hidden:
        yield RuleProblem(RuleFault.SCORE_WITHOUT_QUESTIONS, "score")

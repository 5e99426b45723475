"""The deadlines of one member along time, and what work is worth at an instant. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from lessons.assignments.access.member import Accommodation, Extension, LateDays
from lessons.assignments.access.rule import AfterMode, Deadline, Rule, full_credit
from lessons.assignments.access.wall_clock import WallTime


class StepKind(StrEnum):
    """Which deadline a step is; the values are the rule's fields, where it has them."""

    EARLY = "early"
    DUE = "due"
    LATE = "late"
    LATE_DAY = "late_days"  # bought by days of the member's budget


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Work is worth at least `credit` percent until `ends`, for `cost` days of the budget."""

    kind: StepKind
    at: WallTime
    ends: datetime
    credit: int
    cost: int = 0


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What work is worth at an instant, and by which step; without one, by what is after all."""

    credit: int
    step: Step | None = None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own deadlines in the order of time, with what follows the last one."""

    steps: tuple[Step, ...]
    after: AfterMode
    after_credit: int

    @property
    def ends(self) -> datetime | None:
        """The end of the last deadline; None where there is none."""
        return max((step.ends for step in self.steps), default=None)

    @property
    def submissions_end(self) -> datetime | None:
        """After it no work counts any more; None where some always does."""
        return None if self.after is AfterMode.PARTIAL else self.ends

    @property
    def best(self) -> tuple[Step, ...]:
        """The steps that are ever the best one, as a timeline shows them."""
        return tuple(step for step in self.steps if self.worth(step.ends).step == step)

    def worth(self, now: datetime) -> Worth:
        """The best that any deadline which is not over gives, the cheapest first."""
        if not self.steps:
            return Worth(credit=full_credit)
        open_ones = [step for step in self.steps if now <= step.ends]
        if not open_ones:
            return Worth(credit=self.after_credit)
        best = max(open_ones, key=lambda step: (step.credit, -step.cost, step.ends))
        return Worth(credit=best.credit, step=best)


def timeline(
    rule: Rule,
    extension: Extension | None = None,
    accommodation: Accommodation | None = None,
    late_days: LateDays | None = None,
) -> Timeline:
    """The deadlines that hold for a member; credit never rises along them."""
    steps = list(steps_of(rule, extension, accommodation or Accommodation()))
    steps += late_day_steps(rule, steps, late_days or LateDays())
    steps.sort(key=lambda step: (step.ends, -step.credit))
    last = min((step.credit for step in steps), default=full_credit)
    partial = rule.after.mode is AfterMode.PARTIAL
    return Timeline(
        steps=tuple(steps),
        after=rule.after.mode,
        after_credit=min(rule.after.credit, last) if partial else 0,
    )


def steps_of(
    rule: Rule, extension: Extension | None, accommodation: Accommodation
) -> Iterator[Step]:
    if rule.due is None:
        return
    ordered = deadlines_kept(rule, rule.due)
    last = len(ordered) - 1
    for index, (kind, deadline) in enumerate(ordered):
        days = accommodation.days
        if extension and kind is not StepKind.EARLY:
            days += extension.days if extension.without_penalty or index == last else 0
        at = deadline.at.add_days(days)
        yield Step(kind=kind, at=at, ends=at.ends, credit=deadline.credit)


def deadlines_kept(rule: Rule, due: Deadline) -> list[tuple[StepKind, Deadline]]:
    """Without those that make no sense beside the due date, as after an override of it alone."""
    early = [each for each in rule.early if each.at.ends < due.at.ends and each.credit > due.credit]
    late = [each for each in rule.late if each.at.ends > due.at.ends and each.credit < due.credit]
    return [
        *((StepKind.EARLY, each) for each in early),
        (StepKind.DUE, due),
        *((StepKind.LATE, each) for each in sorted(late, key=lambda each: each.at.ends)),
    ]


def late_day_steps(rule: Rule, steps: list[Step], late_days: LateDays) -> list[Step]:
    """For each day of the budget that may be spent here, the due date a day later."""
    due = next((step for step in steps if step.kind is StepKind.DUE), None)
    most = min(rule.late_days, late_days.left + late_days.spent)
    if due is None or most <= 0:
        return []
    moved = [(cost, due.at.add_days(cost)) for cost in range(1, most + 1)]
    return [
        Step(kind=StepKind.LATE_DAY, at=at, ends=at.ends, credit=due.credit, cost=cost)
        for cost, at in moved
    ]

"""What pages show of assignments: what is due, what work is worth along time, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from lessons.assignments.access.decision import AccessDecision
from lessons.assignments.access.kept import rule_read, zones_of
from lessons.assignments.access.reasons import Reason
from lessons.assignments.access.rule import AfterMode
from lessons.assignments.access.timeline import StepKind, Timeline
from lessons.classes.assignments.chart import Chart, chart
from lessons.classes.assignments.items import Choices, choices_of, values_of
from lessons.classes.assignments.words import Line, moment, why_lines
from lessons.models import Assignment, AssignmentItem, Class
from lessons.publishing.selectors import Published


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table beside the timeline."""

    kind: StepKind
    until: str
    at: datetime
    credit: int
    cost: int
    is_over: bool
    is_now: bool


class ItemLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do; `slug` is the lesson's or the lab's, or a test's kind. `done`: the tasks of
    a lab that count for the reader, with the credit of each in percent."""

    kind: str
    slug: str
    label: str
    anchor: str = ""
    parts: tuple[str, ...] = ()
    done: tuple[tuple[str, int], ...] = ()


class AssignmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment as one member sees it at `now`."""

    row: Assignment
    decision: AccessDecision
    zone: str
    now: datetime
    why: list[Line]
    opens: str
    due: str
    due_at: datetime | None
    closes: str
    would_close: str
    steps: list[StepLine]
    chart: Chart | None

    @property
    def state(self) -> str:
        """A word for lists."""
        found = self.decision
        if found.has(Reason.STAFF):
            return self.state_by_rule
        if not found.released:
            return "waiting"
        if found.is_practice:
            return "practice"
        if found.waits:
            return "awaited"
        if found.may_submit:
            return "open"
        return "startable" if found.may_start or found.may_join else "closed"

    @property
    def state_by_rule(self) -> str:
        """The same for staff, who hand nothing in: as the rule stands for the whole class."""
        rule, line = self.decision.rule, self.decision.timeline
        if rule and rule.release and self.now < rule.release.begins:
            return "waiting"
        if line and line.submissions_end and self.now > line.submissions_end:
            return "practice" if line.after is AfterMode.PRACTICE else "closed"
        return "open"

    @property
    def worth(self) -> int | None:
        """Percent that work is worth now; None where none is taken."""
        found = self.decision
        if found.has(Reason.STAFF) and found.timeline:
            return found.timeline.worth(self.now).credit if self.state == "open" else None
        return found.credit if found.may_submit or found.may_start else None


def assignment_view(row: Assignment, decision: AccessDecision, now: datetime) -> AssignmentView:
    zone = row.in_class.time_zone
    rule = decision.rule
    line = decision.timeline
    due = next((step for step in line.steps if step.kind is StepKind.DUE), None) if line else None
    release = rule.release.begins if rule and rule.release else None
    return AssignmentView(
        row=row,
        decision=decision,
        zone=zone,
        now=now,
        why=why_lines(decision.why, zone),
        opens=moment(release, zone),
        due=moment(due.ends if due else None, zone),
        due_at=due.ends if due else None,
        closes=moment(decision.closes_at, zone),
        would_close=moment(decision.would_close_at, zone),
        steps=step_lines(line, zone, now),
        chart=chart(line, release, now) if line else None,
    )


def step_lines(line: Timeline | None, zone: str, now: datetime) -> list[StepLine]:
    if line is None:
        return []
    best = line.worth(now).step
    return [
        StepLine(
            kind=step.kind,
            until=moment(step.ends, zone),
            at=step.ends,
            credit=step.credit,
            cost=step.cost,
            is_over=step.ends < now,
            is_now=step == best,
        )
        for step in line.best
    ]


def item_lines(
    published: Published | None,
    row: Assignment,
    language: str,
    counted: Mapping[str, Mapping[str, int]],
) -> list[ItemLine]:
    """By the course as it is read; what it has no more is named by its id. `counted`: by lab the
    tasks that count for the reader, with their credit."""
    items = list(row.items.all())
    names = names_of(choices_of(published, language, values_of(items))) if published else {}
    return [item_line(item, names, counted) for item in items]


def names_of(choices: Choices) -> dict[str, str]:
    flat = [*choices.all, *(part for each in choices.all for part in each.parts)]
    return {each.value: each.label for each in flat}


def item_line(
    item: AssignmentItem, names: dict[str, str], counted: Mapping[str, Mapping[str, int]]
) -> ItemLine:
    value = {
        AssignmentItem.Kind.QUESTION: f"question:{item.lesson}:{item.ref}",
        AssignmentItem.Kind.LESSON: f"lesson:{item.lesson}",
    }.get(AssignmentItem.Kind(item.kind), f"{item.kind}:{item.ref}")
    return ItemLine(
        kind=item.kind,
        slug=item.lesson or item.ref,
        label=names.get(value, item.ref or item.lesson),
        anchor=item.ref if item.kind == AssignmentItem.Kind.QUESTION else "",
        parts=tuple(item.tasks),
        done=tuple(counted.get(item.ref, {}).items())
        if item.kind == AssignmentItem.Kind.LAB
        else (),
    )


def zone_differs(row: Class, assignments: list[Assignment]) -> bool:
    """Whether some deadline stands in another zone than the class's."""
    return any(zones_of(each.rule) - {row.time_zone} for each in assignments)


def password_of(row: Assignment) -> str:
    return rule_read(row.rule).password or ""

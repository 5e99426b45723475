"""Asks the access decision where work is recorded, and keeps what it came to. The one place.

Answers and tests in an assignment count with the credit of the instant at which they are sent,
tasks of a lab with that of the check that found them done. Before it opens, and before it is begun
where it has to be, nothing is taken, since an attempt would be used up. Once it has closed an
answer is practice, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Q

from lessons.assignments.access.decision import AccessDecision
from lessons.assignments.access.reasons import Reason
from lessons.assignments.refusal import AssignmentCode
from lessons.assignments.selectors import Assigned, assigned_to
from lessons.models import (
    AssignmentItem,
    AssignmentStart,
    AssignmentWork,
    Attempt,
    CourseTest,
    Group,
)
from lessons.publishing.selectors import course_has_assignments
from virtlearn.core.refusal import Refusal, RefusedError
from virtlearn.people.models import User

Kind = AssignmentItem.Kind


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """The assignments that a piece of work belongs to, as they stood at `at`."""

    at: datetime
    assigned: tuple[Assigned, ...] = ()

    @property
    def refusing(self) -> tuple[AssignmentCode, Assigned] | None:
        """Why the work is not taken at all, and by which assignment; None where it is.

        One assignment that takes it is enough; what has closed takes it as practice.
        """
        theirs = [each for each in self.assigned if not each.decision.has(Reason.STAFF)]
        if any(each.decision.may_submit for each in theirs):
            return None
        for each in theirs:
            if each.decision.waits:
                return AssignmentCode.EXAM_NOT_BEGUN, each
            if each.decision.needs_start or each.decision.may_join:
                return AssignmentCode.START_FIRST, each
        waiting = [each for each in theirs if is_waiting(each.decision)]
        if waiting and len(waiting) == len(theirs):
            return AssignmentCode.NOT_OPEN, waiting[0]
        return None

    @property
    def refusal(self) -> Refusal:
        found = self.refusing
        return found[0].refusal(title=title_of(found[1])) if found else Refusal()

    @property
    def score_hiding(self) -> Assigned | None:
        """The assignment that does not show its score now."""
        return next((each for each in self.assigned if not each.decision.score_shown), None)

    @property
    def questions_hidden(self) -> bool:
        """Whether some assignment does not show its questions now."""
        return any(not each.decision.questions_shown for each in self.assigned)

    @property
    def running(self) -> Assigned | None:
        """The assignment whose start runs, of those that the work belongs to."""
        return next((each for each in self.assigned if is_running(each.decision)), None)

    @property
    def hiding(self) -> Assigned | None:
        """The assignment that hides what is not open yet; None where it may be read."""
        theirs = [each for each in self.assigned if not each.decision.has(Reason.STAFF)]
        waiting = [each for each in theirs if is_waiting(each.decision)]
        return waiting[0] if waiting and len(waiting) == len(theirs) else None


def is_waiting(decision: AccessDecision) -> bool:
    return decision.has(Reason.NOT_RELEASED) or decision.has(Reason.CLASS_NOT_STARTED)


def is_running(decision: AccessDecision) -> bool:
    """Whether the member has begun it, and their time is not over."""
    return decision.counts and decision.rule is not None and decision.rule.is_begun


def start_running(assigned: Assigned) -> AssignmentStart:
    """Raises RefusedError where the member's start was handed in."""
    start = AssignmentStart.objects.filter(
        assignment=assigned.assignment, membership=assigned.membership, handed_in_at=None
    ).last()
    if start is None:
        raise RefusedError(AssignmentCode.MAY_NOT_START, title=assigned.assignment.title)
    return start


def title_of(assigned: Assigned) -> str:
    """An assignment that is not listed yet has no name."""
    return assigned.assignment.title if assigned.decision.visible else "…"


def gate_lesson(user: User | None, course: str, lesson: str, now: datetime) -> Gate:
    """For reading a lesson; where no class has an assignment in the course, without a statement.

    That is known for as long as which revision is current; answers and tests always ask.
    """
    if not course_has_assignments(course):
        return Gate(at=now)
    wanted = Q(kind=Kind.LESSON, lesson=lesson)
    return Gate(at=now, assigned=tuple(assigned_to(user, course, wanted, now)))


def gate_answer(user: User | None, course: str, lesson: str, question: str, now: datetime) -> Gate:
    """For an answer to a question: by itself, or with its whole lesson."""
    wanted = Q(kind=Kind.LESSON, lesson=lesson) | Q(kind=Kind.QUESTION, lesson=lesson, ref=question)
    return Gate(at=now, assigned=tuple(assigned_to(user, course, wanted, now)))


def gate_test(user: User | None, course: str, kind: str, now: datetime) -> Gate:
    wanted = Q(kind=Kind.TEST, ref=kind)
    return Gate(at=now, assigned=tuple(assigned_to(user, course, wanted, now)))


def gate_lab(user: User | None, course: str, lab: str, now: datetime, task: str = "") -> Gate:
    """For a lab, or for one `task` of it: assignments of other tasks alone are left out then."""
    found = assigned_to(user, course, Q(kind=Kind.LAB, ref=lab), now)
    wanted = [each for each in found if not task or task in (each.item.tasks or [task])]
    return Gate(at=now, assigned=tuple(wanted))


def work_record(
    gate: Gate, *, attempt: Attempt | None = None, test: CourseTest | None = None
) -> Sequence[AssignmentWork]:
    """Keeps what an answer or a test is worth in each of its assignments; once is enough."""
    rows = [
        AssignmentWork(
            assignment=each.assignment,
            membership=each.membership,
            item=each.item,
            at=gate.at,
            attempt=attempt,
            test=test,
            **worth_of(each.decision),
        )
        for each in gate.assigned
        if not each.decision.has(Reason.STAFF)
    ]
    AssignmentWork.objects.bulk_create(rows, ignore_conflicts=True)
    if test is not None:
        tests_hand_in(gate)
    return rows


def task_record(
    gate: Gate, *, lab: str, task: str, group: Group | None = None, points: float | None = None
) -> None:
    """Keeps what a lab's task is worth in each of its assignments, at the first time that counts.

    `points`: of a task that was done in the lab of a `group`. Nothing where no assignment takes it.
    Practice is kept once, and no more after what counts.
    """
    if gate.refusing:
        return
    done = set(
        AssignmentWork.objects.filter(
            membership__in=[each.membership.pk for each in gate.assigned],
            lab=lab,
            task=task,
            counted=True,
        ).values_list("assignment", flat=True)
    )
    rows = [
        AssignmentWork(
            assignment=each.assignment,
            membership=each.membership,
            item=each.item,
            at=gate.at,
            lab=lab,
            task=task,
            group=group,
            points=points,
            **worth_of(each.decision),
        )
        for each in gate.assigned
        if not each.decision.has(Reason.STAFF) and each.assignment.pk not in done
    ]
    AssignmentWork.objects.bulk_create(rows, ignore_conflicts=True)


def worth_of(decision: AccessDecision) -> dict[str, object]:
    """The columns that the decision gives; what does not count is practice."""
    counted = decision.counts
    reason = Reason.CREDIT if counted else next(iter(decision.why)).reason
    return {
        "counted": counted,
        "credit": decision.credit if counted else 0,
        "late_days": decision.late_days if counted else 0,
        "reason": str(reason),
    }


def tests_hand_in(gate: Gate) -> None:
    """A start is handed in with the last of its tests, where the assignment has nothing else."""
    for each in gate.assigned:
        items = AssignmentItem.objects.filter(assignment=each.assignment)
        own = {"assignment": each.assignment, "membership": each.membership}
        start = AssignmentStart.objects.filter(**own, handed_in_at=None).last()
        if start is None or items.exclude(kind=Kind.TEST).exists():
            continue
        sent = AssignmentWork.objects.filter(
            **own, test__isnull=False, counted=True, at__gte=start.started_at
        )
        if not items.exclude(pk__in=sent.values("item")).exists():
            AssignmentStart.objects.filter(pk=start.pk, handed_in_at=None).update(
                handed_in_at=gate.at
            )

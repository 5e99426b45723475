"""Changes grades by hand: points, excused, or back to what was handed in."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db import transaction

from lessons.assignments.services import detail_of
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import Changed
from lessons.classes.services import running_or_refuse
from lessons.models import Assignment, Class, GradeChange, Membership
from virtlearn.core.refusal import RefusedError
from virtlearn.outbox.events import EventName, event_say
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User

most = 2  # times its points, that an assignment may give by hand


class PointsSet(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one learner in one assignment."""

    assignment: Assignment
    membership: Membership
    points: float
    reason: str = ""


@transaction.atomic
def grade_change(  # noqa: PLR0913
    *,
    assignment: Assignment,
    membership: Membership,
    by: User,
    kind: str,
    points: float | None = None,
    reason: str = "",
    seen: int | None = None,
) -> GradeChange | None:
    """None where the grade is so already. `seen` is the number of the change that the teacher saw
    in force, 0 for none.

    Raises RefusedError where another has come since, and for a class that is over.
    """
    running_or_refuse(assignment.in_class)
    Membership.objects.select_for_update().get(pk=membership.pk)  # one change after another
    last = GradeChange.objects.filter(assignment=assignment, membership=membership).last()
    if seen is not None and seen != (last.pk if last else 0):
        raise RefusedError(GradeCode.CHANGED)
    before = (last.kind, last.points, last.reason) if last else (Changed.NONE, None, "")
    after = (kind, points, reason)
    if before == after or (before[0] == kind == Changed.NONE):
        return None
    made = GradeChange.objects.create(
        assignment=assignment,
        membership=membership,
        kind=kind,
        points=points,
        reason=reason,
        by=by,
    )
    audit_record(
        action=AuditAction.GRADE_CHANGED,
        actor=by,
        subject=membership.user,
        detail=detail_of(assignment),
    )
    if membership.user_id is not None:
        event_say(
            EventName.GRADE_CHANGED,
            user=membership.user_id,
            in_class=membership.in_class_id,
            assignment=str(assignment.pk),
        )
    return made


def changes_newest(row: Class) -> int:
    """The number of the newest change of a grade in the class, 0 for none."""
    made = GradeChange.objects.filter(assignment__in_class=row)
    return made.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def grades_import(*, row: Class, by: User, points: Iterable[PointsSet], seen: int) -> int:
    """Sets all of them or none; how many were changed. `seen` is what `changes_newest` said when
    the teacher looked at what it would do.

    Raises RefusedError where a grade has changed since, and for a class that is over.
    """
    running_or_refuse(row)
    Class.objects.select_for_update().get(pk=row.pk)
    if changes_newest(row) != seen:
        raise RefusedError(GradeCode.FILE_OLD)
    made = [
        grade_change(
            assignment=each.assignment,
            membership=each.membership,
            by=by,
            kind=Changed.POINTS,
            points=each.points,
            reason=each.reason,
        )
        for each in points
    ]
    return sum(each is not None for each in made)

"""The one way from a class to one of its assignments, and what its reader may do there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import get_language

from lessons.assignments import selectors
from lessons.assignments.access.decision import AccessDecision, access_decide
from lessons.assignments.access.kept import rule_read
from lessons.assignments.access.member import Member
from lessons.assignments.refusal import AssignmentCode
from lessons.classes.access import ClassAccess
from lessons.models import Assignment, Membership
from lessons.publishing import reader
from lessons.publishing.selectors import Published
from virtlearn.core.refusal import RefusedError


def assignment_or_404(found: ClassAccess, assignment_id: int) -> Assignment:
    """One of that class; a deleted one is there only for who may fetch it back."""
    rows = Assignment.objects.filter(in_class=found.row, pk=assignment_id)
    row = rows.prefetch_related("items").first()
    if row is None or (row.deleted_at and not found.manages):
        raise Http404
    row.in_class = found.row
    return row


def decisions_for(
    found: ClassAccess, rows: list[Assignment], now: datetime
) -> dict[int, AccessDecision]:
    """By assignment, for the reader; whoever is there as a head alone is as staff."""
    if found.membership is None:
        staff = Member(is_staff=True)
        return {row.pk: access_decide(rule_read(row.rule), staff, now) for row in rows}
    member = found.membership
    member.in_class = found.row
    made = selectors.decisions(rows, [member], now)
    return {row.pk: made[row.pk, member.pk] for row in rows}


def visible_or_404(
    found: ClassAccess, assignment_id: int, now: datetime
) -> tuple[Assignment, AccessDecision]:
    """What is not listed for the reader is not there."""
    row = assignment_or_404(found, assignment_id)
    decision = decisions_for(found, [row], now)[row.pk]
    if not decision.visible or (row.deleted_at and not found.manages):
        raise Http404
    return row, decision


def learner_or_404(found: ClassAccess, member: Any) -> Membership:
    """A learner of that class who has joined."""
    if not str(member).isdecimal():
        raise Http404
    row = selectors.learners_of(found.row).filter(pk=int(member)).first()
    if row is None:
        raise Http404
    return row


def sitter_or_404(found: ClassAccess) -> Membership:
    """Who sits an exam is a learner of the class; staff and heads are not."""
    if found.membership is None or found.membership.role != Membership.Role.LEARNER:
        raise Http404
    return found.membership


def changeable(found: ClassAccess) -> None:
    """Raises RefusedError for a class that is over."""
    if found.phase.is_over:
        raise RefusedError(AssignmentCode.CLASS_OVER)


def published_of(found: ClassAccess) -> Published | None:
    """The course as this reader reads it."""
    return reader.course_for(found.user, found.row.course.slug)


def around(found: ClassAccess) -> dict[str, Any]:
    """Context of every page of a class."""
    return {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "language": get_language() or "en",
    }

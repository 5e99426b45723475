"""Writes exceptions for some members: overrides, extensions, accommodations, late days."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lessons.assignments.access.kept import kept_of
from lessons.assignments.access.overrides import Patch
from lessons.assignments.services import detail_of
from lessons.models import (
    Accommodation,
    Assignment,
    AssignmentExtension,
    AssignmentOverride,
    Class,
    Label,
    LateDayBudget,
    Membership,
)
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


@transaction.atomic
def override_set(  # noqa: PLR0913
    *,
    assignment: Assignment,
    by: User,
    patch: Patch,
    label: Label | None = None,
    membership: Membership | None = None,
    reason: str = "",
) -> AssignmentOverride:
    """Takes the place of the one for the same label or member, at its place in the list."""
    last = assignment.overrides.order_by("-position").values_list("position", flat=True).first()
    made, new = AssignmentOverride.objects.update_or_create(
        assignment=assignment,
        label=label,
        membership=membership,
        defaults={"patch": kept_of(patch), "reason": reason, "by": by, "at": timezone.now()},
    )
    if new:
        AssignmentOverride.objects.filter(pk=made.pk).update(position=(last or 0) + 1)
    audit_record(
        action=AuditAction.OVERRIDE_SET,
        actor=by,
        subject=membership.user if membership else None,
        detail=detail_of(assignment),
    )
    return made


def override_remove(*, override: AssignmentOverride, by: User) -> None:
    if AssignmentOverride.objects.filter(pk=override.pk).delete()[0]:
        subject = override.membership.user if override.membership else None
        detail = detail_of(override.assignment)
        audit_record(action=AuditAction.OVERRIDE_SET, actor=by, subject=subject, detail=detail)


@transaction.atomic
def extension_grant(  # noqa: PLR0913
    *,
    assignment: Assignment,
    membership: Membership,
    by: User,
    days: int,
    without_penalty: bool = True,
    reason: str = "",
) -> None:
    """`days` of the deadlines' own clock, from the rule's deadlines on; none takes it back."""
    rows = AssignmentExtension.objects.filter(assignment=assignment, membership=membership)
    if days:
        values = {"days": days, "without_penalty": without_penalty, "reason": reason}
        AssignmentExtension.objects.update_or_create(
            assignment=assignment,
            membership=membership,
            defaults={**values, "by": by, "at": timezone.now()},
        )
    elif not rows.delete()[0]:
        return
    detail = f"{detail_of(assignment)}: {days} days"
    audit_record(
        action=AuditAction.EXTENSION_GRANTED, actor=by, subject=membership.user, detail=detail
    )


@transaction.atomic
def accommodation_set(
    *, membership: Membership, by: User, time_percent: int, days: int, note: str = ""
) -> None:
    """Holds at once, in every assignment of the class, also for a start that runs."""
    rows = Accommodation.objects.filter(membership=membership)
    if time_percent == 100 and not days:
        if not rows.delete()[0]:
            return
    else:
        values = {"time_percent": time_percent, "days": days, "note": note}
        Accommodation.objects.update_or_create(
            membership=membership, defaults={**values, "by": by, "at": timezone.now()}
        )
    detail = f"class {membership.in_class_id}: {time_percent} %, {days} days"
    audit_record(
        action=AuditAction.ACCOMMODATION_SET, actor=by, subject=membership.user, detail=detail
    )


def late_days_set(*, row: Class, days: int) -> None:
    """For each learner of the class; what was spent stays spent."""
    LateDayBudget.objects.update_or_create(in_class=row, defaults={"days": days})

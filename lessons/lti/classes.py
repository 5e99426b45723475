"""Connects a class here with a course of a platform's."""

from __future__ import annotations

from django.db import transaction

from lessons.classes.access import class_access
from lessons.classes.policy import Right
from lessons.models import Class, LtiContext, Membership
from virtlearn.people.audit.services import audit_record
from virtlearn.people.models import AuditAction, User


def classes_managed(user: User) -> list[Class]:
    """Those that `user` may change and that are not over, the newest first; a head's are all that
    they teach."""
    rows = Membership.objects.filter(
        user=user, role=Membership.Role.TEACHER, state=Membership.State.JOINED
    )
    found = Class.objects.filter(pk__in=rows.values("in_class"), archived_at=None)
    accesses = [class_access(user, row.pk) for row in found.order_by("-created_at", "-pk")]
    return [
        each.row for each in accesses if each and each.may(Right.MANAGE) and not each.phase.is_over
    ]


@transaction.atomic
def class_connect(*, context: LtiContext, row: Class, by: User) -> None:
    """Who comes from that course joins the class from now on."""
    LtiContext.objects.filter(pk=context.pk).update(in_class=row, linked_by=by)
    context.in_class, context.linked_by = row, by
    audit_record(action=AuditAction.LTI_CLASS, actor=by, detail=row.name)


@transaction.atomic
def class_disconnect(*, context: LtiContext, by: User) -> None:
    """Members stay; nobody joins by that course any more, and no grade goes there."""
    if context.in_class is None:
        return
    audit_record(action=AuditAction.LTI_CLASS, actor=by, detail=f"- {context.in_class.name}")
    LtiContext.objects.filter(pk=context.pk).update(in_class=None, linked_by=None)
    context.links.update(assignment=None)

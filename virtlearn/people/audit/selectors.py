"""Reads the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from virtlearn.people.models import AuditAction, AuditEntry, User


def entries_all() -> QuerySet[AuditEntry]:
    """The latest first."""
    return AuditEntry.objects.order_by("-at", "-pk")


def entries_of(person: int) -> QuerySet[AuditEntry]:
    """What concerns one account, and the guests whose work it took over."""
    merged = AuditEntry.objects.filter(action=AuditAction.GUEST_MERGED, actor=person)
    return entries_all().filter(subject__in=[person, *merged.values_list("subject", flat=True)])


def users_named(numbers: Collection[int]) -> Mapping[int, User]:
    """Those of the accounts that are still there."""
    return User.objects.in_bulk(list(numbers))

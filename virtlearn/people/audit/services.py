"""Writes the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from virtlearn.people.models import AuditAction, AuditEntry, User

look_gap = timedelta(hours=1)  # who looks again sooner is written down once


def audit_record(
    *, action: AuditAction, actor: User | None, subject: User | None = None, detail: str = ""
) -> None:
    """One entry. `actor` None: a command on the server, or the site by itself."""
    AuditEntry.objects.create(
        action=action,
        actor=actor.pk if actor else None,
        subject=subject.pk if subject else None,
        detail=detail,
    )


def audit_looks_record(
    *, action: AuditAction, actor: User, seen: Iterable[tuple[int, str]]
) -> None:
    """That `actor` looked at what is of these people (number, and which part), each once an hour.

    What is one's own is left out.
    """
    wanted = {each for each in seen if each[0] != actor.pk}
    if not wanted:
        return
    since = timezone.now() - look_gap
    rows = AuditEntry.objects.filter(action=action, actor=actor.pk, at__gt=since)
    known = set(rows.values_list("subject", "detail"))
    AuditEntry.objects.bulk_create(
        AuditEntry(action=action, actor=actor.pk, subject=subject, detail=detail)
        for subject, detail in sorted(wanted - known)
    )

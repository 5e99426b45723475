"""Finds starts whose time is over, with the last instant at which their work counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from lessons.assignments import selectors
from lessons.models import AssignmentStart, Membership


def starts_ended(
    rows: QuerySet[AssignmentStart], now: datetime, *, membership: Membership | None = None
) -> Mapping[AssignmentStart, datetime]:
    """Those of `rows` that were handed in or have run out, of everybody or of one member."""
    chosen = Q(assignment__deleted_at=None, membership__user__isnull=False)
    if membership is not None:
        chosen &= Q(membership=membership)
    starts = list(
        rows.filter(chosen)
        .select_related("assignment__in_class__course", "membership__user", "membership__in_class")
        .prefetch_related("membership__labels")
    )
    if not starts:
        return {}
    assignments = {each.assignment_id: each.assignment for each in starts}
    members = {each.membership_id: each.membership for each in starts}
    decided = selectors.decisions(list(assignments.values()), list(members.values()), now)
    ends = {
        each: each.handed_in_at or decided[each.assignment_id, each.membership_id].ran_out_at
        for each in starts
    }
    return {start: at for start, at in ends.items() if at is not None}

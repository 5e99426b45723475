"""Reads the messages that somebody sees now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from lessons.classes.selectors import memberships_of
from lessons.models import Class, ClassNote
from virtlearn.people.models import User

shown_for = timedelta(hours=1)


def notes_of(user: User | None) -> Sequence[ClassNote] | None:
    """Of all classes that they are in, the latest first; None for who is in none. What they wrote
    themselves, or have closed, is left out."""
    classes = list(
        memberships_of(user).filter(in_class__archived_at=None).values_list("in_class", flat=True)
    )
    if user is None or not classes:
        return None
    rows = ClassNote.objects.filter(in_class__in=classes, at__gt=timezone.now() - shown_for)
    rows = rows.exclude(closed__user=user).exclude(by=user).select_related("in_class__course")
    return list(rows.order_by("-at", "-pk"))


def notes_shown(row: Class) -> Sequence[ClassNote]:
    """Those of a class that are within their hour, the latest first, for who wrote them."""
    rows = ClassNote.objects.filter(in_class=row, at__gt=timezone.now() - shown_for).select_related(
        "by"
    )
    return list(rows.order_by("-at", "-pk"))

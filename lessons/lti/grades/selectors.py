"""Reads what of a class's grades is in the outbox."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from lessons.models import Class, LtiLink
from virtlearn.outbox.models import OutboxItem


def items_of(row: Class) -> QuerySet[OutboxItem]:
    """Of all links of the courses that the class is connected with."""
    links = LtiLink.objects.filter(context__in_class=row).values_list("pk", flat=True)
    lines = Q(pk__in=[])
    for link in links:
        lines |= Q(line__startswith=f"lti-score:{link}:")
    return OutboxItem.objects.filter(lines)

"""Reads which revision a class has chosen, and how many of its members answered what."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count
from django.utils import timezone

from lessons.models import Attempt, Class, Membership
from lessons.publishing.pin import Pin, pin_in_force

revisions_most = 30  # that can be chosen


def pin_of(row: Class) -> Pin:
    return Pin(
        pinned=row.pinned.digest if row.pinned else "",
        planned_on=row.planned_on,
        planned=row.planned.digest if row.planned else "",
        time_zone=row.time_zone,
    )


def digest_in_force(row: Class) -> str:
    """ "" where the class follows the course's current revision."""
    return pin_in_force(pin_of(row), timezone.now())


def digest_read(row: Class) -> str:
    """The revision that the class's members read now, pinned or not."""
    current = row.course.current
    return digest_in_force(row) or (current.digest if current else "")


def answers_counted(row: Class) -> Mapping[tuple[str, str], int]:
    """How many members of the class have answered each question, by lesson and id."""
    members = row.memberships.filter(user__isnull=False).exclude(state=Membership.State.INVITED)
    rows = Attempt.objects.filter(course=row.course.slug, user__in=members.values("user"))
    counted = rows.values_list("lesson", "question").annotate(people=Count("user", distinct=True))
    return {(lesson, question): people for lesson, question, people in counted}

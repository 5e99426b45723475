"""Reads the revisions of a class's course, and what is other in one than in another."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Count
from django.utils import timezone

from lessons.classes.pin.core import Content, Difference, difference
from lessons.models import Attempt, Class, Membership, Revision
from lessons.publishing import selectors
from lessons.publishing.pin import Pin, pin_in_force

revisions_most = 30  # that can be chosen


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A revision with its number in the course, from 1 in the order of publishing."""

    number: int
    row: Revision
    current: bool


def revisions_numbered(row: Class) -> Sequence[Numbered]:
    """Of the class's course, the latest first."""
    rows = list(row.course.revisions.order_by("published_at", "pk").defer("head"))
    return [
        Numbered(number=number, row=each, current=each.pk == row.course.current_id)
        for number, each in enumerate(rows, 1)
    ][::-1]


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


def revisions_differ(course_slug: str, before: str, after: str) -> Difference | None:
    """None where one of the two can't be shown by this version of the program."""
    if not all(selectors.revision_shows(course_slug, each) for each in (before, after)):
        return None
    return _revisions_differ(course_slug, before, after)


@functools.lru_cache(maxsize=32)
def _revisions_differ(course_slug: str, before: str, after: str) -> Difference:
    return difference(content_of(course_slug, before), content_of(course_slug, after))


def content_of(course_slug: str, digest: str) -> Content:
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    course = published.course
    lessons, guides = {}, {}
    for language in course.languages:
        for head in course.lessons:
            if lesson := selectors.lesson_get(published, head.slug, language):
                lessons[head.slug, language] = lesson
        for lab in course.labs:
            if guide := selectors.guide_get(published, lab.slug, language):
                guides[lab.slug, language] = guide
    return Content(course=course, lessons=lessons, guides=guides)


def answers_counted(row: Class) -> Mapping[tuple[str, str], int]:
    """How many members of the class have answered each question, by lesson and id."""
    members = row.memberships.filter(user__isnull=False).exclude(state=Membership.State.INVITED)
    rows = Attempt.objects.filter(course=row.course.slug, user__in=members.values("user"))
    counted = rows.values_list("lesson", "question").annotate(people=Count("user", distinct=True))
    return {(lesson, question): people for lesson, question, people in counted}

"""Reads courses as one reader gets them: in the revision of their class, else the current one.

Hardly any course has a class with a revision of its own; whether one has is known with which
revision is current, so that other readers cost no statement more. A reader's choice is asked for
once a request: it is kept with the user's object.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from lessons.models import Membership
from lessons.publishing import selectors
from lessons.publishing.pin import Choice, ClassPin, Edition, Pin, choice_make
from lessons.publishing.selectors import Published
from virtlearn.people.models import User

newest = Choice()


def choice_for(user: User | None, course_slug: str) -> Choice:
    """Which revision `user` reads, and by which of their classes."""
    if user is None or not selectors.course_has_pins(course_slug):
        return newest
    kept: dict[str, Choice] = user.__dict__.setdefault("_course_choices", {})
    if course_slug not in kept:
        kept[course_slug] = choice_make(class_pins(user, course_slug), timezone.now())
    return kept[course_slug]


def edition_for(user: User | None, course_slug: str) -> Edition | None:
    """None where there is nothing to say: the reader has what everybody has."""
    choice = choice_for(user, course_slug)
    current = selectors.current_of(course_slug)
    own = bool(choice.digest) and current is not None and choice.digest != current.digest
    if not own and not choice.others:
        return None
    return Edition(choice.classes if own else (), choice.others)


def class_pins(user: User, course_slug: str) -> list[ClassPin]:
    """Of the classes that `user` has joined; one statement."""
    rows = Membership.objects.filter(
        user=user,
        state=Membership.State.JOINED,
        in_class__course__slug=course_slug,
        in_class__archived_at=None,
    )
    found = rows.values_list(
        "in_class",
        "in_class__name",
        "in_class__time_zone",
        "in_class__ends_on",
        "in_class__planned_on",
        "in_class__pinned__digest",
        "in_class__pinned__published_at",
        "in_class__planned__digest",
        "in_class__planned__published_at",
    )
    return [class_pin(*row) for row in found.order_by("in_class")]


def class_pin(*row: Any) -> ClassPin:
    class_id, name, zone, ends_on, planned_on, pinned, pinned_at, planned, planned_at = row
    return ClassPin(
        class_id=class_id,
        name=name,
        pin=Pin(
            pinned=pinned or "",
            planned_on=planned_on,
            planned=planned or "",
            time_zone=zone,
            ends_on=ends_on,
        ),
        published={key: at for key, at in ((pinned, pinned_at), (planned, planned_at)) if key},
    )


def course_for(user: User | None, course_slug: str) -> Published | None:
    """The course as `user` reads it; None where it is not published.

    A revision that this version of the program can't show any more is passed over.
    """
    digest = choice_for(user, course_slug).digest
    if digest and selectors.revision_shows(course_slug, digest):
        return selectors.revision_course(course_slug, digest)
    return selectors.course_current(course_slug)


def course_for_or_404(user: User | None, course_slug: str) -> Published:
    if (published := course_for(user, course_slug)) is None:
        raise Http404
    return published


def courses_for(user: User | None) -> Sequence[Published]:
    """Every published course, in the order in which they came."""
    found = (course_for(user, each.course.slug) for each in selectors.courses_current())
    return [published for published in found if published]

"""Lists places of a course to which a class can be asked to come: lessons and their headings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lessons.classes.pin.selectors import digest_read
from lessons.models import Class
from lessons.models.class_notes import heading_length
from lessons.publishing import selectors


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """`heading` is an id, "" for the lesson's beginning; `label` says both in words."""

    lesson: str
    heading: str
    title: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.lesson}#{self.heading}"


class LessonPlaces(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    places: Sequence[Place]


def places_of(row: Class, language: str) -> Sequence[LessonPlaces]:
    """In the order of the revision that the class reads, in `language` or the course's own."""
    digest = digest_read(row)
    published = selectors.revision_course(row.course.slug, digest) if digest else None
    if published is None:
        return ()
    shown = selectors.content_language(published.course, language)
    found = []
    for head in published.course.lessons:
        lesson = selectors.lesson_get(published, head.slug, shown)
        headings = [each for each in lesson.headings if each.id] if lesson else []
        title = head.title[shown]
        first = Place(lesson=head.slug, heading="", title=title, label=title)
        others = [
            Place(
                lesson=head.slug,
                heading=each.id,
                title=each.title,
                label=f"{title}: {each.title}",
            )
            for each in headings
            if len(each.id) <= heading_length
        ]
        found.append(LessonPlaces(title=title, places=[first, *others]))
    return found


def place_find(row: Class, language: str, key: str) -> Place | None:
    """None where the revision has no such place."""
    everywhere = (place for each in places_of(row, language) for place in each.places)
    return next((place for place in everywhere if place.key == key), None)

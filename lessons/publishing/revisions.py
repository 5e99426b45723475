"""Reads a course's revisions: which there are, and what is other in one than in another."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Count
from django.db.models.functions import Length

from lessons.document.difference import Content, Difference, difference
from lessons.document.text_diff import FileFact
from lessons.models import Attempt, Course, Publication, Revision
from lessons.publishing import selectors


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A revision with its number in the course, from 1 in the order of publishing."""

    number: int
    row: Revision
    current: bool


def revisions_numbered(course: Course) -> Sequence[Numbered]:
    """Those that were ever shown, the latest first."""
    rows = course.revisions.filter(unpublished=False).select_related("published_by")
    ordered = rows.order_by("published_at", "pk").defer("head")
    return [
        Numbered(number=number, row=each, current=each.pk == course.current_id)
        for number, each in enumerate(ordered, 1)
    ][::-1]


def revisions_waiting(course: Course) -> Sequence[Revision]:
    """Those that were brought in and never shown, the latest first."""
    rows = course.revisions.filter(unpublished=True).select_related("published_by")
    return list(rows.defer("head"))


def publications_of(course: Course) -> Sequence[Publication]:
    """Who showed which revision and when, the latest first."""
    return list(course.publications.select_related("by", "revision").defer("revision__head"))


def files_of(revision: Revision) -> Mapping[str, FileFact]:
    """The revision's files by path, without their contents."""
    rows = revision.files.annotate(size=Length("blob__content"))
    return {
        path: FileFact(digest, size)
        for path, digest, size in rows.values_list("path", "blob", "size")
    }


def file_read(revision: Revision, path: str) -> bytes:
    """b"" where there is no such file."""
    row = revision.files.filter(path=path).values_list("blob__content").first()
    return bytes(row[0]) if row else b""


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


def learners_counted(course_slug: str) -> Mapping[tuple[str, str], int]:
    """How many people have answered each question of the course, by lesson and id."""
    rows = Attempt.objects.filter(course=course_slug).order_by().values_list("lesson", "question")
    counted = rows.annotate(people=Count("user", distinct=True))
    return {(lesson, question): people for lesson, question, people in counted}

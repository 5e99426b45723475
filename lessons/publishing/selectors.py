"""Reads published courses, cached by revision.

A revision never changes, so what is made from one is kept in the process under its digest. Which
revision is current can be changed by another process; it is asked for again after a second.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec
from django.db.models import Exists, F, OuterRef
from django.http import Http404

from lessons.document import schema
from lessons.models import Asset, Assignment, Blob, Class, Course, GroupSet, Page, Revision

current_seconds = 1.0
digest_length = 64


class Published(msgspec.Struct, frozen=True):
    """A revision that can be shown."""

    course: schema.Course
    digest: str


class Current(NamedTuple):
    """What is known of a course: when it was asked, the revision that is shown, whether a class
    reads, or is to read, one that it has chosen, and whether a class has assignments or groups in
    it."""

    asked: float
    digest: str
    has_pins: bool
    has_assignments: bool
    has_groups: bool


_current: dict[str, Current] = {}


def current_forget() -> None:
    """Call after the current revision of a course, or that of a class, or its assignments have
    changed."""
    _current.clear()
    revision_shows.cache_clear()


def current_of(course_slug: str) -> Current | None:
    """None where no revision is shown."""
    known = _current.get(course_slug)
    if known and time.monotonic() - known.asked <= current_seconds:
        return known
    pinned = Class.objects.filter(course=OuterRef("pk"), archived_at=None)
    pinned = pinned.exclude(pinned=None, planned_on=None)
    assigned = Assignment.objects.filter(in_class__course=OuterRef("pk"), deleted_at=None)
    rows = Course.objects.filter(slug=course_slug, current__isnull=False)
    grouped = GroupSet.objects.filter(in_class__course=OuterRef("pk"))
    facts = (Exists(pinned), Exists(assigned), Exists(grouped))
    row = rows.values_list("current__digest", *facts).first()
    if row is None:
        return None
    found = Current(time.monotonic(), str(row[0]), *map(bool, row[1:]))
    _current[course_slug] = found
    return found


def course_current(course_slug: str) -> Published | None:
    """The revision that is shown of a course; None where none is published."""
    current = current_of(course_slug)
    return revision_course(course_slug, current.digest) if current else None


def revisions_pinned() -> set[tuple[str, str]]:
    """Course and digest of each revision that a class has chosen, save the current ones."""
    classes = Class.objects.filter(archived_at=None)
    chosen = {
        pair
        for name in ("pinned", "planned")
        for pair in classes.filter(**{f"{name}__isnull": False}).values_list(
            "course__slug", f"{name}__digest"
        )
    }
    shown = Course.objects.filter(current__isnull=False).values_list("slug", "current__digest")
    return chosen - set(shown)


def course_has_pins(course_slug: str) -> bool:
    """Whether a class has a revision of its own: `lessons.publishing.reader` says who is in it."""
    current = current_of(course_slug)
    return current is not None and current.has_pins


def course_has_assignments(course_slug: str) -> bool:
    """Whether a class has one: `lessons.assignments.work` says for whom."""
    current = current_of(course_slug)
    return current is not None and current.has_assignments


def course_has_groups(course_slug: str) -> bool:
    """Whether a class has some: `lessons.assignments.groups` says who is in them."""
    current = current_of(course_slug)
    return current is not None and current.has_groups


def course_current_or_404(course_slug: str) -> Published:
    if (published := course_current(course_slug)) is None:
        raise Http404
    return published


def courses_current() -> list[Published]:
    """Every published course, in the order in which they came."""
    rows = Course.objects.filter(current__isnull=False).order_by("pk")
    found = (
        revision_course(slug, digest)
        for slug, digest in rows.values_list("slug", "current__digest")
    )
    return [published for published in found if published]


def revision_course(course_slug: str, digest: str) -> Published | None:
    """One revision, current or not; None where there is none.

    The beginning of a digest will do where one revision alone begins so.
    """
    if len(digest) != digest_length:
        rows = Revision.objects.filter(course__slug=course_slug, digest__startswith=digest)
        found = list(rows.values_list("digest", flat=True)[:2])
        if len(found) != 1:
            return None
        digest = found[0]
    try:
        return _revision_course(course_slug, digest)
    except Revision.DoesNotExist:
        return None


@functools.lru_cache(maxsize=64)
def _revision_course(course_slug: str, digest: str) -> Published:
    row = Revision.objects.get(course__slug=course_slug, digest=digest)
    return Published(msgspec.json.decode(bytes(row.head), type=schema.Course), digest)


def revision_is_readable(revision: Revision) -> bool:
    """Whether this version of the program can decode all of it; older ones kept other fields."""
    kinds: dict[str, type] = {Page.Kind.LESSON: schema.Lesson, Page.Kind.GUIDE: schema.Guide}
    try:
        msgspec.json.decode(bytes(revision.head), type=schema.Course)
        for kind, body in revision.pages.values_list("kind", "body"):
            msgspec.json.decode(bytes(body), type=kinds[kind])
    except msgspec.DecodeError:  # also what does not fit the types
        return False
    return True


def revision_shown(digest: str) -> Revision | None:
    """The revision of this content, where its course shows it and this version can read it."""
    rows = Revision.objects.filter(digest=digest, course__current=F("pk")).select_related("course")
    revision = rows.first()
    return revision if revision and revision_is_readable(revision) else None


@functools.lru_cache(maxsize=64)
def revision_shows(course_slug: str, digest: str) -> bool:
    """`revision_is_readable` by digest, asked once; False where there is no such revision."""
    row = Revision.objects.filter(course__slug=course_slug, digest=digest).first()
    return row is not None and revision_is_readable(row)


def revision_files(revision: Revision) -> dict[str, bytes]:
    """The files that the revision was made of, by path in the course's folder, in order; empty for
    one that was published before they were kept."""
    rows = revision.files.order_by("path").values_list("path", "blob__content")
    return {path: bytes(content) for path, content in rows}


def lesson_head(course: schema.Course, slug: str) -> schema.LessonHead | None:
    return next((lesson for lesson in course.lessons if lesson.slug == slug), None)


def lab_head(course: schema.Course, slug: str) -> schema.LabHead | None:
    return next((lab for lab in course.labs if lab.slug == slug), None)


def content_language(course: schema.Course, wanted: str) -> str:
    """`wanted` where the course has it, else its source language."""
    return wanted if wanted in course.languages else course.languages[0]


def course_title(row: Course, language: str) -> str:
    """In `language`, or the course's own; its slug where it can't be shown."""
    published = course_current(row.slug)
    if published is None:
        return row.slug
    course = published.course
    return course.title.get(content_language(course, language)) or row.slug


def lesson_get(published: Published, slug: str, language: str) -> schema.Lesson | None:
    """The body of a lesson; `language` is one of the course's."""
    try:
        return _lesson(published.course.slug, published.digest, slug, language)
    except Page.DoesNotExist:
        return None


def guide_get(published: Published, slug: str, language: str) -> schema.Guide | None:
    """The text of a lab; `language` is one of the course's."""
    try:
        return _guide(published.course.slug, published.digest, slug, language)
    except Page.DoesNotExist:
        return None


@functools.lru_cache(maxsize=256)
def _lesson(course_slug: str, digest: str, slug: str, language: str) -> schema.Lesson:
    body = _page_body(course_slug, digest, Page.Kind.LESSON, slug, language)
    return msgspec.json.decode(body, type=schema.Lesson)


@functools.lru_cache(maxsize=64)
def _guide(course_slug: str, digest: str, slug: str, language: str) -> schema.Guide:
    body = _page_body(course_slug, digest, Page.Kind.GUIDE, slug, language)
    return msgspec.json.decode(body, type=schema.Guide)


def _page_body(course_slug: str, digest: str, kind: str, slug: str, language: str) -> bytes:
    row = Page.objects.get(
        revision__course__slug=course_slug,
        revision__digest=digest,
        kind=kind,
        slug=slug,
        language=language,
    )
    return bytes(row.body)


@functools.lru_cache(maxsize=64)
def asset_digests(course_slug: str, digest: str) -> Mapping[str, str]:
    """Path in the course's folder → digest of the file's content."""
    rows = Asset.objects.filter(revision__course__slug=course_slug, revision__digest=digest)
    return dict(rows.values_list("path", "blob_id"))


def assets_read(course_slug: str, digest: str, paths: Collection[str]) -> dict[str, bytes]:
    """Path → content of those files of a revision that are named; one statement."""
    if not paths:
        return {}
    rows = Asset.objects.filter(
        revision__course__slug=course_slug, revision__digest=digest, path__in=paths
    ).values_list("path", "blob__content")
    return {path: bytes(content) for path, content in rows}


def asset_content(course_slug: str, blob_digest: str, name: str) -> bytes | None:
    """The file of that name and content in any revision of the course; None where there is none."""
    if not Asset.objects.filter(
        revision__course__slug=course_slug, blob=blob_digest, path__endswith=f"/{name}"
    ).exists():
        return None
    return bytes(Blob.objects.values_list("content", flat=True).get(pk=blob_digest))

"""Keeps revisions that nobody sees yet, shows them, or drops them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from lessons.document.library import Compiled
from lessons.models import Course, Publication, Revision
from lessons.publishing import selectors
from lessons.publishing.refusal import PublishingCode
from lessons.publishing.services import (
    PublishError,
    RollbackError,
    current_set,
    revision_files_keep,
    revision_make,
    revision_renew,
)
from virtlearn.people.models import User


@transaction.atomic
def revision_keep(
    *, compiled: Compiled, digest: str, files: Mapping[str, bytes], by: User
) -> Revision:
    """Keeps what was compiled beside what is shown. Content that was kept or published before is
    not stored again. Raises PublishError where there are problems."""
    course = compiled.course
    if course is None or compiled.problems:
        raise PublishError(compiled.problems)
    row, _new = Course.objects.get_or_create(slug=course.slug)
    row = Course.objects.select_for_update().get(pk=row.pk)
    revision = row.revisions.filter(digest=digest).first()
    if revision is None:
        revision = revision_make(row, compiled, digest, by, unpublished=True)
    elif not selectors.revision_is_readable(revision):
        revision_renew(revision, compiled)
        selectors.revision_shows.cache_clear()
    revision_files_keep(revision=revision, files=files)
    return revision


@transaction.atomic
def revision_show(*, revision: Revision, message: str, by: User) -> None:
    """Learners see that revision from now on. Raises RollbackError where they do already, or where
    another version of this program made its pages."""
    course = Course.objects.select_for_update().get(pk=revision.course_id)
    if course.current_id == revision.pk:
        raise RollbackError(PublishingCode.SHOWN)
    if not selectors.revision_is_readable(revision):
        code = PublishingCode.OTHER_VERSION
        raise RollbackError(code, course=course.slug, digest=revision.digest[:12])
    new = revision.unpublished
    kind = Publication.Kind.PUBLISHED if new else Publication.Kind.RESTORED
    current_set(course, revision, kind=kind, by=by, message=message)


@transaction.atomic
def revision_discard(*, revision: Revision) -> None:
    """Drops one that was never shown; where it was, nothing. The course goes too if nothing else
    was ever in it."""
    course = Course.objects.select_for_update().get(pk=revision.course_id)
    rows = course.revisions.filter(pk=revision.pk, unpublished=True)
    if rows.delete()[0] and not course.revisions.exists():
        course.delete()

"""Publishes revisions and rolls them back."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from labs.provisioning.broker_manifest import scripts_publish
from lessons.document.library import Compiled
from lessons.models import (
    Asset,
    Blob,
    Course,
    Page,
    Publication,
    Revision,
    RevisionFile,
)
from lessons.models.courses import message_length
from lessons.publishing import selectors
from lessons.publishing.refusal import PublishingCode
from virtlearn.core.problems import Problem
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

log = logging.getLogger(__name__)
no_files: Mapping[str, bytes] = {}
blobs_at_once = 500


class PublishError(RefusedError):
    """The course has problems; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(PublishingCode.PROBLEMS)
        self.problems = tuple(problems)


class ChosenError(RefusedError):
    """What is shown was chosen here, by publishing or by a rollback; set-up leaves it alone."""


class RollbackError(RefusedError):
    """There is no such revision to go back to, or none that can be shown."""


@transaction.atomic
def revision_publish(  # noqa: PLR0913
    *,
    compiled: Compiled,
    digest: str,
    files: Mapping[str, bytes] = no_files,
    message: str = "",
    by: User | None = None,
    draft: bool = False,
    setup: bool = False,
) -> tuple[Revision, bool]:
    """Makes what was compiled the current revision; says whether that changed anything.

    `files` are those that it was compiled from, by path; `message` says why it is published.
    Content that was published before is not stored again, whatever became current since. Raises
    PublishError where there are problems; a draft may have some, yet has to be a course. `setup`:
    nobody asked for it, so that ChosenError is raised where somebody chose what is shown.
    """
    course = compiled.course
    if course is None or (compiled.problems and not draft):
        raise PublishError(compiled.problems)
    row, _new = Course.objects.get_or_create(slug=course.slug)
    row = Course.objects.select_for_update().get(pk=row.pk)
    revision = row.revisions.filter(digest=digest).first()
    chosen = row.current_id is not None and not row.current_by_setup
    if setup and chosen and (revision is None or row.current_id != revision.pk):
        raise ChosenError(PublishingCode.CHOSEN, course=course.slug)
    renewed = revision is not None and not selectors.revision_is_readable(revision)
    if revision is None:
        revision = Revision.objects.create(
            course=row,
            digest=digest,
            head=msgspec.json.encode(course),
            published_at=timezone.now(),
            published_by=by,
        )
        pages_store(revision, compiled)
        assets_store(revision, compiled)
    elif renewed:
        revision_renew(revision, compiled)
    revision_files_keep(revision=revision, files=files)
    if row.current_id == revision.pk and not renewed:
        return revision, False
    kind = Publication.Kind.SET_UP if setup else Publication.Kind.PUBLISHED
    current_set(row, revision, kind=kind, by=by, message=message)
    return revision, True


@transaction.atomic
def revision_files_keep(*, revision: Revision, files: Mapping[str, bytes]) -> None:
    """Keeps the files that the revision was made of, where it has none: one of an older version of
    this program gets them when they are published again."""
    if not files or revision.files.exists():
        return
    digests = blobs_store(files)
    RevisionFile.objects.bulk_create(
        [RevisionFile(revision=revision, path=path, blob_id=digests[path]) for path in files]
    )


def revision_renew(revision: Revision, compiled: Compiled) -> None:
    """Makes the pages of a revision again, which an older version of this program had made."""
    Revision.objects.filter(pk=revision.pk).update(head=msgspec.json.encode(compiled.course))
    revision.pages.all().delete()
    pages_store(revision, compiled)


def pages_store(revision: Revision, compiled: Compiled) -> None:
    kinds: list[tuple[str, Any]] = [
        (Page.Kind.LESSON, compiled.lessons),
        (Page.Kind.GUIDE, compiled.guides),
    ]
    Page.objects.bulk_create(
        [
            Page(
                revision=revision,
                kind=kind,
                slug=slug,
                language=language,
                body=msgspec.json.encode(body),
            )
            for kind, bodies in kinds
            for (slug, language), body in bodies.items()
        ],
        batch_size=100,
    )


def assets_store(revision: Revision, compiled: Compiled) -> None:
    digests = blobs_store(compiled.assets)
    Asset.objects.bulk_create(
        [Asset(revision=revision, path=path, blob_id=digest) for path, digest in digests.items()]
    )


def blobs_store(files: Mapping[str, bytes]) -> dict[str, str]:
    """Keeps each content once; gives the digest of each path."""
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    contents = {digests[path]: data for path, data in files.items()}
    every = list(contents)
    for start in range(0, len(every), blobs_at_once):
        some = every[start : start + blobs_at_once]
        known = set(Blob.objects.filter(digest__in=some).values_list("digest", flat=True))
        Blob.objects.bulk_create(
            [Blob(digest=each, content=contents[each]) for each in some if each not in known],
            ignore_conflicts=True,
            batch_size=100,
        )
    return digests


def current_set(
    course: Course, revision: Revision, *, kind: Publication.Kind, by: User | None, message: str
) -> None:
    """Shows the revision, and writes down who did so."""
    now = timezone.now()
    Course.objects.filter(pk=course.pk).update(
        current=revision,
        current_since=now,
        current_by=by,
        current_by_setup=kind == Publication.Kind.SET_UP,
    )
    Publication.objects.create(
        course=course,
        revision=revision,
        kind=kind,
        message=" ".join(message.split())[:message_length],
        at=now,
        by=by,
    )
    selectors.current_forget()
    transaction.on_commit(selectors.current_forget)
    transaction.on_commit(lambda: lab_scripts_publish(course.slug, revision.digest))


def lab_scripts_publish(course_slug: str, digest: str) -> None:
    """Lets the scripts of the revision's labs run in machines."""
    published = selectors.revision_course(course_slug, digest)
    labs = published.course.labs if published else ()
    try:
        scripts_publish(text for lab in labs for text in lab.scripts.values())
    except OSError:
        log.exception(
            "the checks of %s cannot run: their scripts could not be written", course_slug
        )


@transaction.atomic
def rollback_target(*, course_slug: str, digest: str = "") -> tuple[Course, Revision]:
    """The course, and the earlier revision that `revision_rollback` would show. Raises
    RollbackError as that does."""
    course = Course.objects.select_for_update().filter(slug=course_slug).first()
    if course is None or course.current is None:
        raise RollbackError(PublishingCode.NONE, course=course_slug)
    if digest and course.current.digest == digest.lower():
        raise RollbackError(PublishingCode.SHOWN)
    others = course.revisions.exclude(pk=course.current.pk)
    if digest:
        found = list(others.filter(digest__startswith=digest.lower()))
    else:
        found = list(others.filter(published_at__lte=course.current.published_at)[:1])
    if not found:
        code = PublishingCode.NO_REVISION if digest else PublishingCode.NOTHING_BEFORE
        raise RollbackError(code, course=course_slug, digest=digest)
    if len(found) > 1:
        raise RollbackError(PublishingCode.AMBIGUOUS, digest=digest)
    if not selectors.revision_is_readable(found[0]):
        shown = found[0].digest[:12]
        raise RollbackError(PublishingCode.OTHER_VERSION, course=course_slug, digest=shown)
    return course, found[0]


@transaction.atomic
def revision_rollback(
    *, course_slug: str, digest: str = "", message: str = "", by: User | None = None
) -> Revision:
    """Shows an earlier revision again: the one whose digest begins so, or the one before.

    Raises RollbackError where there is none such, or several, or where its pages were made by a
    version of this program that kept them otherwise.
    """
    course, revision = rollback_target(course_slug=course_slug, digest=digest)
    current_set(course, revision, kind=Publication.Kind.RESTORED, by=by, message=message)
    return revision

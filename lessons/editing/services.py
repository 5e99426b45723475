"""Changes drafts, publishes and discards them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
from django.db import transaction
from django.utils import timezone

from lessons.document.source import size_limit
from lessons.editing import selectors
from lessons.editing.core.merge import Merged, merge
from lessons.editing.core.paths import is_text, path_fault
from lessons.editing.refusal import EditingCode
from lessons.editing.selectors import Edited, digest_of
from lessons.models import Course, Draft, DraftFile, DraftVersion, Revision
from lessons.publishing.services import revision_publish
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

versions_most = 200  # of one file, beside what it is now

path_codes = {
    "name": EditingCode.NAME,
    "kind": EditingCode.KIND,
    "deep": EditingCode.FOLDER,
    "taken": EditingCode.TAKEN,
}


class EditingError(RefusedError):
    """Nothing was changed."""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a file that was sent. `text` and `digest` are what stands there now, or, in a
    conflict, the text with both versions and the digest of the others' that is stored."""

    outcome: Literal["saved", "merged", "conflict"]
    text: str
    digest: str
    who: str = ""  # whose changes it met


@transaction.atomic
def draft_file_save(*, course: Course, path: str, text: str, base: str, by: User) -> Saved:
    """Saves a text that was written from what had the digest `base` ("": there was no file).

    Where others have saved since, both changes are merged. Lines that both changed are a conflict:
    the others' text stays as it is, and what was sent is kept among the versions. Raises
    EditingError for a path that a course can't have and for a text that is too large.
    """
    edited = edited_locked(course)
    current = edited.files.get(path)
    if current is None or not is_text(path):
        path_check(path, edited.files)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    size_check(path, text.encode())
    if current is None or digest_of(current) == base:
        digest = content_store(edited, path, text.encode(), by)
        return Saved(outcome="saved", text=text, digest=digest)
    known = selectors.content_known(edited, path, base) if base else b""
    theirs = current.decode("utf-8", "replace")
    row = edited.changed.get(path)
    who = row.changed_by.username if row and row.changed_by else ""
    found = merged(known, text, theirs, (by.username, who))
    if found.conflicts:
        if row is None:
            row = row_make(edited, path, current, None)
        version_add(row, text.encode(), timezone.now(), by)
        return Saved(outcome="conflict", text=found.text, digest=digest_of(current), who=who)
    size_check(path, found.text.encode())
    digest = content_store(edited, path, found.text.encode(), by)
    return Saved(
        outcome="saved" if found.text == text else "merged",
        text=found.text,
        digest=digest,
        who=who,
    )


def merged(base: bytes | None, mine: str, theirs: str, names: tuple[str, str]) -> Merged:
    """Without what both began with, all that differs is a conflict."""
    before = "" if base is None else base.decode("utf-8", "replace")
    return merge(before, mine, theirs, my_name=names[0], their_name=names[1] or "published")


@transaction.atomic
def draft_file_add(*, course: Course, path: str, content: bytes, by: User) -> None:
    """A new file. Raises EditingError for a path that can't be or is taken, and for its size."""
    edited = edited_locked(course)
    path_check(path, edited.files)
    size_check(path, content)
    content_store(edited, path, content, by)


@transaction.atomic
def draft_file_delete(*, course: Course, path: str, by: User) -> None:
    """Leaves a file out; `draft_file_restore` brings it back. None such is no error."""
    edited = edited_locked(course)
    if path in edited.files:
        content_store(edited, path, None, by)


@transaction.atomic
def draft_file_rename(*, course: Course, path: str, to: str, by: User) -> None:
    """Moves a file. Raises EditingError for a path that can't be or is taken, and where no file is
    left at `path`."""
    edited = edited_locked(course)
    content = edited.files.get(path)
    if content is None:
        raise EditingError(EditingCode.GONE)
    path_check(to, [each for each in edited.files if each != path])
    if to != path:
        content_store(edited, to, content, by)
        content_store(edited, path, None, by)


@transaction.atomic
def draft_file_restore(*, course: Course, path: str, by: User) -> None:
    """Brings a deleted file back as it was last; one that is there stays as it is."""
    edited = edited_locked(course)
    row = edited.changed.get(path)
    if row is None or row.content is not None:
        return
    path_check(path, edited.files)
    last = row.versions.exclude(content=None).first()
    content = bytes(last.content) if last and last.content is not None else edited.base.get(path)
    if content is not None:
        content_store(edited, path, content, by)


@transaction.atomic
def draft_discard(*, course: Course, seen: str) -> None:
    """Forgets all changes. Raises EditingError where the draft is not what was `seen`."""
    edited = edited_locked(course)
    if edited.seen != seen:
        raise EditingError(EditingCode.GONE)
    if edited.draft:
        edited.draft.delete()


@transaction.atomic
def draft_publish(*, course: Course, message: str, seen: str, by: User) -> Revision:
    """Publishes the draft and ends it. Raises EditingError where it has problems, is not what was
    `seen`, changes nothing, or was begun from another revision than the one that is shown."""
    edited = edited_locked(course)
    if not any(edited.changes().values()):
        raise EditingError(EditingCode.NOTHING)
    if edited.seen != seen:
        raise EditingError(EditingCode.GONE)
    if edited.outdated:
        raise EditingError(EditingCode.OUTDATED)
    checked = selectors.edited_check(edited)
    if checked.problems:
        raise EditingError(EditingCode.PROBLEMS)
    revision, _new = revision_publish(
        compiled=checked.compiled,
        digest=checked.digest,
        by=by,
        files=edited.files,
        message=message,
    )
    if edited.draft:
        edited.draft.delete()
    return revision


@transaction.atomic
def draft_update(*, course: Course, by: User) -> int:
    """Begins the draft anew from the revision that is shown, and merges its changes into it; how
    many places are left to be made one. What the draft had stays among the versions."""
    edited = edited_locked(course)
    draft, current = edited.draft, edited.course.current
    if draft is None or current is None or not edited.outdated:
        return 0
    Draft.objects.filter(pk=draft.pk).update(base=current)
    fresh = selectors.edited_of(edited.course)
    conflicts = 0
    for path, row in edited.changed.items():
        before, now = edited.base.get(path), fresh.base.get(path)
        mine = None if row.content is None else bytes(row.content)
        if mine == now:
            row.delete()
        elif before != now and mine is not None and now is not None and is_text(path):
            texts = (mine.decode("utf-8", "replace"), now.decode("utf-8", "replace"))
            found = merged(before, *texts, (by.username, ""))
            conflicts += found.conflicts
            content_store(fresh, path, found.text.encode(), by)
    return conflicts


def edited_locked(course: Course) -> Edited:
    """The course with its draft, which nobody else changes until the transaction ends."""
    row = Course.objects.select_for_update().get(pk=course.pk)
    edited = selectors.edited_of(row)
    if not edited.base:
        raise EditingError(EditingCode.NOT_KEPT)
    return edited


def path_check(path: str, files: Collection[str]) -> None:
    if fault := path_fault(path, files):
        raise EditingError(path_codes[fault])


def size_check(path: str, content: bytes) -> None:
    if len(content) > (most := size_limit(path)):
        raise EditingError(EditingCode.TOO_LARGE, most=f"{most:,}")


def content_store(edited: Edited, path: str, content: bytes | None, by: User) -> str:
    """Makes `content` what the draft has at `path`, and keeps what it had; its digest."""
    digest = "" if content is None else digest_of(content)
    row = edited.changed.get(path)
    if row is None:
        if content == edited.base.get(path):
            return digest
        row_make(edited, path, content, by)
        return digest
    if row.digest == digest:
        return digest
    before = None if row.content is None else bytes(row.content)
    version_add(row, before, row.changed_at, row.changed_by)
    DraftFile.objects.filter(pk=row.pk).update(
        content=content, digest=digest, changed_at=timezone.now(), changed_by=by
    )
    return digest


def row_make(edited: Edited, path: str, content: bytes | None, by: User | None) -> DraftFile:
    draft, _new = Draft.objects.get_or_create(
        course=edited.course,
        defaults={"base": edited.revision, "begun_at": timezone.now(), "begun_by": by},
    )
    return DraftFile.objects.create(
        draft=draft,
        path=path,
        content=content,
        digest="" if content is None else digest_of(content),
        changed_at=timezone.now(),
        changed_by=by,
    )


def version_add(row: DraftFile, content: bytes | None, at: datetime, by: User | None) -> None:
    """Keeps a version, and the latest `versions_most` alone."""
    digest = "" if content is None else digest_of(content)
    DraftVersion.objects.create(file=row, content=content, digest=digest, at=at, by=by)
    kept = row.versions.values_list("pk", flat=True)[:versions_most]
    row.versions.exclude(pk__in=list(kept)).delete()

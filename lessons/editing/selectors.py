"""Reads drafts: the files of the base, with what the draft has otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from django.http import Http404
from django.shortcuts import get_object_or_404

from lessons.document.library import Compiled, course_compile
from lessons.document.source import CourseSource
from lessons.editing.core.merge import conflict_lines
from lessons.editing.core.tree import Change
from lessons.models import Blob, Course, Draft, DraftFile, DraftVersion, Revision
from lessons.publishing import selectors as publishing
from virtlearn.core.problems import Problem

compiled_most = 2  # drafts of which a process keeps what was made of them
conflict_message = "two versions of a text stand here: make one of them, and take the markers out"


class Checked(msgspec.Struct, frozen=True):
    """The whole draft as a course, with all problems; `digest` names its content."""

    digest: str
    compiled: Compiled
    problems: tuple[Problem, ...]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What a text says and its page would not show; it keeps nothing from being published."""
        return self.compiled.warnings


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """A course as its authors have it. `draft` None: nobody has changed anything.

    `base` has the files of the revision that it was begun from, empty where they were not kept;
    `files` are those with the draft's.
    """

    course: Course
    revision: Revision
    draft: Draft | None
    base: Mapping[str, bytes]
    changed: Mapping[str, DraftFile]
    files: Mapping[str, bytes]

    @property
    def outdated(self) -> bool:
        """Whether another revision is shown than the one that the draft was begun from."""
        return self.course.current_id != self.revision.pk

    def changes(self) -> dict[str, Change]:
        """Every path, deleted ones too, with what the draft does to it."""
        found: dict[str, Change] = dict.fromkeys(self.files, "")
        for path, row in self.changed.items():
            if row.content is None:
                if path in self.base:
                    found[path] = "deleted"
            elif path not in self.base:
                found[path] = "new"
            elif bytes(row.content) != self.base[path]:
                found[path] = "changed"
        return dict(sorted(found.items()))

    def listed(self) -> dict[str, Change]:
        """The same, and files that were made and deleted again: they can be brought back."""
        gone = {path for path, row in self.changed.items() if row.content is None}
        found: dict[str, Change] = dict.fromkeys(gone, "deleted")
        return {**found, **self.changes()}

    @property
    def seen(self) -> str:
        """Changes with the draft: what a form sends back, so that it decides on what was seen."""
        names = sorted((path, row.digest) for path, row in self.changed.items())
        return digest_of(repr((self.revision.digest, names)).encode()) if names else ""


_compiled: dict[str, Checked] = {}


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def edited_or_404(course_slug: str) -> Edited:
    """Http404 for a course that was never published."""
    course = get_object_or_404(Course.objects.select_related("current"), slug=course_slug)
    if course.current is None:
        raise Http404
    return edited_of(course)


def edited_of(course: Course) -> Edited:
    """Of a course that has a current revision."""
    draft = Draft.objects.filter(course=course).select_related("base").first()
    revision = draft.base if draft else course.current
    if revision is None:
        raise LookupError(course)
    base = publishing.revision_files(revision)
    rows = draft.files.select_related("changed_by") if draft else ()
    changed = {row.path: row for row in rows}
    files = dict(base)
    for path, row in changed.items():
        if row.content is None:
            files.pop(path, None)
        else:
            files[path] = bytes(row.content)
    return Edited(
        course=course,
        revision=revision,
        draft=draft,
        base=base,
        changed=changed,
        files=dict(sorted(files.items())),
    )


def edited_check(edited: Edited) -> Checked:
    """What `course check` says of the draft; kept until it is another one."""
    source = CourseSource(edited.files)
    marked = [path for path, row in edited.changed.items() if row.content is not None]
    key = digest_of(repr((source.digest, sorted(marked))).encode())
    if found := _compiled.get(key):
        return found
    compiled = course_compile(source)
    problems = {*compiled.problems, *conflicts_left(edited.files, marked)}
    if compiled.course and compiled.course.slug != edited.course.slug:
        said = f"the course is {edited.course.slug}: another slug would make another course"
        problems.add(Problem("course.toml", 1, said))
    checked = Checked(source.digest, compiled, tuple(sorted(problems)))
    while len(_compiled) >= compiled_most:
        _compiled.pop(next(iter(_compiled)), None)
    _compiled[key] = checked
    return checked


def conflicts_left(files: Mapping[str, bytes], paths: Sequence[str]) -> list[Problem]:
    return [
        Problem(path, line, conflict_message)
        for path in paths
        for line in conflict_lines(files[path].decode("utf-8", "replace"))
    ]


def content_known(edited: Edited, path: str, digest: str) -> bytes | None:
    """What the file held under that digest, now or earlier; None where it is not known any more."""
    for content in (edited.files.get(path), edited.base.get(path)):
        if content is not None and digest_of(content) == digest:
            return content
    if row := edited.changed.get(path):
        earlier = DraftVersion.objects.filter(file=row, digest=digest).exclude(content=None).first()
        if earlier and earlier.content is not None:
            return bytes(earlier.content)
    blob = Blob.objects.filter(pk=digest).values_list("content", flat=True).first()
    return None if blob is None else bytes(blob)

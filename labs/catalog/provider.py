"""Reads the labs that courses offer, their guides and digests, from `settings.LAB_PROVIDER`.

Labs come from courses, but labs never imports lessons: the provider is a module with the functions
`lab_get`, `lab_list`, `labs_pinned`, `guide_get` and `figure_get` of these signatures, found by its
dotted name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Literal, Protocol, cast

import msgspec
from django.conf import settings

from labs.spec.definition import LabSpec
from labs.spec.digest import task_digest
from labs.spec.figure import Drawing
from virtlearn.people.models import User

digests_kept_most = 256
_digests: dict[tuple[str, str, str], Mapping[str, str]] = {}


class Way(msgspec.Struct, frozen=True):
    """Where to go on from a lab: another page of its course."""

    slug: str
    title: Mapping[str, str]  # language → text


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """A lab as published: `digest` names the revision of the course that it stands in."""

    course: str
    slug: str
    digest: str
    spec: LabSpec
    scripts: Mapping[str, str]  # file name → text
    title: Mapping[str, str]  # language → text
    summary: Mapping[str, str]
    lessons: tuple[Way, ...] = ()  # that send their readers here
    following: Way | None = None  # the next lab of the course
    units: Mapping[str, Mapping[str, str]] = {}  # what units are called that are words
    measures: Mapping[str, Mapping[str, str]] = {}  # what figures are called, by key


class GuidePart(msgspec.Struct, frozen=True, kw_only=True):
    """A run of rendered HTML, a task with its inline HTML hints and its solution, or what the
    reader guesses, with inline HTML questions.
    """

    kind: Literal["html", "task", "guess"]
    html: str
    task: str = ""
    hints: tuple[str, ...] = ()
    solution: str = ""
    guess: str = ""
    questions: tuple[str, ...] = ()


class Provider(Protocol):
    def lab_get(self, course: str, slug: str, user: User | None) -> Lab | None: ...

    def lab_list(self) -> Sequence[Lab]: ...

    def labs_pinned(self) -> Sequence[Lab]: ...

    def guide_get(self, lab: Lab, language: str) -> Sequence[GuidePart]: ...

    def figure_get(self, lab: Lab, language: str) -> Drawing | None: ...


def provider() -> Provider:
    return cast(Provider, import_module(settings.LAB_PROVIDER))


def lab_get(course: str, slug: str, user: User | None = None) -> Lab | None:
    """The lab in the revision that `user` reads, which is the course's current one for most; None
    where there is none."""
    return provider().lab_get(course, slug, user)


def lab_list() -> Sequence[Lab]:
    """Every lab of every course that is published."""
    return provider().lab_list()


def labs_pinned() -> Sequence[Lab]:
    """The labs of revisions that some read beside the current ones."""
    return provider().labs_pinned()


def guide_get(lab: Lab, language: str) -> Sequence[GuidePart]:
    """The lab's text in `language`, or in the course's source language."""
    return provider().guide_get(lab, language)


def figure_get(lab: Lab, language: str) -> Drawing | None:
    """What the lab keeps in sight, drawn, in `language` or in the course's source language."""
    return provider().figure_get(lab, language)


def task_digests(lab: Lab) -> Mapping[str, str]:
    """Task → digest, by which results of one and the same task are compared. The guides of a
    revision are read once."""
    key = (lab.course, lab.slug, lab.digest)
    if (found := _digests.get(key)) is None:
        if len(_digests) >= digests_kept_most:
            _digests.clear()
        guides = {language: guide_get(lab, language) for language in lab.title}
        found = _digests[key] = {
            task.id: task_digest(
                lab.spec,
                task,
                lab.scripts,
                {
                    language: [
                        text
                        for part in parts
                        if part.task == task.id
                        for text in (part.html, *part.hints)
                    ]
                    for language, parts in guides.items()
                },
            )
            for task in lab.spec.tasks
        }
    return found

"""Hands labs their definitions and guides; `settings.LAB_PROVIDER` names this module.

`labs` doesn't import `lessons`: it finds these functions by that setting, see
labs/catalog/provider.py.
"""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from labs.catalog.provider import GuidePart, Lab, Way
from labs.spec.figure import Drawing
from lessons.document import schema
from lessons.document.library import course_compile
from lessons.document.source import course_read
from lessons.publishing import reader, selectors
from lessons.publishing.links import links_resolve, resolver
from lessons.publishing.selectors import Published
from virtlearn.core.problems import Problem
from virtlearn.people.models import User


def lab_get(course: str, slug: str, user: User | None = None) -> Lab | None:
    """The lab in the revision that `user` reads; None where there is none."""
    published = reader.course_for(user, course)
    head = selectors.lab_head(published.course, slug) if published else None
    return lab_of(published, head) if published and head else None


def lab_list() -> list[Lab]:
    """Every lab of every course that is published."""
    return [
        lab_of(published, head)
        for published in selectors.courses_current()
        for head in published.course.labs
    ]


def labs_pinned() -> list[Lab]:
    """Every lab of the revisions that classes read, or are to read, instead of the current one."""
    found = (
        selectors.revision_course(slug, digest)
        for slug, digest in selectors.revisions_pinned()
        if selectors.revision_shows(slug, digest)
    )
    return [
        lab_of(published, head)
        for published in found
        if published
        for head in published.course.labs
    ]


def labs_read(path: Path) -> tuple[list[Lab], list[Problem]]:
    """The labs of a course folder that need not be published, and all of the course's problems."""
    source = course_read(path)
    compiled = course_compile(source)
    if compiled.course is None:
        return [], list(compiled.problems)
    published = Published(compiled.course, source.digest)
    labs = [lab_of(published, head) for head in compiled.course.labs]
    return labs, list(compiled.problems)


def guide_get(lab: Lab, language: str) -> list[GuidePart]:
    """The lab's text in `language`, or in the course's source language."""
    published = selectors.revision_course(lab.course, lab.digest)
    if published is None:
        return []
    language = selectors.content_language(published.course, language)
    interface = get_language() or settings.LANGUAGE_CODE
    return list(guide_parts(lab.course, lab.digest, lab.slug, language, interface))


def figure_get(lab: Lab, language: str) -> Drawing | None:
    """The drawing that the lab keeps in sight, in `language` or in the course's source language."""
    published = selectors.revision_course(lab.course, lab.digest)
    if published is None:
        return None
    language = selectors.content_language(published.course, language)
    guide = selectors.guide_get(published, lab.slug, language)
    return guide.figure if guide else None


def lab_of(published: Published, head: schema.LabHead) -> Lab:
    labs = published.course.labs
    after = labs[labs.index(head) + 1 :]
    return Lab(
        course=published.course.slug,
        slug=head.slug,
        digest=published.digest,
        spec=head.spec,
        scripts=head.scripts,
        title=head.title,
        summary=head.summary,
        lessons=tuple(
            Way(lesson.slug, lesson.title)
            for lesson in published.course.lessons
            if head.slug in lesson.labs
        ),
        units=published.course.units,
        measures=published.course.measures,
        following=Way(after[0].slug, after[0].title) if after else None,
    )


@functools.lru_cache(maxsize=64)
def guide_parts(
    course: str, digest: str, slug: str, language: str, interface: str
) -> tuple[GuidePart, ...]:
    """The guide with its links resolved; `interface` is the active language, which links have."""
    published = selectors.revision_course(course, digest)
    guide = selectors.guide_get(published, slug, language) if published else None
    return tuple(part_of(part, course, digest) for part in guide.parts) if guide else ()


def part_of(part: schema.Part, course: str, digest: str) -> GuidePart:
    resolve = resolver(course, digest)
    if isinstance(part, schema.TaskPart):
        return GuidePart(
            kind="task",
            html=links_resolve(part.html, resolve),
            task=part.task,
            hints=tuple(links_resolve(hint, resolve) for hint in part.hints),
            solution=links_resolve(part.solution, resolve),
        )
    if isinstance(part, schema.GuessPart):
        questions = tuple(links_resolve(each, resolve) for each in part.questions)
        return GuidePart(kind="guess", html="", guess=part.guess, questions=questions)
    html = part.html if isinstance(part, schema.Html) else ""
    return GuidePart(kind="html", html=links_resolve(html, resolve))

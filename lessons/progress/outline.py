"""Reads the sections of a published lesson, with the questions and claims that stand in them."""

from __future__ import annotations

import functools
import re

from lessons.document import schema
from lessons.progress.mastery import Section
from lessons.publishing import selectors
from lessons.publishing.selectors import Published

heading = re.compile(r'<h2[^>]*\bid="([^"]+)"')


def sections_of(published: Published, lesson: str, language: str) -> tuple[Section, ...]:
    """The lesson's sections as its contents have them, without those below another; () for a draft
    that lacks the language."""
    return _sections(published.course.slug, published.digest, lesson, language)


@functools.lru_cache(maxsize=256)
def _sections(course: str, digest: str, slug: str, language: str) -> tuple[Section, ...]:
    published = selectors.revision_course(course, digest)
    lesson = selectors.lesson_get(published, slug, language) if published else None
    return sections_in(lesson) if lesson else ()


def sections_in(lesson: schema.Lesson) -> tuple[Section, ...]:
    questions: dict[str, list[str]] = {}
    above = ""
    for part in lesson.parts:
        if isinstance(part, schema.QuestionPart):
            if not part.question.pool:
                questions.setdefault(above, []).append(part.question.id)
        elif isinstance(part, (schema.Html, schema.LabPart, schema.DrawPart)):
            above = ([above, *heading.findall(part.html)])[-1]
    top = ""  # the section of the heading that was met last
    tops: dict[str, str] = {}
    for each in lesson.headings:
        top = each.id if each.level == 2 else top
        tops[each.id] = top
    claims: dict[str, list[str]] = {}
    for claim in lesson.claims:
        claims.setdefault(tops.get(claim.section, ""), []).append(claim.id)
    return tuple(
        Section(
            id=each.id,
            title=each.title,
            questions=tuple(questions.get(each.id, ())),
            claims=tuple(claims.get(each.id, ())),
        )
        for each in lesson.headings
        if each.level == 2
    )


def sections_forget() -> None:
    """Empties the cache: for a preview, where a draft can change while its digest does not."""
    _sections.cache_clear()

"""Builds the search index of a course's current revision in one language.

The index is made at its first use after a revision came, and kept in the process by the revision's
digest, as pages are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from lessons.assessment.presenter import question_view
from lessons.document import schema
from lessons.document.claims import claim_place
from lessons.document.spoilers import place as spoiler_place
from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.search.entries import Entry, plain, sections
from lessons.search.index import Index
from lessons.search.synonyms import Synonyms

place_or_term = re.compile(r'<h[23] id="([^"]+)"|href="course:glossary#([^"]+)"')
title_most = 90  # letters of a question that stand for its title


@functools.lru_cache(maxsize=16)
def search_index(course_slug: str, digest: str, language: str) -> Index:
    """The index of a revision, which has to be there."""
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    return Index(list(course_entries(published, language)), synonyms_of(published.course))


def synonyms_of(course: schema.Course) -> Synonyms:
    """What the glossary's terms are called, in all of the course's languages."""
    return Synonyms((*each.term.values(), *each.also) for each in course.glossary.values())


def answer_to(course: schema.Course, index: Index, query: str) -> schema.Answer | None:
    """What the course answers at once to what was typed, in whatever words and order."""
    about = index.synonyms.about(query)
    if not about:
        return None
    answers = course.answers.values()
    asked = ((each, index.synonyms.about(text)) for each in answers for text in each.asked)
    return next((each for each, wanted in asked if wanted == about), None)


def course_entries(published: Published, language: str) -> Iterator[Entry]:
    """All that can be found, in the course's order."""
    course = published.course
    for head in course.lessons:
        if lesson := selectors.lesson_get(published, head.slug, language):
            yield from lesson_entries(lesson)
    yield from term_entries(course, language)
    for lab in course.labs:
        if guide := selectors.guide_get(published, lab.slug, language):
            yield guide_entry(lab.slug, guide)


def term_entries(course: schema.Course, language: str) -> Iterator[Entry]:
    for key, term in course.glossary.items():
        if word := term.term.get(language):
            text = term.definition.get(language, "")
            yield Entry(kind="term", page="", anchor=key, title=word, text=text)


def guide_entry(lab: str, guide: schema.Guide) -> Entry:
    """Without hints and solutions: those are opened."""
    html = " ".join(
        " ".join(part.questions) if isinstance(part, schema.GuessPart) else part.html
        for part in guide.parts
        if isinstance(part, (schema.Html, schema.TaskPart, schema.GuessPart))
    )
    text = f"{guide.summary} {plain(html)}"
    return Entry(kind="lab", page=lab, anchor="", title=guide.title, text=text)


def lesson_entries(lesson: schema.Lesson) -> Iterator[Entry]:
    """The lesson by its summary, each section, and each question by its prompt alone."""
    objectives = " ".join(plain(each.html) for each in lesson.objectives)
    yield Entry(
        kind="lesson",
        page=lesson.slug,
        anchor="",
        title=lesson.title,
        text=f"{lesson.summary} {objectives}",
    )
    prose: list[str] = []
    questions: list[Entry] = []
    above = lesson.title
    for part in lesson.parts:
        if isinstance(part, schema.QuestionPart):
            if not part.question.pool:  # those are drawn: they may stand on no page of this reader
                questions.append(question_entry(part, lesson.slug, above))
            continue
        if not isinstance(part, (schema.Html, schema.LabPart, schema.DrawPart)):
            continue
        prose.append(uncovered(part.html, lesson))
        for anchor, title, _ in sections(part.html):
            if anchor:
                above = f"{lesson.title} · {title}"
    for anchor, title, text in sections(" ".join(prose)):
        if not anchor and not text:
            continue
        yield Entry(
            kind="section",
            page=lesson.slug,
            anchor=anchor,
            title=title or lesson.title,
            above=lesson.title if title else "",
            text=text,
        )
    yield from questions


def uncovered(html: str, lesson: schema.Lesson) -> str:
    """Without claims that are to be predicted first, and what gives them away: a search would show
    it."""
    asked = {claim.id for claim in lesson.claims if claim.predict}

    def cut(part: re.Match[str]) -> str:
        return "" if part["claim"] in asked else part[0]

    return spoiler_place.sub(cut, claim_place.sub(cut, html))


def question_entry(part: schema.QuestionPart, lesson: str, above: str) -> Entry:
    """A question as the page shows it before anything was answered: what the view has of it."""
    view = question_view(part.question)
    # Of a text with gaps what stands around them.
    prompt = plain(" … ".join(view.asked))
    title = prompt
    if len(prompt) > title_most:
        title = f"{prompt[:title_most].rsplit(' ', 1)[0]} …"
    return Entry(
        kind="question",
        page=lesson,
        anchor=part.question.id,
        title=title,
        above=above,
        text=prompt,
    )


class Use(msgspec.Struct, frozen=True):
    """Where a term of the glossary is linked from, first of all in that lesson."""

    lesson: str
    anchor: str


@functools.lru_cache(maxsize=16)
def glossary_uses(course_slug: str, digest: str, language: str) -> dict[str, tuple[Use, ...]]:
    """Term → the lessons that link to it, each with the section of the first link."""
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    uses: dict[str, dict[str, Use]] = {}
    for head in published.course.lessons:
        lesson = selectors.lesson_get(published, head.slug, language)
        anchor = ""
        for piece in lesson.parts if lesson else ():
            if isinstance(piece, schema.QuestionPart):
                continue
            for found in place_or_term.finditer(getattr(piece, "html", "")):
                if found[1]:
                    anchor = found[1]
                else:
                    uses.setdefault(found[2], {}).setdefault(head.slug, Use(head.slug, anchor))
    return {key: tuple(found.values()) for key, found in uses.items()}

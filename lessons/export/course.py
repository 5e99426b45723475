"""A course as chapters: what the page to print and the EPUB book are made of.

A question stands there as it is asked, without its answers: what a page may show of it before
anything was answered.
"""

from __future__ import annotations

import functools
import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import msgspec
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from lessons.assessment.presenter import question_view
from lessons.document import schema
from lessons.export.cover import cover_make
from lessons.export.epub import Book, Chapter, Section, epub_make, media_types
from lessons.format.html_ids import ids_prefix, regions_name, still, xhtml
from lessons.models import Revision
from lessons.publishing import selectors
from lessons.publishing.links import links_resolve, resolver
from lessons.publishing.selectors import Published
from lessons.publishing.sources import levels, sources_context
from lessons.quizzes import variant

style = Path(__file__).with_name("book.css")
glossary_name = "glossary"


class PrintChapter(msgspec.Struct, frozen=True):
    """A lesson or the glossary in the page to print; ids have the slug before them."""

    slug: str
    title: str
    html: str
    sections: tuple[Section, ...]


def chapter_html(published: Published, lesson: schema.Lesson) -> str:
    """The lesson without what is a page's own: `course:` links are still in it."""
    course = published.course
    context = {
        "lesson": lesson,
        "objectives": [(levels[each.level], each.html) for each in lesson.objectives],
        "parts": [part_context(part, course, lesson.language) for part in lesson.parts],
        "sources": sources_context(course, lesson),
    }
    return still(render_to_string("lessons/_book_chapter.html", context))


def part_context(part: schema.Part, course: schema.Course, language: str) -> dict[str, object]:
    if isinstance(part, schema.QuestionPart):
        # In an order of their own: the right choice often stands first in the author's file.
        order = variant.order(part.question, "book")
        view = question_view(part.question, order=order, seed=variant.seed_of("book"))
        return {} if part.question.pool else {"question": view}
    if isinstance(part, schema.LabPart):
        lab = selectors.lab_head(course, part.lab)
        return {"lab": part.lab, "title": lab.title.get(language, part.lab) if lab else part.lab}
    return {"html": getattr(part, "html", "")}


def glossary_html(course: schema.Course, language: str) -> str:
    terms = sorted(
        (term.term.get(language, key).casefold(), key, term)
        for key, term in course.glossary.items()
    )
    context = {
        "terms": [
            (key, term.term.get(language, key), term.definition.get(language, ""))
            for _folded, key, term in terms
        ]
    }
    return render_to_string("lessons/_book_glossary.html", context)


def sections_of(lesson: schema.Lesson) -> tuple[Section, ...]:
    return tuple(Section(each.id, each.title) for each in lesson.headings if each.level == 2)


# --- one page ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def print_chapters(
    course_slug: str, digest: str, language: str, interface: str
) -> tuple[PrintChapter, ...]:
    """All lessons and the glossary; `interface` is the active language."""
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    elsewhere = resolver(course_slug, digest)
    names = {head.slug for head in published.course.lessons}

    def resolve(target: str) -> str:
        path, _sharp, fragment = target.partition("#")
        kind, _slash, name = path.partition("/")
        if kind == "lesson" and name in names:
            return f"#{name}--{fragment}" if fragment else f"#{name}"
        if kind == "glossary":
            return f"#{glossary_name}--{fragment}"
        return elsewhere(target)

    found = []
    for head in published.course.lessons:
        lesson = selectors.lesson_get(published, head.slug, language)
        if lesson is None:
            continue
        title = head.title.get(language, head.slug)
        html = regions_name(chapter_html(published, lesson), title)
        html = ids_prefix(html, f"{head.slug}--")
        sections = tuple(
            Section(f"{head.slug}--{each.id}", each.title) for each in sections_of(lesson)
        )
        found.append(PrintChapter(head.slug, title, links_resolve(html, resolve), sections))
    if published.course.glossary:
        html = ids_prefix(glossary_html(published.course, language), f"{glossary_name}--")
        found.append(PrintChapter(glossary_name, _("Glossary"), html, ()))
    return tuple(found)


# --- a book --------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def course_epub(course_slug: str, digest: str, language: str, origin: str) -> bytes:
    """The course as an EPUB file; `origin` ("https://learn.example.org") is where its labs are."""
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    with override(language):  # the book's own words are in its language
        return epub_make(book_of(published, language, origin))


def book_of(published: Published, language: str, origin: str) -> Book:
    course = published.course
    revision = Revision.objects.get(course__slug=course.slug, digest=published.digest)
    images: dict[str, bytes] = {}
    resolve = book_resolver(published, origin, images)
    chapters = [
        Chapter(
            name=f"lesson-{head.slug}",
            title=head.title.get(language, head.slug),
            body=xhtml(links_resolve(chapter_html(published, lesson), resolve)),
            sections=sections_of(lesson),
        )
        for head in course.lessons
        if (lesson := selectors.lesson_get(published, head.slug, language))
    ]
    if course.glossary:
        body = xhtml(glossary_html(course, language))
        chapters.append(Chapter(name=glossary_name, title=_("Glossary"), body=body))
    title = course.title.get(language, course.slug)
    title_page = render_to_string(
        "lessons/_book_title.html",
        {
            "course": course,
            "title": title,
            "summary": course.summary.get(language, ""),
            "digest": published.digest[:12],
            "url": origin + resolver(course.slug, published.digest)(""),
            "date": revision.published_at,
        },
    )
    return Book(
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, f"{published.digest}/{language}").urn,
        language=language,
        title=title,
        description=course.summary.get(language, ""),
        authors=course.authors,
        rights=course.license,
        modified=revision.published_at.astimezone(UTC),
        contents=_("Contents"),
        summary=_("Every figure has a text that says what it shows."),
        chapters=(Chapter(name="title", title=title, body=xhtml(title_page)), *chapters),
        style=style.read_text(),
        cover=cover_make(title, course.authors, language),
        images=images,
    )


def book_resolver(
    published: Published, origin: str, images: dict[str, bytes]
) -> Callable[[str], str]:
    """Links within the book; labs and the wizard at the site. Images that are met are put in."""
    slug = published.course.slug
    site = resolver(slug, published.digest)
    assets = selectors.asset_digests(slug, published.digest)
    names = {head.slug for head in published.course.lessons}

    def resolve(target: str) -> str:
        path, sharp, fragment = target.partition("#")
        kind, _slash, name = path.partition("/")
        if kind == "lesson" and name in names:
            return f"lesson-{name}.xhtml{sharp}{fragment}"
        if kind == "glossary":
            return f"{glossary_name}.xhtml{sharp}{fragment}"
        ending = name.rpartition(".")[2].lower()
        if kind == "asset" and name in assets and ending in media_types:
            content = selectors.asset_content(slug, assets[name], name.rpartition("/")[2])
            at = f"images/{hashlib.sha256(name.encode()).hexdigest()[:16]}.{ending}"
            images[at] = content or b""
            return at
        return origin + site(target)

    return resolve

"""Exports of a course: one page to print, a book."""

from __future__ import annotations

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.experiments.fragments import claims_printed
from lessons.export.course import course_epub, print_chapters
from lessons.publishing import reader, selectors
from lessons.reading import lesson_page
from virtlearn.core.site_address import site_url
from virtlearn.people.selectors import learner_of


@require_safe
def printed(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    interface = get_language() or settings.LANGUAGE_CODE
    language = selectors.content_language(published.course, interface)
    user = learner_of(request)
    chapters = []
    for chapter in print_chapters(course_slug, published.digest, language, interface):
        page = lesson_page.lesson_page(published, chapter.slug) if user else None
        if page is not None and user is not None:
            html = claims_printed(user, page.place, page.claims, chapter.html)
            chapter = msgspec.structs.replace(chapter, html=html)  # noqa: PLW2901
        chapters.append(chapter)
    context = {
        "course": published.course,
        "language": language,
        "digest": published.digest[:12],
        "chapters": chapters,
    }
    return render(request, "lessons/print.html", context)


@require_safe
def epub(request: HttpRequest, course_slug: str, language: str) -> HttpResponse:
    """The course as an EPUB 3 book in one of its languages."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    if language not in published.course.languages or language not in dict(settings.LANGUAGES):
        raise Http404
    origin = site_url("")
    content = course_epub(course_slug, published.digest, language, origin)
    response = HttpResponse(content, content_type="application/epub+zip")
    name = f"{course_slug}.{language}.epub"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

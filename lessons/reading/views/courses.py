"""A course: its contents and its glossary."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.experiments.claims_board import board, board_state
from lessons.progress.mastery import Level
from lessons.publishing import reader, selectors
from lessons.reading import selectors as reading_selectors
from lessons.reading.course_map import course_map
from lessons.reading.resume import resume_of
from lessons.search.glossary import glossary_letters
from virtlearn.people.selectors import learner_of


@require_safe
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    language = selectors.content_language(published.course, get_language() or "")
    user = learner_of(request)
    standing = reading_selectors.standing(user, published, language)
    map_of = course_map(published.course, standing.work, standing.running)
    context = {
        "course": published.course,
        "language": language,
        "edition": reader.edition_for(user, course_slug),
        "map": map_of,
        "work": standing.work,
        "levels": list(Level),
        "known": [each.slug for each in standing.work.lessons if each.known],
        "begun": standing.begun,
        "steps": standing.steps,
        "resumes": [each for each in [resume_of(published, language, standing)] if each],
        "downloads": [
            (code, get_language_info(code)["name_translated"])
            for code in published.course.languages
            if code in dict(settings.LANGUAGES)
        ],
    }
    return render(request, "lessons/course.html", context)


@never_cache
@require_safe
def claims(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The board of the course's claims, with the reader's own figures."""
    user = learner_of(request)
    published = reader.course_for_or_404(user, course_slug)
    interface = get_language() or ""
    language = selectors.content_language(published.course, interface)
    context = {
        "course": published.course,
        "language": language,
        "board": board(published, language, interface, board_state(user, published)),
    }
    return render(request, "lessons/claims.html", context)


@require_safe
def glossary(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    language = selectors.content_language(published.course, get_language() or "")
    context = {
        "course": published.course,
        "language": language,
        "letters": glossary_letters(published, language, get_language() or language),
    }
    return render(request, "lessons/glossary.html", context)

"""The home page: every course that is published."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.publishing import reader, selectors
from lessons.reading import selectors as reading_selectors
from lessons.reading.hero import hero_view
from lessons.reading.resume import latest_first, resume_of
from virtlearn.core import csp
from virtlearn.people.selectors import learner_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = learner_of(request)
    courses: list[dict[str, Any]] = []
    resumes = []
    for published in reader.courses_for(user):
        course = published.course
        language = selectors.content_language(course, get_language() or "")
        standing = reading_selectors.standing(user, published, language)
        courses.append(
            {
                "course": course,
                "language": language,
                "begun": standing.begun,
                "minutes": (minutes := sum(lesson.minutes for lesson in course.lessons)),
                "hours": round(minutes / 60) if minutes > 100 else 0,
                "work": standing.work,
            }
        )
        if resume := resume_of(published, language, standing):
            resumes.append(resume)
    heroes = (hero_view(each["course"], user, each["language"]) for each in courses)
    context = {
        "courses": courses,
        "resumes": latest_first(resumes),
        "hero": next(filter(None, heroes), None),
        "begun": any(each["begun"] for each in courses),
        "labs": any(each["course"].labs for each in courses),
    }
    response = render(request, "lessons/home.html", context)
    if context["hero"]:
        response[csp.header] = csp.with_wasm  # the player of its recording asks for it
    return response

"""The home page: every course that is published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.publishing import reader, selectors
from lessons.reading import selectors as reading_selectors
from lessons.reading.resume import latest_first, resume_of
from virtlearn.people.selectors import learner_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = learner_of(request)
    courses, resumes = [], []
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
    context = {"courses": courses, "resumes": latest_first(resumes)}
    return render(request, "lessons/home.html", context)

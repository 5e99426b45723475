"""What every page can say of its reader: of the review, of classes and of messages to them."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from lessons.classes.notices.selectors import notes_of
from lessons.classes.screens.selectors import questions_of
from lessons.classes.selectors import has_classes
from lessons.progress.days_worked import rhythm_of
from lessons.publishing.reader import courses_for
from lessons.reading.resume import Resume, resumes_of
from lessons.review.services import due_count
from virtlearn.people.selectors import learner_of


def reader(request: HttpRequest) -> dict[str, Any]:
    """Template context; each is read where a template asks for it, and not before."""
    return {
        "review_due": lambda: due_count(learner_of(request)),
        "has_classes": lambda: has_classes(learner_of(request)),
        "class_notes": lambda: notes_of(learner_of(request)),
        "resumes": cache(partial(resumes, request)),
        "rhythm": cache(lambda: rhythm_of(learner_of(request))),
        "screens_questions": lambda: questions_of(learner_of(request), course_of(request)),
        "search_course": cache(partial(search_course, request)),
    }


def resumes(request: HttpRequest) -> list[Resume]:
    """Where the reader left off: in the page's course, or on a page without one in all."""
    found = request.resolver_match
    slug = str(found.kwargs.get("course_slug", "")) if found else ""
    return resumes_of(learner_of(request), slug)


def search_course(request: HttpRequest) -> str:
    """Which course is searched from this page: that of the page, or else the first one; "" where
    none is published."""
    found = request.resolver_match
    slug = str(found.kwargs.get("course_slug", "")) if found else ""
    if slug := slug or course_of(request):
        return slug
    courses = courses_for(learner_of(request))
    return courses[0].course.slug if courses else ""


def course_of(request: HttpRequest) -> str:
    """That the page's address names, "" for none."""
    found = request.resolver_match
    return str(found.kwargs.get("course", "")) if found else ""

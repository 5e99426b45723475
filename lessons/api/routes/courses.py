"""`/courses`: what everybody sees of the courses, in one of their languages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from lessons.api.schemas import CourseOut, CoursesOut, answers
from lessons.publishing.selectors import (
    Published,
    content_language,
    course_current,
    courses_current,
)

router = Router(tags=["courses"])


class LanguageQuery(Schema):
    """The language of titles; a course that does not have it answers in its first."""

    language: str = Field("en", max_length=10)


@router.get("courses", response=answers(CoursesOut), summary="The courses that are shown")
def courses(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, Any]:
    shown = [course_out(each, query.language) for each in courses_current()]
    return {"items": shown, "next": None}


@router.get("courses/{slug:slug}", response=answers(CourseOut), summary="One course")
def course(request: HttpRequest, slug: str, query: Query[LanguageQuery]) -> dict[str, Any]:
    published = course_current(slug)
    if published is None:
        raise Http404
    return course_out(published, query.language)


def course_out(published: Published, language: str) -> dict[str, Any]:
    found = published.course
    shown = content_language(found, language)
    return {
        "slug": found.slug,
        "title": found.title[shown],
        "languages": list(found.languages),
        "revision": published.digest,
        "lessons": [{"slug": each.slug, "title": each.title[shown]} for each in found.lessons],
        "labs": [{"slug": each.slug, "title": each.title[shown]} for each in found.labs],
    }

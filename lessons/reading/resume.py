"""Where a learner left off in the courses that they have begun, and what to do now in each."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from django.utils.translation import get_language

from lessons.publishing import reader, selectors
from lessons.publishing.selectors import Published
from lessons.reading.selectors import NextStep, Standing, standing
from virtlearn.people.models import User

others_most = 3  # steps that are shown beside the first


class Resume(msgspec.Struct, frozen=True, kw_only=True):
    """A course that was begun: `step` is the best thing to do in it, `others` are what is open
    beside that, and `at` is when its learner was last there."""

    course: str
    title: str
    language: str
    step: NextStep
    others: tuple[NextStep, ...]
    at: datetime | None


def resume_of(published: Published, language: str, where: Standing) -> Resume | None:
    """None for a course that was not begun, or that has no lessons."""
    if not where.begun or not where.steps:
        return None
    return Resume(
        course=published.course.slug,
        title=published.course.title[language],
        language=language,
        step=where.steps[0],
        others=where.steps[1 : 1 + others_most],
        at=where.left.at if where.left else None,
    )


def resumes_of(user: User | None, course_slug: str = "") -> list[Resume]:
    """In all courses, or in that one: where the learner was last comes first."""
    if user is None:
        return []
    found = []
    for published in reader.courses_for(user):
        if course_slug not in {"", published.course.slug}:
            continue
        language = selectors.content_language(published.course, get_language() or "")
        if each := resume_of(published, language, standing(user, published, language)):
            found.append(each)
    return latest_first(found)


def latest_first(resumes: list[Resume]) -> list[Resume]:
    """One in which only a lab was opened comes last."""
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(resumes, key=lambda each: each.at or never, reverse=True)

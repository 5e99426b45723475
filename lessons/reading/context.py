"""Template context of a lesson's page; the same for every reader.

Nothing here asks who reads: what is the reader's own has a slot (lessons/format/slots.py).
"""

from __future__ import annotations

from django.urls import reverse

from lessons.document import schema
from lessons.format import slots
from lessons.publishing import selectors
from lessons.publishing.page_key import PageKey
from lessons.publishing.selectors import Published
from lessons.publishing.sources import levels, sources_context
from virtlearn.web import site_context


def question_parts(lesson: schema.Lesson) -> list[schema.QuestionPart]:
    return [part for part in lesson.parts if isinstance(part, schema.QuestionPart)]


def lesson_context(
    place: PageKey, published: Published, lesson: schema.Lesson, head: schema.LessonHead
) -> dict[str, object]:
    """All that lesson.html asks for; no request, since the page is every reader's."""
    course = published.course
    language = place.language
    position = course.lessons.index(head)
    return {
        "place": place,
        "course_title": course.title[language],
        "has_wizard": course.wizard is not None,
        "lesson": lesson,
        "head": head,
        "number": position + 1,
        "count": len(course.lessons),
        "objectives": [(levels[each.level], each.html) for each in lesson.objectives],
        "parts": [
            part_context(part, published, place)
            for part in lesson.parts
            if not (isinstance(part, schema.QuestionPart) and part.question.pool)
        ],
        "prerequisites": [
            lesson_link(other, language)
            for slug in head.prerequisites
            if (other := selectors.lesson_head(course, slug))
        ],
        "labs": [
            {"slug": lab.slug, "title": lab.title[language]}
            for slug in head.labs
            if (lab := selectors.lab_head(course, slug))
        ],
        "sources": sources_context(course, lesson),
        "previous": lesson_link(course.lessons[position - 1], language) if position else None,
        "following": lesson_link(course.lessons[position + 1], language)
        if position + 1 < len(course.lessons)
        else None,
        "runs": any(claim.lab not in {"", "none"} for claim in lesson.claims)
        or any("data-measure=" in getattr(part, "html", "") for part in lesson.parts),
        "slot": {
            name: slots.mark(name)
            for name in (
                "account",
                "calls",
                "edition",
                "messages",
                "notes",
                "place",
                "progress",
            )
        },
        **site_context(reverse("lessons:lesson", args=[place.course, place.lesson])),
        "search_course": place.course,
    }


def lesson_link(head: schema.LessonHead, language: str) -> dict[str, object]:
    return {"slug": head.slug, "title": head.title[language], "minutes": head.minutes}


def part_context(part: schema.Part, published: Published, place: PageKey) -> dict[str, object]:
    if isinstance(part, schema.QuestionPart):
        return {"slot": slots.mark("question", part.question.id)}
    if isinstance(part, schema.DrawPart):
        return {"html": part.html, "slot": slots.mark("draw", part.draw.id)}
    if isinstance(part, schema.LabPart):
        lab = selectors.lab_head(published.course, part.lab)
        return {
            "lab": part.lab,
            "html": part.html,
            "title": lab.title[place.language] if lab else part.lab,
            "summary": lab.summary[place.language] if lab else "",
            "spec": lab.spec if lab else None,
            "state": slots.mark("lab", part.lab),
        }
    return {"html": part.html if isinstance(part, schema.Html) else ""}

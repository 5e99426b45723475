"""Looks questions of published courses up by their ids: for lessons, review, tests."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec
from django.utils.translation import get_language

from lessons.document import schema
from lessons.publishing import reader, selectors
from lessons.publishing.selectors import Published
from lessons.quizzes.digest import question_digest
from lessons.quizzes.registry import Question
from virtlearn.people.models import User


def language_of(published: Published) -> str:
    """The language in which the reader gets this course."""
    return selectors.content_language(published.course, get_language() or "")


def questions_of(published: Published, lesson_slug: str) -> Mapping[str, Question]:
    """A lesson's questions, pooled ones with them, in the reader's language where there is one."""
    language = language_of(published)
    return _questions(published.course.slug, published.digest, lesson_slug, language)


@functools.lru_cache(maxsize=256)
def _questions(course: str, digest: str, lesson_slug: str, language: str) -> Mapping[str, Question]:
    published = selectors.revision_course(course, digest)
    lesson = selectors.lesson_get(published, lesson_slug, language) if published else None
    parts = lesson.parts if lesson else ()
    return {
        part.question.id: part.question for part in parts if isinstance(part, schema.QuestionPart)
    }


def question_in(
    course: str, digest: str, lesson_slug: str, question_id: str
) -> Mapping[str, Question]:
    """A question by each language in which a revision has it; empty where it has none, or cannot be
    shown by this version of the program."""
    if not selectors.revision_shows(course, digest):
        return {}
    published = selectors.revision_course(course, digest)
    languages = published.course.languages if published else ()
    found = {each: _questions(course, digest, lesson_slug, each) for each in languages}
    return {each: those[question_id] for each, those in found.items() if question_id in those}


@functools.lru_cache(maxsize=256)
def digests_of(course: str, digest: str, lesson_slug: str) -> Mapping[str, str]:
    """Question → digest of what it asks in all languages of a revision; empty without it."""
    published = selectors.revision_course(course, digest)
    languages = published.course.languages if published else ()
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for language in languages:
        for name, question in _questions(course, digest, lesson_slug, language).items():
            found.setdefault(name, {})[language] = msgspec.to_builtins(question)
    return {name: question_digest(texts) for name, texts in found.items()}


def digest_of(course: str, digest: str, lesson_slug: str, question_id: str) -> str:
    """Of one question in the revision `digest`; "" where it has none."""
    return digests_of(course, digest, lesson_slug).get(question_id, "")


def questions_named(published: Published, language: str) -> list[tuple[str, Question]]:
    """All questions of a course by `lesson.id`, in their order."""
    course = published.course
    return [
        (f"{head.slug}.{name}", question)
        for head in course.lessons
        for name, question in _questions(course.slug, published.digest, head.slug, language).items()
    ]


def question_get(
    course_slug: str, lesson_slug: str, question_id: str, user: User | None = None
) -> Question | None:
    """The question as the revision that `user` reads has it; None where that has none."""
    published = reader.course_for(user, course_slug)
    if published is None or selectors.lesson_head(published.course, lesson_slug) is None:
        return None
    return questions_of(published, lesson_slug).get(question_id)


def question_is_there(
    course_slug: str, lesson_slug: str, question_id: str, user: User | None = None
) -> bool:
    """The same without reading the lesson."""
    published = reader.course_for(user, course_slug)
    head = selectors.lesson_head(published.course, lesson_slug) if published else None
    return head is not None and (question_id in head.questions or question_id in head.pooled)

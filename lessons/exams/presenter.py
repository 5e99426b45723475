"""Presents the questions of a test: with what was typed, and by their lessons."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.assessment.presenter import QuestionView, question_view
from lessons.document import schema
from lessons.exams.services import Asked
from lessons.publishing.selectors import Published
from lessons.quizzes.base import Fault


def view_of(
    asked: Asked, fault: Fault = "", typed: tuple[str, ...] = (), order: tuple[str, ...] = ()
) -> QuestionView:
    """What was typed stays, also where nothing is wrong with it."""
    return question_view(
        asked.question,
        order=order or asked.order,
        seed=asked.seed,
        fault=fault,
        typed=typed,
        dom=asked.name,
        prefix=asked.prefix,
    )


def by_lesson(
    published: Published, views: Sequence[tuple[Asked, QuestionView]]
) -> list[tuple[schema.LessonHead, list[QuestionView]]]:
    """In the course's order; without lessons that no question is of."""
    lessons = [
        (head, [view for asked, view in views if asked.pick.lesson == head.slug])
        for head in published.course.lessons
    ]
    return [(head, found) for head, found in lessons if found]

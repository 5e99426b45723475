"""The course that ships, as its author knows it: what the browser tests answer with."""

from __future__ import annotations

import functools
import random

from lessons.document.library import Compiled, course_compile
from lessons.document.schema import QuestionPart
from lessons.document.source import course_read
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.registry import Question
from lessons.quizzes.short import ShortQuestion, is_regex
from tests.site import course_folder

slug = "containers-vs-kvm"


@functools.cache
def compiled() -> Compiled:
    found = course_compile(course_read(course_folder))
    assert not found.problems, "\n".join(map(str, found.problems))
    return found


def lesson_slugs() -> list[str]:
    course = compiled().course
    assert course
    return [head.slug for head in course.lessons]


def questions(lesson: str, language: str) -> list[Question]:
    parts = compiled().lessons[lesson, language].parts
    return [part.question for part in parts if isinstance(part, QuestionPart)]


def right(question: Question) -> list[str] | str:
    """What to choose (ids) or to type to have the question right."""
    if isinstance(question, ChoiceQuestion):
        return [choice.id for choice in question.choices if choice.right]
    if isinstance(question, NumericQuestion):
        return f"{question.value:.10g}"
    plain = [each.pattern for each in question.accepted if not is_regex(each.pattern)]
    assert plain, f"{question.id} accepts patterns only"
    return plain[0]


def wrong(question: Question) -> list[str] | str:
    """What to choose or to type to have it wrong."""
    if isinstance(question, ChoiceQuestion):
        others = [choice.id for choice in question.choices if not choice.right]
        return [random.Random(question.id).choice(others)]
    if isinstance(question, NumericQuestion):
        return f"{question.value * 3 + 1000:.10g}"
    assert isinstance(question, ShortQuestion)
    return "quite another thing"

"""What a page shows of a question for a few words."""

from __future__ import annotations

from lessons.quizzes.short.form import ShortQuestion
from lessons.quizzes.short.patterns import is_regex
from lessons.quizzes.view import Standing, TypedView, typed_view


def view(question: ShortQuestion, standing: Standing) -> TypedView:
    plain = (each for each in question.accepted if not is_regex(each.pattern))
    if found := next(plain, None):
        return typed_view(standing, solution=found.pattern, reason=found.feedback)
    return typed_view(standing)

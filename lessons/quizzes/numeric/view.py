"""What a page shows of a question for a number."""

from __future__ import annotations

from lessons.quizzes.numeric.form import NumericQuestion
from lessons.quizzes.texts import number_text
from lessons.quizzes.view import Standing, TypedView, typed_view


def view(question: NumericQuestion, standing: Standing) -> TypedView:
    return typed_view(
        standing,
        solution=f"{number_text(question.value, standing.decimal_mark)} {question.unit}".strip(),
        reason=question.feedback,
        unit=question.unit,
        decimal=True,
    )

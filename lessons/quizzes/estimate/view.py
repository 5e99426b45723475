"""What a page shows of a question for an estimate."""

from __future__ import annotations

from lessons.quizzes.estimate.form import EstimateQuestion
from lessons.quizzes.texts import number_text
from lessons.quizzes.view import Standing, TypedView, typed_view


def view(question: EstimateQuestion, standing: Standing) -> TypedView:
    return typed_view(
        standing,
        solution=f"{number_text(question.value, standing.decimal_mark)} {question.unit}".strip(),
        reason=question.feedback,
        unit=question.unit,
        decimal=True,
    )

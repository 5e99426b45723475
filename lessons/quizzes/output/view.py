"""What a page shows of a question for output."""

from __future__ import annotations

import msgspec

from lessons.quizzes.output.form import OutputQuestion
from lessons.quizzes.short import is_regex
from lessons.quizzes.view import Standing, TypedView, typed_view


def view(question: OutputQuestion, standing: Standing) -> TypedView:
    """Without a solution where a line is an expression."""
    plain = not any(map(is_regex, question.lines))
    found = typed_view(standing, solution="\n".join(question.lines) if plain else "")
    return msgspec.structs.replace(found, typed="\n".join(standing.given))

"""`.cloze`: a text with gaps."""

from lessons.quizzes.cloze.form import ClozeQuestion
from lessons.quizzes.cloze.view import fields, pieces

__all__ = ["ClozeQuestion", "fields", "pieces"]

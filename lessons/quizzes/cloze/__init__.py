"""`.cloze`: a text with gaps."""

from lessons.quizzes.cloze.form import ClozeQuestion, Gap, ids
from lessons.quizzes.cloze.view import fields, pieces, shuffled

__all__ = ["ClozeQuestion", "Gap", "fields", "ids", "pieces", "shuffled"]

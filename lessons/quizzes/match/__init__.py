"""`.match`: each of some things goes with one of others."""

from lessons.quizzes.match.form import MatchQuestion
from lessons.quizzes.match.view import fields

__all__ = ["MatchQuestion", "fields"]

"""`.match`: each of some things goes with one of others."""

from lessons.quizzes.match.form import MatchQuestion, Pair, ids
from lessons.quizzes.match.view import fields, shuffle_spoils, shuffled

__all__ = ["MatchQuestion", "Pair", "fields", "ids", "shuffle_spoils", "shuffled"]

"""`.short`: a few words, compared after normalising."""

from lessons.quizzes.short.form import ShortQuestion, pattern_parse
from lessons.quizzes.short.patterns import (
    first_match,
    is_regex,
    matches,
    normalise,
    pattern_compile,
    pattern_fault,
)

__all__ = [
    "ShortQuestion",
    "first_match",
    "is_regex",
    "matches",
    "normalise",
    "pattern_compile",
    "pattern_fault",
    "pattern_parse",
]

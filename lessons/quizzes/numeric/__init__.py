"""`.numeric`: one number, with a tolerance and a unit."""

from lessons.quizzes.numeric.form import NumericQuestion
from lessons.quizzes.numeric.reading import near, readings

__all__ = ["NumericQuestion", "near", "readings"]

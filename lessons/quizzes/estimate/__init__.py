"""`.estimate`: a number that is predicted, scored by how near it comes."""

from lessons.quizzes.estimate.form import EstimateQuestion, ids
from lessons.quizzes.estimate.grading import fraction_of

__all__ = ["EstimateQuestion", "fraction_of", "ids"]

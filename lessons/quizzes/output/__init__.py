"""`.output`: what a program prints, line by line."""

from lessons.quizzes.output.form import OutputQuestion
from lessons.quizzes.output.grading import output_max_length

__all__ = ["OutputQuestion", "output_max_length"]

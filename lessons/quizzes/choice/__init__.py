"""`.quiz`: one choice, or several, out of a list."""

from lessons.quizzes.choice.form import Choice, ChoiceQuestion, choice_id

__all__ = ["Choice", "ChoiceQuestion", "choice_id"]

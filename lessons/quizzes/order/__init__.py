"""`.order`: items to be put in their order."""

from lessons.quizzes.order.form import OrderQuestion

__all__ = ["OrderQuestion"]

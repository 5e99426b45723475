"""`.order`: items to be put in their order."""

from lessons.quizzes.order.form import Item, OrderQuestion, ids
from lessons.quizzes.order.view import fields, shuffle_spoils

__all__ = ["Item", "OrderQuestion", "fields", "ids", "shuffle_spoils"]

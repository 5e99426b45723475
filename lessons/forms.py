"""What browsers send to a question."""

from __future__ import annotations

import msgspec
from django.http import QueryDict

from lessons.quizzes.base import Answer, answer_max_length

choices_max = 100


class AnswerForm(msgspec.Struct, frozen=True):
    """An answer as it was sent; nothing of it is trusted, and grading says what is wrong with it.

    `number` is of the attempt (or hint) that the form was made for, 0 where it is no number.
    `order` is how the choices stood.
    """

    answer: Answer
    number: int
    order: tuple[str, ...]

    @classmethod
    def read(cls, data: QueryDict) -> AnswerForm:
        """Never raises: what is too long is cut, so that it is too long to be accepted."""
        texts = data.getlist("answer")[:choices_max]
        number = data.get("number", "")
        return cls(
            answer=tuple(text[: answer_max_length + 1].replace("\x00", "") for text in texts),
            number=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
            order=tuple(data.get("order", "")[:4000].split()),
        )

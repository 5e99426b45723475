"""Reads the answer that a browser sends to a question."""

from __future__ import annotations

import msgspec
from django.http import QueryDict

from lessons.quizzes.base import Answer
from lessons.quizzes.output import output_max_length
from lessons.quizzes.variant import seed_is
from virtlearn.core.device import device_read

choices_max = 100
text_max_length = output_max_length  # of the longest answer that any kind takes


class AnswerForm(msgspec.Struct, frozen=True):
    """An answer as it was sent; nothing of it is trusted, and grading says what is wrong with it.

    `number` is of the attempt (or hint) that the form was made for, 0 where it is no number.
    `order` is how the choices stood, `seed` what the numbers were drawn by, "" where it is none.
    `as_it_is` says that empty fields shall count. `device` is "touch", "desk", or "" where the
    browser did not say. `version` is of what was saved when the form was made, 0 where nothing was.
    """

    answer: Answer
    number: int
    order: tuple[str, ...]
    seed: str = ""
    device: str = ""
    version: int = 0
    as_it_is: bool = False

    @property
    def given(self) -> Answer:
        """The answer; () where nothing was filled in."""
        return self.answer if any(each.strip() for each in self.answer) else ()

    @classmethod
    def read(cls, data: QueryDict, prefix: str = "") -> AnswerForm:
        """Never raises: what is too long is cut, so that it is too long to be accepted.

        `prefix` stands before the names of the fields where several questions share a form.
        """
        texts = data.getlist(f"{prefix}answer")[:choices_max]
        number, version = data.get("number", ""), data.get(f"{prefix}version", "")
        return cls(
            answer=tuple(text[: text_max_length + 1].replace("\x00", "") for text in texts),
            number=digits_read(number, most=3),
            order=tuple(data.get(f"{prefix}order", "")[:4000].split()),
            seed=seed if seed_is(seed := data.get(f"{prefix}seed", "")) else "",
            device=device_read(data),
            version=digits_read(version, most=9),
            as_it_is=data.get("as-it-is") == "yes",
        )


def digits_read(text: str, *, most: int) -> int:
    """0 for what is no number of at most so many digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else 0

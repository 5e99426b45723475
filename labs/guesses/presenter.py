"""Presents the fields for what the reader guesses, with what they wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from labs.catalog.provider import GuidePart, Lab
from labs.models import Guess
from virtlearn.people.models import User


class FieldView(msgspec.Struct, frozen=True):
    number: int
    question: str  # HTML
    text: str


class GuessView(msgspec.Struct, frozen=True):
    """What `_guess.html` shows. `kept`: whether anything was written down."""

    id: str
    fields: Sequence[FieldView]

    @property
    def kept(self) -> bool:
        return any(field.text for field in self.fields)


Written = Mapping[tuple[str, int], str]  # by block and number


def guesses_of(user: User | None, lab: Lab) -> Written:
    if user is None:
        return {}
    rows = Guess.objects.filter(user=user, course=lab.course, lab=lab.slug)
    return {(guess, at): text for guess, at, text in rows.values_list("guess", "number", "text")}


def guess_view(part: GuidePart, written: Written) -> GuessView:
    fields = [
        FieldView(number, question, written.get((part.guess, number), ""))
        for number, question in enumerate(part.questions, 1)
    ]
    return GuessView(part.guess, fields)

"""A decision model as immutable data: alternatives, vetoes, weighted criteria, plain questions.

It can be stored as JSON and read back (`msgspec.json`). All identifiers are the ids of
wizard.toml; every text is a mapping from language code to plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import msgspec

Text = Mapping[str, str]  # language code → text
Technology = Literal["container", "system-container", "vm", "host"]

top = 5  # the highest score and the highest weight; the lowest of both is 0
skip = "skip"  # what stands in the place of an answer where a question was passed over
reserved = frozenset({skip, "question", "revision", "apply", "all", "a", "b"})  # in query strings
by_hand = "w."  # before a criterion in a query string; no id has a dot


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of all that a decision model is made of."""


class Alternative(Frozen, frozen=True):
    """Something that can be chosen. `technology` gives it its colour, `mark` its place among
    the alternatives of that colour, from 0: the shape and dashes that tell them apart."""

    id: str
    technology: Technology
    name: Text
    summary: Text
    mark: int = 0


class Veto(Frozen, frozen=True):
    """A demand that rules alternatives out, whatever their scores."""

    id: str
    name: Text
    reason: Text
    relax: Text  # what would have to be given up for the alternatives to come back
    rules_out: tuple[str, ...]
    conditions: Mapping[str, Text] = {}  # alternative → under what condition it still passes
    sources: tuple[str, ...] = ()


class Score(Frozen, frozen=True):
    """How well an alternative does by a criterion, 0 to 5, and why one may say so. `measure` is
    "lab/key": what the reader can measure about it, and where. `section` is "lesson#heading":
    where the course says what the ground says."""

    score: int
    ground: Text
    sources: tuple[str, ...] = ()
    measure: str = ""
    section: str = ""


class Criterion(Frozen, frozen=True):
    """`weight` counts while no answer says otherwise; `sources`, `measure` and `section` stand for
    scores without any."""

    id: str
    name: Text
    scores: Mapping[str, Score]  # alternative → score, for every alternative
    sources: tuple[str, ...] = ()
    measure: str = ""
    section: str = ""
    weight: int = 1


class Answer(Frozen, frozen=True):
    id: str
    text: Text
    vetoes: tuple[str, ...] = ()
    weights: Mapping[str, int] = {}  # criterion → 0 to 5


class Question(Frozen, frozen=True):
    id: str
    text: Text
    answers: tuple[Answer, ...]
    help: Text = {}
    lessons: tuple[str, ...] = ()  # slugs of lessons that explain what is asked

    def answer(self, answer: str) -> Answer | None:
        """The answer with that id, or None."""
        return next((each for each in self.answers if each.id == answer), None)


class Persona(Frozen, frozen=True):
    """Somebody's case: a test of the model, and an example for the reader."""

    id: str
    name: Text
    answers: Mapping[str, str]  # question → answer
    winners: tuple[str, ...]  # one alternative, or all that must come out tied


class DecisionModel(Frozen, frozen=True):
    """The whole of wizard.toml. `languages` are the course's, the source language first."""

    languages: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    vetoes: tuple[Veto, ...]
    criteria: tuple[Criterion, ...]
    questions: tuple[Question, ...]
    personas: tuple[Persona, ...] = ()
    tie: float = 5.0  # a gap of fewer percentage points than this is called a tie

    def alternative(self, alternative: str) -> Alternative:
        """KeyError where there is none."""
        return _find(self.alternatives, alternative)

    def veto(self, veto: str) -> Veto:
        """KeyError where there is none."""
        return _find(self.vetoes, veto)

    def criterion(self, criterion: str) -> Criterion:
        """KeyError where there is none."""
        return _find(self.criteria, criterion)

    def question(self, question: str) -> Question | None:
        """The question with that id, or None: ids of questions come from query strings."""
        return next((each for each in self.questions if each.id == question), None)

    def text(self, text: Text, language: str) -> str:
        """`text` in `language`, else in its base language ("es" for "es-mx"), else in the
        source language, else in whichever there is."""
        for code in (language, language.split("-", maxsplit=1)[0], *self.languages):
            if code in text:
                return text[code]
        return next(iter(text.values()), "")


Named = TypeVar("Named", Alternative, Veto, Criterion)


def _find(things: tuple[Named, ...], name: str) -> Named:
    for thing in things:
        if thing.id == name:
            return thing
    raise KeyError(name)

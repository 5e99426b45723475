"""What a kind of question consists of: each is a folder whose `kind.py` makes one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from xml.etree.ElementTree import Element

import msgspec

from lessons.format.block import Block, Context
from lessons.quizzes.asked import Asked, Form
from lessons.quizzes.base import Answer, Base, Feedback, Option, answer_max_length
from lessons.quizzes.guess import none_known
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.moodle import MoodleWritten
from lessons.quizzes.qti import Written
from lessons.quizzes.view import Fragments, Standing

Q = TypeVar("Q", bound=Base)


def itself(question: Any, _: object) -> Any:
    return question


def nothing(_: Any) -> tuple[Any, ...]:
    return ()


def always(_: Any) -> bool:
    return True


def never(_: Any, __: tuple[str, ...]) -> bool:
    return False


def whole(question: Base) -> Sequence[str]:
    return (question.prompt,)


class Kind(msgspec.Struct, Generic[Q], frozen=True, kw_only=True):
    """One kind of question. All functions are pure, and none raises on any text of a learner's."""

    block: str  # the class of its blocks: "quiz" for ``` {.quiz #id}
    question: type[Q]

    # The question, or None where too much is missing; every mistake goes to `Context.problem`.
    parse: Callable[[Block, Context], Q | None]
    # Feedback without points; its `fault` says why an answer could not be read.
    grade: Callable[[Q, Answer], Feedback]
    # What contradicts the source in a translation.
    agree: Callable[[Q, Q], list[str]]
    # (source, translation): the translation with the source's ids of what a browser sends.
    ids: Callable[[Q, Q], Q]
    # What has to be the same in another form of the question for it to take the same answers: its
    # fields, or where the right answer is read.
    shape: Callable[[Q], object] = lambda _question: None
    # With what was read from a machine as the right answer.
    filled: Callable[[Q, str], Q] = itself

    # Ids of what is shown in an order of chance, as they are written; whether chance may change
    # their order, and whether the order that it made would be the answer.
    shuffled: Callable[[Q], tuple[str, ...]] = nothing
    shuffles: Callable[[Q], bool] = always
    shuffle_spoils: Callable[[Q, tuple[str, ...]], bool] = never

    # How many of its fields an answer leaves empty.
    unfilled: Callable[[Q, Answer], int] = lambda _question, _answer: 0

    # Whether its answer is chosen, not typed, and how many characters of it are read at most.
    chosen: bool = False
    answer_most: int = answer_max_length

    # What its templates get as `question.own`, and which they are.
    view: Callable[[Q, Standing], object]
    fragments: Fragments = Fragments()
    # The HTML of what it asks, parted where there are gaps.
    asked: Callable[[Q], Sequence[str]] = whole

    # For what a class answered: what can be chosen, or whether one line is typed.
    picks: Callable[[Q], Sequence[Option]] = nothing
    typed: bool = False
    # The share, 0 to 1, that chance alone earns; None where nobody can say.
    guess: Callable[[Q], float | None] = none_known

    # A name and the question as texts of GIFT; none where it has no form there.
    gift_out: Callable[[str, Q], list[str]] = lambda _name, _question: []
    # Fills the body of an item; None where it has no form in QTI.
    qti_out: Callable[[Q, Element], Written | None] = lambda _question, _body: None
    # Of a question of Moodle XML; None where it has no form there.
    moodle_out: Callable[[Q], MoodleWritten | None] = lambda _question: None
    # What it makes of questions of other systems, by their forms. NoFormError says why not.
    taken: Mapping[Form, Callable[[Asked], ImportedBlock]] = {}

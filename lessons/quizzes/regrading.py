"""Regrading: what a stored answer is worth by another form of its question. Pure.

An answer is graded again with what it was asked by: its seed, the choices that were offered, and
what was read from the learner's machine. Where the other form does not take such an answer, that is
said, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from lessons.quizzes.attempt import Gained, nothing_gained
from lessons.quizzes.base import Answer
from lessons.quizzes.digest import read
from lessons.quizzes.grading import grade
from lessons.quizzes.parameters import drawn, fixed_by
from lessons.quizzes.registry import Question, kind_of

# Fields that are read and never compared with an answer; foreseen mistakes earn nothing.
texts = frozenset(
    {"prompt", "html", "explanation", "hints", "feedback", "misconception", "mistakes", "pool"}
    | {"shuffle", "figure", "part", "standalone"}
)


class Unfit(StrEnum):
    """Why an answer cannot be graded by another form of its question."""

    GONE = "gone"  # the course does not have the question any more
    LANGUAGE = "language"  # nor in the language in which it was answered
    KIND = "kind"  # it is of another kind
    SHAPE = "shape"  # its fields are others, or the right answer is read elsewhere
    NUMBERS = "numbers"  # its parameters are others
    UNKNOWN = "unknown"  # no revision says how it was asked
    CHOICE = "choice"  # what was chosen is not there any more
    UNSEEN = "unseen"  # what is right now was not offered
    UNREAD = "unread"  # the answer cannot be read by it


class Mode(StrEnum):
    """What becomes of the points of each answer."""

    HIGHER = "higher"  # the higher of both
    REPLACE = "replace"  # what the question gives now
    FULL = "full"  # all that the question gives


class Change(StrEnum):
    """How a question differs from what it was, the gravest last."""

    SAME = "same"
    TEXT = "text"  # other words; each answer is worth the same
    CHOICES = "choices"  # other choices: answers that chose one that is gone keep their points
    KEY = "key"  # something else is right, or worth something else
    SHAPE = "shape"  # other fields; answers keep their points
    KIND = "kind"  # another kind; no answer can be shown any more
    GONE = "gone"  # it is not asked any more


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A stored answer; `order` is that of the choices as they were shown, `given` what was read
    from the learner's machine as right, `hints` how many were open when it was sent, `before` what
    earlier attempts come to."""

    answer: Answer
    order: tuple[str, ...] = ()
    seed: str = ""
    given: str = ""
    number: int = 1
    hints: int = 0
    before: Gained = nothing_gained


class Regraded(msgspec.Struct, frozen=True, kw_only=True):
    """`fraction` of the answer is right, which earns `points`; neither where it is `unfit`."""

    points: float = 0
    fraction: float = 0
    unfit: Unfit | None = None


def regrade(sent: Sent, question: Question | None, asked: Sequence[Question]) -> Regraded:
    """`sent` by `question`, None where the course has none any more.

    `asked` are the forms in which it may have been asked: one where its revision is kept, none
    where nobody knows. Never raises on any answer.
    """
    if question is None:
        return Regraded(unfit=Unfit.GONE)
    if unfit := forms_differ(question, asked):
        return Regraded(unfit=unfit)
    fixed = fixed_as_asked(question, asked, sent.seed)
    if fixed is None:
        return Regraded(unfit=Unfit.NUMBERS)
    if unoffered(fixed, asked, sent.order):
        return Regraded(unfit=Unfit.UNSEEN)
    filled = kind_of(fixed).filled(fixed, sent.given)
    feedback = grade(filled, sent.answer, attempt=sent.number, hints=sent.hints, before=sent.before)
    if feedback.fault:
        chosen = feedback.fault in {"choice", "many"}
        return Regraded(unfit=Unfit.CHOICE if chosen else Unfit.UNREAD)
    return Regraded(points=feedback.points, fraction=feedback.fraction)


def forms_differ(question: Question, asked: Sequence[Question]) -> Unfit | None:
    """Why an answer to the forms `asked` is none to `question`."""
    if not asked:
        return Unfit.UNKNOWN
    if any(type(each) is not type(question) for each in asked):
        return Unfit.KIND
    shape = kind_of(question).shape
    if any(shape(each) != shape(question) for each in asked):
        return Unfit.SHAPE
    return None


def fixed_as_asked(question: Question, asked: Sequence[Question], seed: str) -> Question | None:
    """`question` with the numbers that the learner had, which other ranges would draw otherwise;
    None where it has other parameters, or `asked` do not agree on what was drawn."""
    numbers = [
        drawn(each.varying.parameters, seed) if each.varying.formulas else {} for each in asked
    ]
    names = {each.name for each in question.varying.parameters if question.varying.formulas}
    if any(each != numbers[0] for each in numbers) or set(numbers[0]) != names:
        return None
    if not names:
        return question
    try:
        return fixed_by(question, numbers[0])
    except (ValueError, ArithmeticError):
        return None


def unoffered(question: Question, asked: Sequence[Question], order: Sequence[str]) -> bool:
    """Whether something could be right that the learner was not offered."""
    kind = kind_of(question)
    right = {each.id for each in kind.picks(question) if each.right} or set(kind.shuffled(question))
    offered = set(order)
    if not offered:
        offered = set.intersection(*(set(ids_of(each)) for each in asked))
    return not right <= offered


def ids_of(question: Question) -> tuple[str, ...]:
    """The ids of all that can be chosen, as they are written."""
    kind = kind_of(question)
    return tuple(each.id for each in kind.picks(question)) or kind.shuffled(question)


def outcome(mode: Mode, before: float, found: Regraded, full: float) -> float:
    """The points of an answer that had `before`, by `mode`; `full` is all that the question gives.

    What does not fit keeps its points, but where everybody gets all.
    """
    if mode == Mode.FULL:
        return full
    if found.unfit:
        return before
    return max(before, found.points) if mode == Mode.HIGHER else found.points


def change_of(before: Mapping[str, Question], after: Mapping[str, Question]) -> Change:
    """How a question differs, each by language; the gravest of what differs in any language that
    both have. `after` is empty where it is gone."""
    if not after:
        return Change.GONE
    both = [(before[each], after[each]) for each in before if each in after]
    order = list(Change)
    return max((change_in(*each) for each in both), key=order.index, default=Change.SAME)


def change_in(before: Question, after: Question) -> Change:
    """In one language."""
    if type(before) is not type(after):
        return Change.KIND
    if kind_of(before).shape(before) != kind_of(after).shape(after):
        return Change.SHAPE
    if key_of(before, {}) == key_of(after, {}):
        same = read(msgspec.to_builtins(before)) == read(msgspec.to_builtins(after))
        return Change.SAME if same else Change.TEXT
    if set(ids_of(before)) != set(ids_of(after)) and placed_key(before) == placed_key(after):
        return Change.CHOICES
    return Change.KEY


def placed_key(question: Question) -> Any:
    """The key with places instead of ids, which change with the words of a choice."""
    return key_of(question, {each: str(place) for place, each in enumerate(ids_of(question))})


def key_of(question: Question, names: Mapping[str, str]) -> Any:
    """What an answer is compared with, and what it is worth; `names` stand for ids."""
    return keyed(msgspec.to_builtins(question), names)


def keyed(content: Any, names: Mapping[str, str]) -> Any:
    if isinstance(content, str):
        return names.get(content, content)
    if isinstance(content, Mapping):
        return {
            key: [option[0] for option in each] if key == "options" else keyed(each, names)
            for key, each in content.items()
            if key not in texts
        }
    if isinstance(content, list | tuple):
        return [keyed(each, names) for each in content]
    return content

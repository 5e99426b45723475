"""Scores a course's tests, and says what may be skipped. Pure.

Both are drawn by a seed. At the end each lesson is asked about by a few questions, those first
that lie in pools, since fewer learners have met them. Before the course ten questions are spread
over the lessons, those first that are hard to guess, since a lesson may be skipped by one of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from virtlearn.core.msgspec_types import types_ready

Kind = Literal["before", "end"]
kinds: tuple[Kind, ...] = ("before", "end")
before_most = 10  # questions before the course
end_each = 3  # questions of a lesson at its end
guessed_from = 0.2  # the chance of a guess from which on a question is asked after others
skip_from = 0.8  # the share of a lesson's points from which on it may be skipped
passed_from = 0.7  # and of all points from which on the end test is passed


class Pick(msgspec.Struct, frozen=True):
    """One question of a test."""

    lesson: str
    question: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a question of a test came to; `language` is of the text that was asked, "" where nothing
    was answered, and in tests of earlier versions."""

    lesson: str
    question: str
    answer: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    seed: str = ""
    points: float = 1
    fraction: float = 0
    language: str = ""

    @property
    def left_out(self) -> bool:
        return not any(self.answer)


class Offer(msgspec.Struct, frozen=True):
    """A question that may be drawn; `guess` is the chance of having it right by a guess."""

    question: str
    pooled: bool = False
    guess: float = 0


def picks_draw(lessons: Mapping[str, Sequence[Offer]], kind: Kind, seed: str) -> tuple[Pick, ...]:
    """Lessons in their order, their questions in the order of the lesson; the same by each seed."""
    found: list[Pick] = []
    wanted = counts_of(lessons, kind, seed)
    for lesson, offers in lessons.items():
        chance = random.Random(f"{kind}:{lesson}:{seed}")  # noqa: S311  # hides no secret
        order = chance.sample(range(len(offers)), len(offers))
        if kind == "end":
            order.sort(key=lambda at: not offers[at].pooled)
        else:
            order.sort(key=lambda at: offers[at].guess >= guessed_from)
        drawn = sorted(order[: wanted[lesson]])
        found += [Pick(lesson, offers[at].question) for at in drawn]
    return tuple(found)


def counts_of(lessons: Mapping[str, Sequence[Offer]], kind: Kind, seed: str) -> dict[str, int]:
    """How many questions are asked of each lesson.

    Before the course one of each, then a second of each in their order, and so on, until there are
    ten; of more than ten lessons chance takes those that are asked about.
    """
    there = {lesson: len(offers) for lesson, offers in lessons.items()}
    if kind == "end":
        return {lesson: min(count, end_each) for lesson, count in there.items()}
    asked = [lesson for lesson, count in there.items() if count]
    if len(asked) > before_most:
        chance = random.Random(f"lessons:{seed}")  # noqa: S311  # hides no secret
        asked = chance.sample(asked, before_most)
    rounds = [lesson for at in range(before_most) for lesson in asked if there[lesson] > at]
    counts = Counter(rounds[:before_most])
    return {lesson: counts[lesson] for lesson in lessons}


def questions_most(lessons: Mapping[str, Sequence[Offer]], kind: Kind) -> int:
    """How many questions a test has, whichever are drawn."""
    return sum(counts_of(lessons, kind, "").values())


def shares(items: Sequence[Answered]) -> dict[str, float]:
    """Lesson → how much of its points was earned, 0 to 1."""
    found: dict[str, tuple[float, float]] = {}
    for item in items:
        earned, possible = found.get(item.lesson, (0.0, 0.0))
        found[item.lesson] = (earned + item.points * item.fraction, possible + item.points)
    return {name: earned / possible for name, (earned, possible) in found.items() if possible}


def share_of_all(items: Sequence[Answered]) -> float:
    """How much of all points was earned, 0 to 1; 0 without questions."""
    possible = sum(item.points for item in items)
    return sum(item.points * item.fraction for item in items) / possible if possible else 0.0


def items_again(
    items: Sequence[Answered], fractions: Mapping[tuple[str, str], float]
) -> tuple[Answered, ...]:
    """`items` with other fractions for some, by lesson and question; weights stay."""
    return tuple(
        msgspec.structs.replace(each, fraction=fractions.get(key, each.fraction))
        for each in items
        for key in [(each.lesson, each.question)]
    )


types_ready(Answered, list[Answered])

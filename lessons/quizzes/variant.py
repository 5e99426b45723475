"""What of a question depends on chance: its numbers, and the order in which things are shown.

A seed is a short text. The same seed gives the same question, so that an attempt that was kept
with its seed can be shown and graded again.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Sequence
from typing import TypeVar

from lessons.quizzes.parameters import fixed
from lessons.quizzes.registry import Question, kind_of

T = TypeVar("T")
seed_shape = re.compile(r"[0-9]{1,6}\Z", re.ASCII)
seeds = 1000

__all__ = ["drawn", "fixed", "order", "order_check", "seed_is", "seed_of"]


def seed_of(*parts: object) -> str:
    """A seed made of who asks and of what; few of them, so that pages can be kept."""
    return str(zlib.crc32(":".join(map(str, parts)).encode()) % seeds)


def seed_is(text: str) -> bool:
    """Whether a browser's `text` can be a seed."""
    return seed_shape.match(text) is not None


def shuffled(question: Question) -> tuple[str, ...]:
    """The ids of what is shown in an order of chance, as they are written; () for nothing."""
    return kind_of(question).shuffled(question)


def order(question: Question, seed: str) -> tuple[str, ...]:
    """The ids of the choices, shuffled by `seed` unless it says no; () without choices."""
    kind = kind_of(question)
    written = kind.shuffled(question)
    if not kind.shuffles(question):
        return written
    ids = list(written)
    random.Random(f"{question.id}:{seed}").shuffle(ids)  # noqa: S311  # hides no secret
    if kind.shuffle_spoils(question, tuple(ids)):
        ids = [*ids[1:], *ids[:1]]
    return tuple(ids)


def order_check(question: Question, ids: tuple[str, ...]) -> bool:
    """Whether `ids` are the question's choices, each once: what a browser says it has shown."""
    return sorted(ids) == sorted(shuffled(question))


def drawn(pool: Sequence[T], count: int, seed: str) -> tuple[T, ...]:
    """`count` of `pool`, or all where there are fewer, in the order of the pool."""
    picked = random.Random(f"pool:{seed}").sample(  # noqa: S311  # hides no secret
        range(len(pool)), min(count, len(pool))
    )
    return tuple(pool[at] for at in sorted(picked))

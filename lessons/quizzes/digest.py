"""Digests of questions: one changes when what is asked, or how it is graded, changes. Pure.

In it are a question's kind and id, its texts in all languages, its choices and their ids, what is
right, hints, points, attempts, and what varies. Not in it are what is read afterwards (explanation,
feedback, foreseen mistakes), the pool that it is drawn from, whether tests may ask it, and how its
texts are marked up.

All languages make one digest, so that the learners of one can be compared with those of another:
who mends the Spanish text begins a new series in English too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from virtlearn.core.content_digest import content_digest, words_of

left_out = frozenset({"explanation", "feedback", "misconception", "mistakes", "pool", "standalone"})


def question_digest(by_language: Mapping[str, Mapping[str, Any]]) -> str:
    """`by_language` has the question in each of the course's languages, as JSON has it."""
    return content_digest({language: read(each) for language, each in by_language.items()})


def read(content: Any) -> Any:
    """`content` without markup and without what is left out."""
    if isinstance(content, str):
        return words_of(content)
    if isinstance(content, Mapping):
        return {key: read(each) for key, each in content.items() if key not in left_out}
    if isinstance(content, list | tuple):
        return [read(each) for each in content]
    return content

"""Lists the wrong answers to a question that several learners gave, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import msgspec

from lessons.analytics.answers import Sent
from lessons.quizzes.registry import Question, kind_of

typed_least = 2  # learners who typed the same: what one alone typed may say who it was
wrong_most = 6  # wrong answers of a question that are listed


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong answer of `people`; `text` is plain.

    Where questions have several fields, it is their mistake alone, and `text` is empty.
    """

    text: str
    people: int
    misconception: str = ""


def wrong_of(question: Question, sent: Iterable[Sent]) -> list[Wrong]:
    """Of questions that are not chosen from: those are counted choice by choice."""
    given: dict[str, set[int]] = {}
    mistakes: dict[str, set[int]] = {}
    for each in sent:
        if each.correct:
            continue
        for text in each.answer:
            given.setdefault(" ".join(text.split()), set()).add(each.user)
        for misconception in each.misconceptions:
            mistakes.setdefault(misconception, set()).add(each.user)
    found = [
        Wrong(text="", people=len(people), misconception=misconception)
        for misconception, people in mistakes.items()
    ]
    if kind_of(question).typed:
        found += typed(given)
    return sorted(found, key=lambda each: (-each.people, each.text))[:wrong_most]


def typed(given: Mapping[str, Collection[int]]) -> list[Wrong]:
    """What several learners typed alike, whatever the case of its letters."""
    alike: dict[str, tuple[Counter[str], set[int]]] = {}
    for text, people in given.items():
        spelt, who = alike.setdefault(text.casefold(), (Counter(), set()))
        spelt[text] += len(people)
        who.update(people)
    return [
        Wrong(text=spelt.most_common(1)[0][0], people=len(who))
        for spelt, who in alike.values()
        if len(who) >= typed_least
    ]

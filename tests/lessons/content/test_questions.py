"""The shipped course's questions: no choice gives itself away by its length or its place, and tests
ask nothing that only the lesson around it explains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from lessons.document.schema import QuestionPart
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.registry import Question
from tests.e2e.course import compiled, lesson_slugs

chance = 0.3  # of four choices or three, the right one is the longest about as often
languages = pytest.mark.parametrize("language", ["en", "es"])
beside = re.compile(
    r"\b(transcripts?|the table|the figure|above|below)\b"
    r"|\b(transcripci\w+|la tabla|la figura|de (arriba|abajo))\b",
    re.IGNORECASE,
)


def questions(language: str) -> Iterator[Question]:
    for lesson in lesson_slugs():
        for part in compiled().lessons[lesson, language].parts:
            if isinstance(part, QuestionPart):
                yield part.question


def single(language: str) -> list[list[tuple[str, bool]]]:
    """Text without markup and whether it is right, of each choice of the single choices."""
    return [
        [(re.sub(r"<[^>]+>", "", choice.html), choice.right) for choice in question.choices]
        for question in questions(language)
        if isinstance(question, ChoiceQuestion)
        and sum(choice.right for choice in question.choices) == 1
    ]


@languages
def test_the_longest_choice_is_right_about_as_often_as_chance_has_it(language: str) -> None:
    found = single(language)
    longest = sum(max(each, key=lambda choice: len(choice[0]))[1] for each in found)

    assert len(found) > 30
    assert chance / 2 < longest / len(found) < chance * 4 / 3


@languages
def test_the_right_choice_has_no_place_of_its_own(language: str) -> None:
    """Books and files show them in the order in which they stand."""
    places = Counter(
        next(at for at, (_text, right) in enumerate(each) if right)
        for each in single(language)
        if len(each) == 4
    )
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < places.total() * 0.4


@languages
def test_who_speaks_of_what_stands_beside_is_not_asked_without_it(language: str) -> None:
    asked = [
        each
        for each in questions(language)
        if each.standalone and not isinstance(each, MachineQuestion)
    ]

    assert [each.id for each in asked if beside.search(re.sub(r"<[^>]+>", "", each.prompt))] == []

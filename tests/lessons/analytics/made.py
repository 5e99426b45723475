"""Answers of made-up learners to the small course of tests/lessons/courses.py."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.assessment import question_bank
from lessons.models import Attempt, Revision
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from tests.conftest import user_make
from virtlearn.people.models import User

order = ("same-kernel", "several", "limit", "pid-one")


def choice(text: str, question: str = "same-kernel") -> str:
    """The id of a choice of the first lesson, as it is published now."""
    published = selectors.course_current_or_404("small")
    found = question_bank.questions_of(published, "first")[question]
    assert isinstance(found, ChoiceQuestion)
    return next(each.id for each in found.choices if each.html == text)


def answer(
    user: User,
    question: str,
    text: str = "1",
    *,
    fraction: float = 0,
    number: int = 1,
    language: str = "en",
    device: str = "",
) -> Attempt:
    """As the page records it, under the revision that is published now."""
    published = selectors.course_current_or_404("small")
    return Attempt.objects.create(
        user=user,
        course="small",
        lesson="first",
        question=question,
        number=number,
        revision=Revision.objects.get(digest=published.digest),
        language=language,
        answer=[text],
        fraction=fraction,
        points=fraction,
        correct=fraction == 1,
        misconceptions=[] if fraction == 1 or question == "limit" else ["image-has-kernel"],
        digest=question_bank.digest_of("small", published.digest, "first", question),
        device=device,
    )


def learners(count: int, name: str = "learner") -> list[User]:
    return [user_make(f"{name}-{number}") for number in range(count)]


def paper(user: User, scores: Sequence[float], *, language: str = "en", device: str = "") -> None:
    """Answers to all four questions of the lesson."""
    host, image = choice("The host's"), choice("The image's")
    for question, score in zip(order, scores, strict=True):
        picked = host if score else image
        text = picked if question == order[0] else "1"
        answer(user, question, text, fraction=score, language=language, device=device)

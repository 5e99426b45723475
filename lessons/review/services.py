"""Spaced repetition: what is due today, and what an answer does to the schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from lessons.assessment import question_bank
from lessons.models import ReviewAnswer, ReviewCard
from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.grading import grade
from lessons.quizzes.machine import MachineQuestion
from lessons.quizzes.registry import Question
from lessons.review.schedule import (
    Memory,
    Rating,
    memory_after,
    rating_first,
    rating_may,
    rating_of,
)
from virtlearn.core.days import today, tomorrow
from virtlearn.people.models import User

daily_most = 20  # questions: a few minutes
look_most = 500  # cards that are looked through for what is due
minutes_each = 0.5


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner has to do today. `waiting` is beyond the day's portion."""

    cards: tuple[ReviewCard, ...] = ()
    waiting: int = 0
    done: int = 0  # today
    known: int = 0  # cards at all
    next_at: datetime | None = None  # when the next one is due, if none is now

    @property
    def minutes(self) -> int:
        return max(1, round(len(self.cards) * minutes_each))


def question_of(
    user: User | None, course_slug: str, lesson_slug: str, question_id: str
) -> Question | None:
    """The question as `user` reads it now, in their language where the course has that."""
    found = question_bank.question_get(course_slug, lesson_slug, question_id, user)
    return None if isinstance(found, MachineQuestion) else found


def card_exists_for(user: User, card: ReviewCard) -> bool:
    """Whether the course, as `user` reads it, has the card's question."""
    return question_bank.question_is_there(card.course, card.lesson, card.question, user)


def due_of(user: User | None, *, more: bool = False) -> Due:
    """`more`: beyond the day's portion."""
    if user is None:
        return Due()
    cards = ReviewCard.objects.filter(user=user)
    found = [
        card
        for card in cards.filter(due_at__lt=tomorrow()).order_by("due_at", "pk")[:look_most]
        if card_exists_for(user, card)
    ]
    done = ReviewAnswer.objects.filter(user=user, at__gte=today()).count()
    portion = len(found) if more else max(0, daily_most - done)
    following = cards.filter(due_at__gte=tomorrow()).order_by("due_at")[:look_most]
    return Due(
        cards=tuple(found[:portion]),
        waiting=max(0, len(found) - portion),
        done=done,
        known=cards.count(),
        next_at=next((card.due_at for card in following if card_exists_for(user, card)), None),
    )


def due_count(user: User | None) -> int:
    """How many questions the navigation promises."""
    if user is None:
        return 0
    rows = ReviewCard.objects.filter(user=user, due_at__lt=tomorrow())
    names = rows.values_list("course", "lesson", "question")[:look_most]
    return due_number(user, names, done_today(user))


def due_number(user: User | None, names: Iterable[tuple[str, str, str]], done: int) -> int:
    """Of cards that are due, by course, lesson and question, those that exist for `user`, up to a
    portion."""
    there = sum(question_bank.question_is_there(*name, user) for name in names)
    return min(there, max(0, daily_most - done))


def done_today(user: User) -> int:
    return ReviewAnswer.objects.filter(user=user, at__gte=today()).count()


# --- writes --------------------------------------------------------------------------------------


def card_begin(  # noqa: PLR0913
    *,
    user: User,
    course_slug: str,
    lesson_slug: str,
    question: Question,
    correct: bool,
    attempts: int,
    hints: int,
) -> None:
    """A question that was closed in its lesson comes back from now on."""
    if isinstance(question, MachineQuestion):
        return  # its answer lives as long as a machine does
    rating = rating_first(correct=correct, attempts=attempts, hints=hints)
    memory = memory_after(None, rating, timezone.now())
    ReviewCard.objects.get_or_create(
        user=user,
        course=course_slug,
        lesson=lesson_slug,
        question=question.id,
        defaults=msgspec.structs.asdict(memory),
    )


def card_for_user(
    user: User | None, course_slug: str, lesson_slug: str, question_id: str
) -> ReviewCard | None:
    """The card of this user; for everybody else it does not exist."""
    if user is None:
        return None
    return ReviewCard.objects.filter(
        user=user, course=course_slug, lesson=lesson_slug, question=question_id
    ).first()


def answer_latest(card: ReviewCard) -> ReviewAnswer | None:
    """The answer of the repetition that the card has seen last."""
    return ReviewAnswer.objects.filter(**key_of(card), repetition=card.repetitions).first()


def key_of(card: ReviewCard) -> dict[str, Any]:
    return {
        "user_id": card.user_id,
        "course": card.course,
        "lesson": card.lesson,
        "question": card.question,
    }


@transaction.atomic
def review_answer(
    *,
    card: ReviewCard,
    question: Question,
    answer: Answer,
    order: tuple[str, ...],
    seed: str,
) -> Feedback | None:
    """Grades an answer and plans when the question comes back.

    None where the card isn't due: the form was sent twice. An answer that can't be read changes
    nothing. `question` is as the learner was asked.
    """
    feedback = grade(question, answer, attempt=1)
    if feedback.fault:
        return feedback
    at = timezone.now()
    before = memory_of(card)
    rating = rating_of(feedback.fraction)
    # Whoever changes the number of repetitions first, wins.
    changed = ReviewCard.objects.filter(
        pk=card.pk, repetitions=card.repetitions, due_at__lt=tomorrow()
    ).update(
        **msgspec.structs.asdict(memory_after(before, rating, at)),
        before=msgspec.to_builtins(before),
        repetitions=card.repetitions + 1,
    )
    if not changed:
        return None
    ReviewAnswer.objects.create(
        **key_of(card),
        repetition=card.repetitions + 1,
        answer=list(answer),
        order=list(order),
        seed=seed,
        fraction=feedback.fraction,
        correct=feedback.correct,
        rating=rating,
    )
    return feedback


@transaction.atomic
def review_rate(*, card: ReviewCard, wished: str) -> Rating | None:
    """Rates the last answer as the learner says, as far as the answer allows it.

    None where there is none to rate, or it was given before today.
    """
    last = answer_latest(card)
    if last is None or card.before is None or last.at < today():
        return None
    rating = rating_may(last.fraction, wished)
    before = msgspec.convert(card.before, Memory)
    memory = memory_after(before, rating, card.last_at)
    ReviewCard.objects.filter(pk=card.pk, repetitions=card.repetitions).update(
        **msgspec.structs.asdict(memory)
    )
    ReviewAnswer.objects.filter(pk=last.pk).update(rating=rating)
    return rating


def memory_of(card: ReviewCard) -> Memory:
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        last_at=card.last_at,
        due_at=card.due_at,
    )

"""Records what learners do in lessons: answers, hints, lessons read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from lessons.assessment import question_bank
from lessons.assignments import work
from lessons.models import (
    Attempt,
    CourseTest,
    HintOpened,
    LessonRead,
    Prediction,
    PretestDraft,
    ReviewAnswer,
    ReviewCard,
    Revision,
    SkipUndone,
)
from lessons.quizzes.attempt import Tried
from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.grading import gained_by, grade, number_next, question_closed, repeats
from lessons.quizzes.registry import Question, kind_of
from lessons.review import services
from virtlearn.operation.metrics import declared as metrics
from virtlearn.outbox.events import EventName, event_say
from virtlearn.people.models import User

D = TypeVar("D", bound=models.Model)


def attempt_record(  # noqa: PLR0913
    *,
    user: User,
    before: Sequence[Tried],
    course_slug: str,
    digest: str,
    lesson_slug: str,
    question: Question,
    language: str,
    answer: Answer,
    order: tuple[str, ...],
    number: int,
    seed: str = "",
    given: str = "",
    gate: work.Gate | None = None,
    device: str = "",
    as_it_is: bool = False,
) -> Feedback | None:
    """Grades an answer and keeps it as the learner's attempt of that number.

    `before` are the learner's attempts at it until now; where one has come since, the number is
    taken, and this one does not count. `question` is as the learner was asked: with its numbers
    drawn by `seed` and, where a machine gave the right answer, with that answer, which is `given`.
    `gate` has the assignments that the answer belongs to.

    None where that is not the next number: the form was sent twice, or the question is closed. An
    answer that can't be read is no attempt: its feedback has a fault, and nothing is kept. Nor is
    one that was sent before and has not become better since, or one with empty fields unless it
    shall be sent `as_it_is`.
    """
    key: dict[str, Any] = {
        "user": user,
        "course": course_slug,
        "lesson": lesson_slug,
        "question": question.id,
    }
    hints = HintOpened.objects.filter(**key).count()
    gained = gained_by(before)
    feedback = grade(question, answer, attempt=number, hints=hints, before=gained)
    if feedback.fault:
        return feedback
    if number != number_next(before) or question_closed(question, before):
        return None
    if repeats(before, answer, given) and feedback.fraction <= gained.fraction:
        return Feedback(fault="same")
    if not as_it_is and kind_of(question).unfilled(question, answer):
        return Feedback(fault="gaps")
    with transaction.atomic():
        attempt, new = Attempt.objects.get_or_create(
            **key,
            number=number,
            defaults={
                "revision": Revision.objects.filter(
                    course__slug=course_slug, digest=digest
                ).first(),
                "language": language,
                "answer": list(answer),
                "order": list(order),
                "fraction": feedback.fraction,
                "points": feedback.points,
                "correct": feedback.correct,
                "misconceptions": list(feedback.misconceptions),
                "seed": seed,
                "given": given,
                "digest": question_bank.digest_of(course_slug, digest, lesson_slug, question.id),
                "device": device,
            },
        )
        if new and gate:
            work.work_record(gate, attempt=attempt)
        if new:
            event_say(
                EventName.QUIZ_SUBMITTED,
                user=user.pk,
                course=course_slug,
                lesson=lesson_slug,
                question=question.id,
            )
        if new and (feedback.correct or number == question.attempts):
            services.card_begin(
                user=user,
                course_slug=course_slug,
                lesson_slug=lesson_slug,
                question=question,
                correct=feedback.correct,
                attempts=number,
                hints=hints,
            )
    if new:
        metrics.answer_graded(kind_of(question).block)
    return feedback if new else None


def hint_open(
    *, user: User, course_slug: str, lesson_slug: str, question: Question, number: int
) -> bool:
    """Opens a hint; they open in their order. Whether `number` is open now."""
    key: dict[str, Any] = {
        "user": user,
        "course": course_slug,
        "lesson": lesson_slug,
        "question": question.id,
    }
    opened = HintOpened.objects.filter(**key).count()
    if not 1 <= number <= min(opened + 1, len(question.hints)):
        return False
    HintOpened.objects.get_or_create(**key, number=number)
    return True


def lesson_mark_read(*, user: User, course_slug: str, lesson_slug: str) -> None:
    """Once is as good as twice."""
    with transaction.atomic():
        _row, new = LessonRead.objects.get_or_create(
            user=user, course=course_slug, lesson=lesson_slug
        )
        if new:
            event_say(
                EventName.LESSON_COMPLETED, user=user.pk, course=course_slug, lesson=lesson_slug
            )


@transaction.atomic
def guest_merge(*, guest: User, into: User) -> None:
    """Moves what a guest did to an account.

    Where both answered a question, the account's attempts stand: a new guest must not be a way to
    new attempts. The guest's own go with the guest. So does a guest's consent to show figures: the
    account gives its own.
    """
    deeds_move(Attempt, guest, into, ("course", "lesson", "question"))
    deeds_move(HintOpened, guest, into, ("course", "lesson", "question"))
    deeds_move(LessonRead, guest, into, ("course", "lesson"))
    deeds_move(Prediction, guest, into, ("course", "lesson", "claim"))
    # Tests are numbered for each learner: the guest's stay behind where the account took some.
    deeds_move(CourseTest, guest, into, ("course", "kind"))
    deeds_move(PretestDraft, guest, into, ("course",))
    deeds_move(SkipUndone, guest, into, ("course", "lesson"))
    kept = set(ReviewCard.objects.filter(user=into).values_list("course", "lesson", "question"))
    deeds_move(ReviewCard, guest, into, ("course", "lesson", "question"))
    for answer in ReviewAnswer.objects.filter(user=guest):
        if (answer.course, answer.lesson, answer.question) not in kept:
            ReviewAnswer.objects.filter(pk=answer.pk).update(user=into)


def deeds_move(model: type[D], guest: User, into: User, key: tuple[str, ...]) -> None:
    rows: models.QuerySet[D] = model._default_manager.all()
    kept = set(rows.filter(user=into).values_list(*key))
    moving = [
        deed.pk
        for deed in rows.filter(user=guest)
        if tuple(getattr(deed, name) for name in key) not in kept
    ]
    rows.filter(pk__in=moving).update(user=into)

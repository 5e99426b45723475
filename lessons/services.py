"""Writes: revisions are published and rolled back, what learners do is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from django.db import models, transaction
from django.utils import timezone

from lessons import review, selectors
from lessons.document.library import Compiled
from lessons.models import (
    Asset,
    Attempt,
    Blob,
    Course,
    CourseTest,
    HintOpened,
    LessonRead,
    Page,
    Prediction,
    ReviewAnswer,
    ReviewCard,
    Revision,
)
from lessons.quizzes.base import Answer, Feedback
from lessons.quizzes.grading import grade
from lessons.quizzes.registry import Question
from virtlearn.people.models import User
from virtlearn.problems import Problem

D = TypeVar("D", bound=models.Model)


class PublishError(Exception):
    """The course has problems; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ChosenError(Exception):
    """What is shown was chosen here, by publishing or by a rollback; set-up leaves it alone."""


class RollbackError(Exception):
    """There is no such revision to go back to, or none that can be shown."""


@transaction.atomic
def revision_publish(
    *,
    compiled: Compiled,
    digest: str,
    by: User | None = None,
    draft: bool = False,
    setup: bool = False,
) -> tuple[Revision, bool]:
    """Makes what was compiled the current revision; says whether that changed anything.

    Content that was published before is not stored again, whatever became current since. Raises
    PublishError where there are problems; a draft may have some, yet has to be a course. `setup`:
    nobody asked for it, so that ChosenError is raised where somebody chose what is shown.
    """
    course = compiled.course
    if course is None or (compiled.problems and not draft):
        raise PublishError(compiled.problems)
    row, _new = Course.objects.get_or_create(slug=course.slug)
    row = Course.objects.select_for_update().get(pk=row.pk)
    revision = row.revisions.filter(digest=digest).first()
    chosen = row.current_id is not None and not row.current_by_setup
    if setup and chosen and (revision is None or row.current_id != revision.pk):
        raise ChosenError(course.slug)
    renewed = revision is not None and not selectors.revision_is_readable(revision)
    if revision is None:
        revision = Revision.objects.create(
            course=row,
            digest=digest,
            head=msgspec.json.encode(course),
            published_at=timezone.now(),
            published_by=by,
        )
        pages_store(revision, compiled)
        assets_store(revision, compiled)
    elif renewed:
        revision_renew(revision, compiled)
    if row.current_id == revision.pk and not renewed:
        return revision, False
    current_set(row, revision, by, setup=setup)
    return revision, True


def revision_renew(revision: Revision, compiled: Compiled) -> None:
    """Makes the pages of a revision again, which an older version of this program had made."""
    Revision.objects.filter(pk=revision.pk).update(head=msgspec.json.encode(compiled.course))
    revision.pages.all().delete()
    pages_store(revision, compiled)


def pages_store(revision: Revision, compiled: Compiled) -> None:
    kinds: list[tuple[str, Any]] = [
        (Page.Kind.LESSON, compiled.lessons),
        (Page.Kind.GUIDE, compiled.guides),
    ]
    Page.objects.bulk_create(
        [
            Page(
                revision=revision,
                kind=kind,
                slug=slug,
                language=language,
                body=msgspec.json.encode(body),
            )
            for kind, bodies in kinds
            for (slug, language), body in bodies.items()
        ],
        batch_size=100,
    )


def assets_store(revision: Revision, compiled: Compiled) -> None:
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in compiled.assets.items()}
    Blob.objects.bulk_create(
        [Blob(digest=digests[path], content=data) for path, data in compiled.assets.items()],
        ignore_conflicts=True,
        batch_size=50,
    )
    Asset.objects.bulk_create(
        [Asset(revision=revision, path=path, blob_id=digest) for path, digest in digests.items()]
    )


def current_set(
    course: Course, revision: Revision, by: User | None, *, setup: bool = False
) -> None:
    Course.objects.filter(pk=course.pk).update(
        current=revision, current_since=timezone.now(), current_by=by, current_by_setup=setup
    )
    selectors.current_forget()
    transaction.on_commit(selectors.current_forget)


@transaction.atomic
def revision_rollback(*, course_slug: str, digest: str = "", by: User | None = None) -> Revision:
    """Shows an earlier revision again: the one whose digest begins so, or the one before.

    Raises RollbackError where there is none such, or several, or where its pages were made by a
    version of this program that kept them otherwise.
    """
    course = Course.objects.select_for_update().filter(slug=course_slug).first()
    if course is None or course.current is None:
        raise RollbackError(f"no course {course_slug!r} is published")
    others = course.revisions.exclude(pk=course.current.pk)
    if digest:
        found = list(others.filter(digest__startswith=digest.lower()))
    else:
        found = list(others.filter(published_at__lte=course.current.published_at)[:1])
    if not found:
        raise RollbackError(
            f"{course_slug} has no other revision {digest}" if digest else "nothing is before it"
        )
    if len(found) > 1:
        raise RollbackError(f"several revisions begin with {digest}: write more of the digest")
    if not selectors.revision_is_readable(found[0]):
        raise RollbackError(
            f"the pages of {course_slug} {found[0].digest[:12]} were made by another version of "
            "this program, which cannot show them; publish its folder again: "
            "manage.py course publish PATH"
        )
    current_set(course, found[0], by)
    return found[0]


def attempt_record(  # noqa: PLR0913
    *,
    user: User,
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
) -> Feedback | None:
    """Grades an answer and keeps it as the learner's attempt of that number.

    `question` is as the learner was asked: with its numbers drawn by `seed` and, where a machine
    gave the right answer, with that answer, which is `given`.

    None where that is not the next number: the form was sent twice, or the question is closed. An
    answer that can't be read is no attempt: its feedback has a fault, and nothing is kept.
    """
    key: dict[str, Any] = {
        "user": user,
        "course": course_slug,
        "lesson": lesson_slug,
        "question": question.id,
    }
    hints = HintOpened.objects.filter(**key).count()
    feedback = grade(question, answer, attempt=number, hints=hints)
    if feedback.fault:
        return feedback
    with transaction.atomic():
        before = dict(Attempt.objects.filter(**key).values_list("number", "correct"))
        if number != max(before, default=0) + 1 or number > question.attempts:
            return None
        if any(before.values()):
            return None
        _attempt, new = Attempt.objects.get_or_create(
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
            },
        )
        if new and (feedback.correct or number == question.attempts):
            review.card_begin(
                user=user,
                course_slug=course_slug,
                lesson_slug=lesson_slug,
                question=question,
                correct=feedback.correct,
                attempts=number,
                hints=hints,
            )
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
    LessonRead.objects.get_or_create(user=user, course=course_slug, lesson=lesson_slug)


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

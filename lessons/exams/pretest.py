"""The test before a course: taken question by question, undone lesson by lesson, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import override

from lessons.assignments import work
from lessons.exams.scoring import Answered, Pick, share_of_all
from lessons.exams.services import Asked, asked_of, known_by_test, seed_of, tests_most
from lessons.models import AssignmentWork, CourseTest, ExamPaper, PretestDraft, SkipUndone
from lessons.publishing import selectors as publishing
from lessons.publishing.selectors import Published
from lessons.quizzes.base import Answer
from lessons.quizzes.grading import grade
from lessons.quizzes.variant import fixed
from virtlearn.core.msgspec_types import types_ready
from virtlearn.people.models import User


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to one question; `answer` is empty where it was left out."""

    answer: Answer = ()
    order: tuple[str, ...] = ()
    language: str = ""


def draft_of(user: User | None, course_slug: str) -> PretestDraft | None:
    """The test that this learner is taking."""
    if user is None:
        return None
    return PretestDraft.objects.filter(user=user, course=course_slug).first()


def draft_begin(*, user: User, published: Published) -> PretestDraft | None:
    """Draws a test, or goes on with the one that was begun; None where as many were taken as are
    kept."""
    slug = published.course.slug
    if CourseTest.objects.filter(user=user, course=slug, kind="before").count() >= tests_most:
        return None
    seed = seed_of(published, "before", user)
    drawn = PretestDraft(user=user, course=slug, digest=published.digest, seed=seed)
    PretestDraft.objects.bulk_create([drawn], ignore_conflicts=True)  # a second press is no second
    return PretestDraft.objects.get(user=user, course=slug)


def draft_course(draft: PretestDraft) -> Published | None:
    """The course in the revision that the test was drawn from, while that can be read."""
    if publishing.revision_shows(draft.course, draft.digest):
        return publishing.revision_course(draft.course, draft.digest)
    return publishing.course_current(draft.course)


def draft_questions(draft: PretestDraft) -> Sequence[Asked]:
    """In the reader's language."""
    published = draft_course(draft)
    return asked_of(published, "before", draft.seed) if published else ()


def draft_answers(draft: PretestDraft) -> Mapping[str, Given]:
    """By the name of the question in the test."""
    return msgspec.convert(draft.answers, dict[str, Given])


@transaction.atomic
def draft_answer(*, draft: PretestDraft, asked: Asked, given: Given) -> None:
    """Keeps an answer until the test is finished; a later one takes its place."""
    row = PretestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is not None:
        row.answers = {**row.answers, asked.name: msgspec.to_builtins(given)}
        row.save(update_fields=["answers"])


@transaction.atomic
def draft_finish(*, draft: PretestDraft, user: User, now: datetime) -> CourseTest | None:
    """Grades what was answered; what was left out counts as not known. Lessons that the learner
    wanted to read nevertheless are asked about anew. None where it was finished before."""
    row = PretestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return None
    items = graded(row)
    of_kind = CourseTest.objects.filter(user=user, course=row.course, kind="before")
    taken = CourseTest.objects.create(
        user=user,
        course=row.course,
        kind="before",
        number=(of_kind.aggregate(last=Max("number"))["last"] or 0) + 1,
        items=msgspec.to_builtins(items),
        share=share_of_all(items),
    )
    SkipUndone.objects.filter(user=user, course=row.course).delete()
    work.work_record(work.gate_test(user, row.course, "before", now), test=taken)
    row.delete()
    return taken


def graded(draft: PretestDraft) -> list[Answered]:
    """Each question with its answer, graded in the language in which that was given."""
    published = draft_course(draft)
    answers = draft_answers(draft)
    asked_in: dict[str, dict[Pick, Asked]] = {}
    for language in {each.language for each in answers.values()}:
        with override(language):
            asked_in[language] = {each.pick: each for each in draft_questions(draft)}
    items = []
    for asked in draft_questions(draft):
        given = answers.get(asked.name, Given())
        fraction = 0.0
        if given.answer and published:
            there = asked_in[given.language][asked.pick]
            with override(given.language):
                fraction = grade(
                    fixed(there.question, there.seed), given.answer, attempt=1
                ).fraction
        items.append(
            Answered(
                lesson=asked.pick.lesson,
                question=asked.pick.question,
                answer=given.answer,
                order=given.order or asked.order,
                seed=asked.seed,
                points=asked.question.points,
                fraction=fraction,
                language=given.language if given.answer else "",
            )
        )
    return items


@transaction.atomic
def pretest_forget(*, user: User, course_slug: str) -> bool:
    """Deletes all tests of this learner before the course, and what they marked. Whether none is
    left: tests that belong to a class's assignments are kept, and the lessons that they let skip
    are to be read."""
    mine: dict[str, Any] = {"user": user, "course": course_slug}
    PretestDraft.objects.filter(**mine).delete()
    tests = CourseTest.objects.filter(**mine, kind="before")
    bound = Q(pk__in=AssignmentWork.objects.filter(test__in=tests).values("test"))
    bound |= Q(pk__in=ExamPaper.objects.filter(test__in=tests).values("test"))
    tests.exclude(bound).delete()
    SkipUndone.objects.filter(**mine).delete()
    published = publishing.course_current(course_slug)
    for lesson in known_by_test(user, published) if published else ():
        skip_undo(user=user, course_slug=course_slug, lesson=lesson)
    return not tests.exists()


def skip_undo(*, user: User, course_slug: str, lesson: str) -> None:
    """The lesson is to be read, whatever the test says; once is as good as twice."""
    try:
        with transaction.atomic():
            SkipUndone.objects.get_or_create(user=user, course=course_slug, lesson=lesson)
    except IntegrityError:
        return


def skip_redo(*, user: User, course_slug: str, lesson: str) -> None:
    """What the test says of the lesson holds again."""
    SkipUndone.objects.filter(user=user, course=course_slug, lesson=lesson).delete()


types_ready(dict[str, Given])

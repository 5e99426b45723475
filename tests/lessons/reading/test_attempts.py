"""What learners do with questions: attempts, hints, progress, and a guest's work."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection
from msgspec.structs import replace

from lessons.models import Attempt, HintOpened, LessonRead, Revision
from lessons.progress import selectors as progress_selectors
from lessons.progress.mastery import Count, LessonWork
from lessons.publishing import selectors, services
from lessons.quizzes.base import Feedback
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.registry import Question
from lessons.reading import attempts, lesson_page
from lessons.reading import state as reading_state
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import User


def question_of(course: str, name: str) -> Question:
    published = selectors.course_current_or_404(course)
    lesson = selectors.lesson_get(published, "first", "en")
    assert lesson is not None
    return next(
        part.question
        for part in lesson.parts
        if hasattr(part, "question") and part.question.id == name
    )


def record(user: User, course: str, name: str, answer: str, number: int = 1) -> Feedback | None:
    return attempts.attempt_record(
        user=user,
        before=reading_state.lesson_state(user, course, "first").attempts.get(name, ()),
        course_slug=course,
        digest=selectors.course_current_or_404(course).digest,
        lesson_slug="first",
        question=question_of(course, name),
        language="en",
        answer=(answer,),
        order=(),
        number=number,
    )


def test_attempts_are_numbered_and_end(course: str, learner: User) -> None:
    fault = record(learner, course, "limit", "many")
    assert fault is not None
    assert fault.fault == "number"
    assert record(learner, course, "limit", "1", number=2) is None
    for number in (1, 2, 3):
        assert record(learner, course, "limit", str(number), number=number) is not None
        assert record(learner, course, "limit", "64321", number=number) is None
    assert record(learner, course, "limit", "64321", number=4) is None
    assert Attempt.objects.count() == 3


def test_what_was_sent_before_is_no_attempt_unless_it_is_right_now(
    course: str, folder: Path, learner: User
) -> None:
    record(learner, course, "limit", "1")
    again = record(learner, course, "limit", "1", number=2)
    assert again is not None
    assert again.fault == "same"
    assert Attempt.objects.count() == 1
    course_change(folder, "64321", "1")
    course_publish(folder)
    mended = record(learner, course, "limit", "1", number=2)
    assert mended is not None
    assert (mended.fault, mended.correct) == ("", True)


def test_a_right_answer_closes(course: str, learner: User) -> None:
    assert record(learner, course, "limit", "64321") is not None
    assert record(learner, course, "limit", "64321", number=2) is None
    attempt = Attempt.objects.get()
    assert (attempt.correct, attempt.points, attempt.number) == (True, 1, 1)
    assert attempt.revision == Revision.objects.get()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_sent_twice_at_once_is_one_attempt(course: str, learner: User) -> None:
    question_of(course, "limit")
    results = []

    def send() -> None:
        try:
            results.append(record(learner, course, "limit", "5"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert sum(result is not None for result in results) == 1
    assert Attempt.objects.count() == 1


def test_attempts_survive_revisions_and_rollback(course: str, folder: Path, learner: User) -> None:
    record(learner, course, "limit", "1")
    course_change(folder, "The end.", "The very end.")
    course_publish(folder)
    record(learner, course, "limit", "64321", number=2)
    state = reading_state.lesson_state(learner, course, "first")
    assert [tried.correct for tried in state.attempts["limit"]] == [False, True]
    services.revision_rollback(course_slug=course)
    assert reading_state.lesson_state(learner, course, "first") == state
    kept = Attempt.objects.get(number=2).revision
    assert kept is not None
    kept.delete()
    assert reading_state.lesson_state(learner, course, "first") == state


def test_hints_open_in_their_order(course: str, learner: User) -> None:
    question = question_of(course, "same-kernel")

    def hint(number: int) -> bool:
        return attempts.hint_open(
            user=learner, course_slug=course, lesson_slug="first", question=question, number=number
        )

    assert [hint(number) for number in (2, 0, 1, 1, 2, 3)] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert HintOpened.objects.count() == 2
    assert reading_state.lesson_state(learner, course, "first").hints == {"same-kernel": 2}


def test_progress(course: str, learner: User, stranger: User) -> None:
    course_schema = selectors.course_current_or_404(course).course
    record(learner, course, "limit", "1")
    record(learner, course, "limit", "64321", number=2)
    several = question_of(course, "several")
    assert isinstance(several, ChoiceQuestion)
    record(learner, course, "several", several.choices[0].id)
    attempts.lesson_mark_read(user=learner, course_slug=course, lesson_slug="first")
    attempts.lesson_mark_read(user=learner, course_slug=course, lesson_slug="first")
    progress = progress_selectors.course_progress(learner, course_schema)
    assert progress["first"] == progress_selectors.Progress(
        earned=2.67,
        possible=8,
        tried=2,
        questions=4,
        read=True,
        open=("same-kernel", "pid-one"),
    )
    assert progress["second"] == progress_selectors.Progress(
        possible=8, questions=4, open=("same-kernel", "several", "limit", "pid-one")
    )
    published = selectors.course_current_or_404(course)
    work = progress_selectors.course_work(learner, published, "en", {})
    first = replace(work.lessons[0], sections=())  # a lesson's own page does not ask for them
    assert first == LessonWork(
        slug="first",
        read=True,
        questions=Count(2, 4),
        points=33,
        open=("same-kernel", "pid-one"),
    )
    page = lesson_page.lesson_page(published, "first")
    assert page
    assert lesson_page.work_of(page, reading_state.lesson_state(learner, course, "first")) == first
    assert work.questions == Count(2, 8)
    assert work.parts == Count(3, 10)
    assert progress_selectors.course_progress(stranger, course_schema)["first"].tried == 0
    assert progress_selectors.course_progress(None, course_schema)["first"].tried == 0


def test_a_guests_work_moves_to_the_account(course: str, guest: User, learner: User) -> None:
    record(guest, course, "limit", "64321")
    record(guest, course, "pid-one", "secretword")
    record(learner, course, "pid-one", "other")
    attempts.lesson_mark_read(user=guest, course_slug=course, lesson_slug="first")
    attempts.guest_merge(guest=guest, into=learner)
    state = reading_state.lesson_state(learner, course, "first")
    assert state.read
    assert state.attempts["limit"][0].correct
    assert [tried.answer for tried in state.attempts["pid-one"]] == [("other",)]
    assert LessonRead.objects.filter(user=guest).count() == 0

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection

from lessons.models import Attempt, Blob, Course, HintOpened, LessonRead, Page, Revision
from lessons.progress import selectors as progress_selectors
from lessons.publishing import selectors, services
from lessons.quizzes.base import Feedback
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.registry import Question
from lessons.reading import attempts
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
        course_slug=course,
        digest=selectors.course_current_or_404(course).digest,
        lesson_slug="first",
        question=question_of(course, name),
        language="en",
        answer=(answer,),
        order=(),
        number=number,
    )


# --- revisions -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_publishing_the_same_again_changes_nothing(folder: Path, instructor: User) -> None:
    revision, new = course_publish(folder, instructor)
    assert new
    assert revision.published_by == instructor
    before = (Revision.objects.count(), Page.objects.count(), Course.objects.get().current_since)
    again, new = course_publish(folder)
    assert (again, new) == (revision, False)
    now = (Revision.objects.count(), Page.objects.count(), Course.objects.get().current_since)
    assert now == before
    assert Page.objects.count() == 4


@pytest.mark.django_db
def test_a_bad_course_changes_nothing(folder: Path) -> None:
    course_publish(folder)
    digest = selectors.course_current_or_404("small").digest
    course_change(folder, "- [x] pid", "- [ ] pid")
    course_change(folder, "- [x] net", "- [ ] net")
    with pytest.raises(services.PublishError) as refused:
        course_publish(folder)
    assert any("no choice is right" in problem.message for problem in refused.value.problems)
    assert Revision.objects.count() == 1
    assert selectors.course_current_or_404("small").digest == digest


@pytest.mark.django_db
def test_a_folder_that_is_no_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(services.PublishError):
        course_publish(tmp_path)
    assert Course.objects.count() == 0


@pytest.mark.django_db
def test_rolling_back_and_forth(folder: Path, instructor: User) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, new = course_publish(folder)
    assert new
    back = services.revision_rollback(course_slug="small", by=instructor)
    assert back == first
    assert selectors.course_current_or_404("small").digest == first.digest
    assert Course.objects.get().current_by == instructor
    with pytest.raises(services.RollbackError):
        services.revision_rollback(course_slug="small")
    services.revision_rollback(course_slug="small", digest=second.digest[:10])
    assert selectors.course_current_or_404("small").digest == second.digest
    for slug, digest in [("small", "ffff"), ("small", second.digest), ("other", "")]:
        with pytest.raises(services.RollbackError):
            services.revision_rollback(course_slug=slug, digest=digest)


@pytest.mark.django_db
def test_a_digest_that_two_revisions_begin_with_rolls_nothing_back(folder: Path) -> None:
    made: list[Revision] = []
    for text in ("The end.", "The second end.", "The third end."):
        if text != "The end.":
            course_change(folder, "The end." if not made[1:] else "The second end.", text)
        made.append(course_publish(folder)[0])
    for revision, digest in zip(made, ("abc1", "abc2", "ffff"), strict=True):
        Revision.objects.filter(pk=revision.pk).update(digest=digest.ljust(64, "0"))
    with pytest.raises(services.RollbackError, match="Several revisions begin with abc"):
        services.revision_rollback(course_slug="small", digest="abc")
    assert Course.objects.get().current == made[2]
    assert services.revision_rollback(course_slug="small", digest="ABC2") == made[1]
    # The one that is shown is no choice: what begins so is one alone now.
    assert services.revision_rollback(course_slug="small", digest="abc") == made[0]


@pytest.mark.django_db
def test_publishing_what_was_rolled_back_shows_it_again(folder: Path) -> None:
    course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, _ = course_publish(folder)
    services.revision_rollback(course_slug="small")
    assert course_publish(folder) == (second, True)
    assert Revision.objects.count() == 2


def schema_age(revision: Revision, what: str) -> None:
    """What the revision looks like where another version of the program made it."""
    if what == "head":
        Revision.objects.filter(pk=revision.pk).update(head=b'{"slug": "small"}')
    elif what == "broken":
        Revision.objects.filter(pk=revision.pk).update(head=b"{")
    else:
        page = revision.pages.filter(kind=what)[:1].get()
        page.body = bytes(page.body).replace(b'"type":"html"', b'"type":"markup"')
        page.save()
    selectors._revision_course.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["head", "broken", Page.Kind.LESSON])
def test_what_an_older_version_made_is_not_shown_but_made_again(folder: Path, what: str) -> None:
    first, _ = course_publish(folder)
    course_change(folder, "The end.", "The very end.")
    second, _ = course_publish(folder)
    schema_age(first, what)
    with pytest.raises(services.RollbackError, match="Publish its folder again"):
        services.revision_rollback(course_slug="small")
    assert selectors.course_current_or_404("small").digest == second.digest

    course_change(folder, "The very end.", "The end.")
    assert course_publish(folder) == (first, True)
    published = selectors.course_current_or_404("small")
    assert published.digest == first.digest
    assert selectors.lesson_get(published, "first", "en")
    services.revision_rollback(course_slug="small", digest=second.digest)


@pytest.mark.django_db
def test_the_shown_revision_is_made_again_too(folder: Path) -> None:
    first, _ = course_publish(folder)
    assert course_publish(folder) == (first, False)
    schema_age(first, Page.Kind.LESSON)
    assert course_publish(folder) == (first, True)
    assert course_publish(folder) == (first, False)


@pytest.mark.django_db
def test_images_are_kept_once(folder: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
    for slug in ("01-first", "02-second"):
        (folder / "lessons" / slug / "pic.png").write_bytes(png)
    for path in folder.rglob("lesson.*.md"):
        path.write_text(path.read_text().replace("The end.", '![A picture](pic.png "Words.")'))
    course_publish(folder)
    published = selectors.course_current_or_404("small")
    assert len(selectors.asset_digests("small", published.digest)) == 2
    blob = Blob.objects.get()
    assert selectors.asset_content("small", blob.digest, "pic.png") == png
    assert selectors.asset_content("small", blob.digest, "other.png") is None
    assert selectors.asset_content("other", blob.digest, "pic.png") is None


# --- what learners do ----------------------------------------------------------------------------


def test_attempts_are_numbered_and_end(course: str, learner: User) -> None:
    fault = record(learner, course, "limit", "many")
    assert fault is not None
    assert fault.fault == "number"
    assert record(learner, course, "limit", "1", number=2) is None
    for number in (1, 2, 3):
        assert record(learner, course, "limit", "1", number=number) is not None
        assert record(learner, course, "limit", "64321", number=number) is None
    assert record(learner, course, "limit", "64321", number=4) is None
    assert Attempt.objects.count() == 3


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
    state = reading_state.lesson_state(learner, course, "first")
    assert (
        progress_selectors.lesson_progress(
            course_schema.lessons[0], state.attempts, read=state.read
        )
        == progress["first"]
    )
    total = progress_selectors.progress_sum(progress.values())
    assert (total.earned, total.possible, total.read, total.done) == (2.67, 16, False, False)
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

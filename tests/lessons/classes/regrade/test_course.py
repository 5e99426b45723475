"""A head grades the answers of a whole course again: lessons, tests, certificates and classes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.certificates.transcript import snapshot_of
from lessons.exams import services as exams
from lessons.models import Assignment, Attempt, Class, CourseTest, Membership, Regrade
from lessons.progress.selectors import course_progress
from lessons.publishing.selectors import course_current_or_404
from lessons.reading.state import lesson_state
from tests.conftest import client_of, user_make
from tests.lessons.classes.regrade.conftest import question_url, reply, send
from tests.lessons.classes.regrade.test_class import points, words
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import Role, User

url = "/en/teach/small/regrade/"
question = f"{url}first/limit/"


def earned(user: User) -> tuple[float, float, float]:
    """By the progress, the lesson's own page, and a certificate."""
    published = course_current_or_404("small")
    state = lesson_state(user, "small", "first")
    return (
        course_progress(user, published.course)["first"].earned,
        max(each.points for each in state.attempts["limit"]),
        snapshot_of(user, published).lessons[0].earned,
    )


def test_lessons_progress_and_certificates_count_what_is_in_force(
    mended: Assignment, learner: User, head_client: Client
) -> None:
    assert earned(learner) == (0, 0, 0)
    listed = words(head_client.get(url))
    assert "1 up, 1 down, 1 as they are" in listed
    page = head_client.get(question)
    assert [each.name for each in page.context["learners"]] == ["bea", "learner"]
    before = list(Attempt.objects.order_by("pk").values())
    send(head_client, question, "replace")
    assert earned(learner) == (1, 1, 1)
    assert list(Attempt.objects.order_by("pk").values()) == before
    address = reverse("lessons:regrade_undo", args=["small", Regrade.objects.get().pk])
    assert head_client.post(address).status_code == 302
    assert earned(learner) == (0, 0, 0)


def test_a_classs_own_regrade_stands_above(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    head_client: Client,
    teacher_client: Client,
) -> None:
    send(head_client, question, "replace")
    assert points(row, member, other) == [1, 0]
    assert (
        teacher_client.get(reverse("lessons:class_regrade", args=[row.pk])).context["pending"] == []
    )
    send(teacher_client, question_url(row), "full")
    assert points(row, member, other) == [1, 1]
    course_wide = Regrade.objects.get(in_class=None)
    # A teacher has no say over the course's, and finds it nowhere in the class.
    for address in (
        reverse("lessons:class_regrade_undo", args=[row.pk, course_wide.pk]),
        reverse("lessons:regrade_undo", args=["small", course_wide.pk]),
    ):
        assert teacher_client.post(address).status_code in {403, 404}
    own = Regrade.objects.get(in_class=row)
    wrong = reverse("lessons:regrade_undo", args=["small", own.pk])
    assert head_client.post(wrong).status_code == 404
    teacher_client.post(reverse("lessons:class_regrade_undo", args=[row.pk, own.pk]))
    assert points(row, member, other) == [1, 0]
    head_client.post(reverse("lessons:regrade_undo", args=["small", course_wide.pk]))
    assert points(row, member, other) == [0, 1]


@pytest.mark.parametrize("how", ["ended", "archived"])
def test_a_class_that_was_over_before_is_left_as_it_was(
    row: Class,
    mended: Assignment,
    member: Membership,
    other: Membership,
    head_client: Client,
    how: str,
) -> None:
    send(head_client, question, "replace")
    first = Regrade.objects.get()
    Regrade.objects.update(at=timezone.now() - timedelta(days=9))
    ended = {"ends_on": timezone.localdate() - timedelta(days=3)}
    archived = {"archived_at": timezone.now() - timedelta(days=2)}
    Class.objects.filter(pk=row.pk).update(**(ended if how == "ended" else archived))
    assert points(row, member, other) == [1, 0]
    send(head_client, question, "full")
    assert points(row, member, other) == [1, 0]
    for made in Regrade.objects.order_by("-pk"):
        head_client.post(reverse("lessons:regrade_undo", args=["small", made.pk]))
    first.refresh_from_db()
    assert first.undone_at is not None
    assert points(row, member, other) == [1, 0]


def test_a_test_at_the_end_is_passed_by_it(
    course: str, learner: User, head_client: Client, folder: Path
) -> None:
    items = [
        {"lesson": "first", "question": "limit", "answer": ["5"], "fraction": 0, "points": 1},
        {"lesson": "first", "question": "pid-one", "answer": ["secretword"], "fraction": 1},
    ]
    CourseTest.objects.create(
        user=learner, course="small", kind="end", number=1, items=items, share=0.5
    )
    assert "1 question" not in words(head_client.get(url))
    course_change(folder / "lessons" / "01-first", "= 64321", "= 5")
    course_publish(folder)
    published = course_current_or_404("small")
    record = snapshot_of(learner, published).tests[0]
    assert (record.percent, record.passed) == (50, False)
    send(head_client, question)
    record = snapshot_of(learner, published).tests[0]
    assert (record.percent, record.passed, record.right) == (100, True, 2)
    assert exams.tests_of(learner, "small", "end")[0].share == 1
    assert CourseTest.objects.get().share == 0.5


def test_only_heads_come_here(
    mended: Assignment, teacher_client: Client, learner_client: Client, client: Client
) -> None:
    undo = reverse("lessons:regrade_undo", args=["small", 1])
    for who, status in ((teacher_client, 403), (learner_client, 403), (client, 302)):
        assert who.get(url).status_code == status
        assert who.get(question).status_code == status
        assert who.post(question, {"mode": "full", "reason": "x"}).status_code == status
        assert who.post(undo).status_code == status
    assert (
        client_of(user_make("another-head", Role.HEAD)).get(f"{url}first/none/").status_code == 404
    )


def test_the_page_of_courses_leads_heads_there(
    course: str, head_client: Client, teacher_client: Client
) -> None:
    assert url in words(head_client.get(reverse("lessons:manage")))
    assert url not in words(teacher_client.get(reverse("lessons:manage")))


def test_who_answers_anew_does_not_open_what_was_right(
    mended: Assignment, other: Membership, head_client: Client
) -> None:
    """Bea's answer is not right any more; it was taken as right, so that the question is closed."""
    send(head_client, question, "replace")
    assert other.user
    reply(client_of(other.user), "5", 2)
    assert Attempt.objects.filter(user=other.user).count() == 1

"""What publishing and rolling back say of answers before they do anything."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from lessons.models import Attempt, Course
from lessons.regrades.effects import effects_digest, publish_effects
from tests.conftest import client_of, user_make
from tests.lessons.compiled import course_compiled
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import Role, User


def answers(count: int, question: str = "limit", name: str = "user") -> None:
    course = Course.objects.get()
    for number in range(count):
        Attempt.objects.create(
            user=user_make(f"{name}-{question}-{number}"),
            course="small",
            lesson="first",
            question=question,
            number=1,
            revision=course.current,
            language="en",
            answer=["1"],
            fraction=0,
            points=0,
            correct=False,
        )


def said(folder: Path) -> list[str]:
    return [str(each) for each in publish_effects(course_compiled(folder)[0])]


def run(*arguments: str) -> tuple[str, str]:
    """What the command printed, and why it ended."""
    out = StringIO()
    try:
        call_command("course", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.fixture
def lesson(course: str, folder: Path) -> Path:
    return folder / "lessons" / "01-first"


def test_each_change_is_told_with_its_answers(lesson: Path, folder: Path) -> None:
    answers(14)
    answers(23, "same-kernel")
    answers(2, "several")
    answers(1, "pid-one")
    assert said(folder) == []
    course_change(lesson, "#limit ", "#boundary ")
    course_change(lesson, "points=2 attempts=3", "points=3 attempts=3")
    course_change(lesson, "- [ ] disk", "- [ ] disks")
    course_change(lesson, "Which process?", "Which process is it?")
    assert said(folder) == [
        "question `limit`: 14 answers would be hidden",
        "question `same-kernel`: the key has changed: 23 answers",
        "question `several`: its choices have changed: 2 answers",
        "question `pid-one`: other words alone; its answers stay as they are",
    ]


def test_what_nobody_answered_is_not_told(lesson: Path, folder: Path) -> None:
    answers(3, "pid-one")
    course_change(lesson, "= 64321", "= 5")
    assert said(folder) == []
    assert effects_digest(publish_effects(course_compiled(folder)[0])) == ""


def test_publishing_asks_first_and_goes_on_where_it_was_confirmed(
    lesson: Path, folder: Path
) -> None:
    answers(14)
    before = Course.objects.get().current_id
    course_change(lesson, "= 64321", "= 5")
    printed, why = run("publish", str(folder))
    assert "question `limit`: the key has changed: 14 answers" in printed
    assert "nothing was done yet" in why
    assert "--anyway" in why
    assert Course.objects.get().current_id == before
    printed, why = run("publish", str(folder), "--anyway")
    assert why == ""
    assert "is shown now" in printed
    assert "Grade answers again" in printed
    assert Course.objects.get().current_id != before
    # Back again is a change of the key too.
    printed, why = run("rollback", "small")
    assert "the key has changed: 14 answers" in printed
    assert "nothing was done yet" in why
    assert run("rollback", "small", "--anyway")[1] == ""
    assert Course.objects.get().current_id == before


def test_other_words_need_no_confirmation(lesson: Path, folder: Path) -> None:
    answers(2, "pid-one")
    course_change(lesson, "Which process?", "Which process is it?")
    printed, why = run("publish", str(folder))
    assert why == ""
    assert "other words alone" in printed


def test_set_up_says_it_and_goes_on(lesson: Path, folder: Path) -> None:
    answers(14)
    Course.objects.update(current_by_setup=True)
    before = Course.objects.get().current_id
    course_change(lesson, "= 64321", "= 5")
    printed, why = run("publish", str(folder), "--setup")
    assert why == ""
    assert "the key has changed: 14 answers" in printed
    assert Course.objects.get().current_id != before


def test_the_page_of_another_revision_says_it_and_wants_it_confirmed(
    lesson: Path, folder: Path, instructor: User
) -> None:
    course = Course.objects.get()
    first = course.current
    assert first
    course_change(lesson, "= 64321", "= 5")
    course_publish(folder)
    answers(14)
    client: Client = client_of(instructor)
    url = reverse("lessons:revision", args=["small", first.digest])
    page = client.get(url)
    assert "question `limit`: the key has changed: 14 answers" in page.content.decode()
    refused = client.post(url)
    assert refused.status_code == 422
    assert 'data-code="regrade-affected"' in refused.content.decode()
    assert Course.objects.get().current_id != first.pk
    assert client.post(url, {"seen": page.context["seen"]}).status_code == 302
    assert Course.objects.get().current_id == first.pk


def test_answers_that_came_since_have_to_be_seen_too(lesson: Path, folder: Path) -> None:
    first = Course.objects.get().current
    assert first
    course_change(lesson, "= 64321", "= 5")
    course_publish(folder)
    answers(1)
    client = client_of(user_make("author", Role.INSTRUCTOR))
    url = reverse("lessons:revision", args=["small", first.digest])
    seen = client.get(url).context["seen"]
    answers(1, name="later")
    assert client.post(url, {"seen": seen}).status_code == 422

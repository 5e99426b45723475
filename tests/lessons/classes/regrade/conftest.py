"""A class whose learners have answered a question, and the question mended since."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Assignment, Class, Membership
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import assign
from tests.lessons.courses import course_change, course_publish
from virtlearn.people.models import User

reason = "The key was wrong."


def reply(client: Client, answer: str, number: int = 1, question: str = "limit") -> None:
    address = reverse("lessons:answer", args=["small", "first", question])
    assert client.post(address, {"answer": answer, "number": number}).status_code in {200, 302}


@pytest.fixture
def homework(row: Class, teacher: User) -> Assignment:
    return assign(row, teacher)


@pytest.fixture
def other(row: Class) -> Membership:
    return place(row, user_make("bea"), name="Bea Gil")


@pytest.fixture
def mended(
    homework: Assignment, member: Membership, other: Membership, learner: User, folder: Path
) -> Assignment:
    """Ana answered 5, then 7; Bea what was right then. Now 5 is right."""
    assert other.user
    ana = client_of(learner)
    reply(ana, "5")
    reply(ana, "7", 2)
    reply(client_of(other.user), "64321")
    course_change(folder / "lessons" / "01-first", "= 64321", "= 5")
    course_publish(folder)
    return homework


def question_url(row: Class, question: str = "limit") -> str:
    return reverse("lessons:class_regrade_question", args=[row.pk, "first", question])


def send(client: Client, url: str, mode: str = "higher", **more: str) -> object:
    """What the form sends that the page shows now."""
    seen = client.get(url).context["seen"]
    return client.post(url, {"mode": mode, "reason": reason, "seen": seen, **more})

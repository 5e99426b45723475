"""Learners of a class with labs, places and answers, as rows: no machine runs for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from labs.models import LabSession, LabState, TaskResult
from lessons.classes.board.live import Key, LiveBoard, Shown
from lessons.classes.pin.selectors import digest_read
from lessons.models import Attempt, Class, Membership, ReadingPlace
from tests.conftest import user_make
from tests.labs.factory import lab_make
from tests.lessons.classes.conftest import place
from virtlearn.people.models import User

Learners = Callable[..., Membership]


def ago(minutes: float) -> Any:
    return timezone.now() - timedelta(minutes=minutes)


def lab_of(user: User | None, course: str, **fields: Any) -> LabSession:
    """A lab with three tasks that has been ready for half an hour, if nothing else is said."""
    assert user
    lab = lab_make()
    given: dict[str, Any] = {
        "state": LabState.READY,
        "created_at": ago(31),
        "ready_at": ago(30),
        "expires_at": ago(-30),
        "due_at": ago(-30),
        **fields,
    }
    return LabSession.objects.create(
        user=user,
        course=course,
        lab=lab.slug,
        revision=lab.digest,
        spec_json=msgspec.to_builtins(lab.spec),
        title=lab.title,
        **given,
    )


def result(session: LabSession, task: str, passed: float | None = None, **fields: Any) -> None:
    """`passed` in minutes ago."""
    given = {"outcome": "passed", "passed_at": ago(passed)} if passed is not None else {}
    TaskResult.objects.create(session=session, task=task, **given, **fields)


def reads(
    user: User | None, course: str, lesson: str, section: str = "", minutes: float = 1
) -> None:
    assert user
    ReadingPlace.objects.create(
        user=user, course=course, lesson=lesson, section=section, at=ago(minutes)
    )


def answers(user: User | None, course: str, lesson: str, question: str, number: int = 1) -> None:
    assert user
    Attempt.objects.create(
        user=user,
        course=course,
        lesson=lesson,
        question=question,
        number=number,
        language="en",
        answer=[],
        fraction=0,
        points=0,
        correct=False,
    )


def live_of(row: Class, label: int = 0) -> LiveBoard:
    """As the process keeps it for a page in English."""
    key = Key(
        row=row.pk,
        made=row.created_at,
        label=label,
        digest=digest_read(row),
        language="en",
        viewer=0,
    )
    return LiveBoard(row, key)


def shown_now(row: Class, label: int = 0) -> list[Shown]:
    """The board as a page has it that is opened now."""
    return list(live_of(row, label).now(row, anew=True).all.values())


@pytest.fixture
def joins(row: Class) -> Learners:
    """Makes somebody who joins the class, by user name and what the class calls them."""

    def make(login: str, name: str = "") -> Membership:
        return place(row, user_make(login), name=name)

    return make

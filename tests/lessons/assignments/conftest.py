"""A class in Berlin with a teacher, a learner and an assignment of the first lesson."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import WallTime, wall_time_at
from lessons.assignments.services import Item, assignment_create
from lessons.classes.services import class_create
from lessons.models import Assignment, Class, Course, Label, Membership
from tests.conftest import client_of, user_make
from virtlearn.people.models import Role, User

berlin = "Europe/Berlin"
lesson = (Item(kind="lesson", lesson="first"),)


def around_now(**after: float) -> WallTime:
    """The wall clock in Berlin so much after now: `hours=-1` is an hour ago."""
    return wall_time_at(timezone.now() + timedelta(**after), berlin)


def rule_of(**fields: object) -> Rule:
    """Open since yesterday, due tomorrow, unless said otherwise."""
    given = {"release": around_now(days=-1), "due": Deadline(at=around_now(days=1)), **fields}
    return Rule(**given)  # type: ignore[arg-type]


late = {
    "due": Deadline(at=around_now(days=-1)),
    "release": around_now(days=-3),
    "late": (Deadline(at=around_now(days=1), credit=60),),
}


@pytest.fixture
def teacher(db: None) -> User:
    return user_make("teacher", Role.INSTRUCTOR)


@pytest.fixture
def teacher_client(teacher: User) -> Client:
    return client_of(teacher)


@pytest.fixture
def row(course: str, teacher: User) -> Class:
    return class_create(
        course=Course.objects.get(slug=course), by=teacher, name="Networks", time_zone=berlin
    )


def join(row: Class, user: User, *labels: Label) -> Membership:
    made = Membership.objects.create(
        in_class=row, user=user, state=Membership.State.JOINED, joined_at=timezone.now()
    )
    made.labels.set(labels)
    return made


@pytest.fixture
def member(row: Class, learner: User) -> Membership:
    return join(row, learner)


Make = Callable[..., Assignment]


@pytest.fixture
def make(row: Class, teacher: User) -> Make:
    """Makes an assignment; the rule's fields as for `rule_of`."""

    def made(
        *, items: tuple[Item, ...] = lesson, title: str = "Homework", **fields: object
    ) -> Assignment:
        rule = rule_of(**fields)
        return assignment_create(row=row, by=teacher, title=title, rule=rule, items=items)

    return made

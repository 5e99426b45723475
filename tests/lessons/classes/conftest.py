"""A class of the small course: a teacher, an assistant, two learners; and strangers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from lessons.classes.services import class_create
from lessons.models import Class, Course, Membership
from tests.conftest import client_of, user_make
from virtlearn.people.models import Role, User

State = Membership.State


@pytest.fixture
def teacher(db: None) -> User:
    return user_make("teacher", Role.INSTRUCTOR)


@pytest.fixture
def teacher_client(teacher: User) -> Client:
    return client_of(teacher)


@pytest.fixture
def row(course: str, teacher: User) -> Class:
    return class_create(
        course=Course.objects.get(slug=course), by=teacher, name="Networks 1A", time_zone="UTC"
    )


def place(row: Class, user: User | None, **fields: object) -> Membership:
    """A membership, joined where there is a user and nothing else is said."""
    given = {"state": State.JOINED if user else State.INVITED, **fields}
    if given["state"] != State.INVITED:
        given.setdefault("joined_at", timezone.now())
    return Membership.objects.create(in_class=row, user=user, **given)


@pytest.fixture
def member(row: Class, learner: User) -> Membership:
    return place(row, learner, name="Ana Ruiz", external_id="s1")


@pytest.fixture
def assistant(row: Class) -> User:
    user = user_make("assistant")
    place(row, user, role=Membership.Role.ASSISTANT)
    return user


@pytest.fixture
def assistant_client(assistant: User) -> Client:
    return client_of(assistant)

"""A class of four learners, and a set of groups of two or three."""

from __future__ import annotations

import pytest
from django.test import Client

from lessons.classes.groups.services import set_save
from lessons.models import Class, GroupPlace, GroupSet, Membership
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from virtlearn.people.models import User


def called(row: Class, *names: str) -> list[Membership]:
    return [place(row, user_make(name.lower()), name=name) for name in names]


@pytest.fixture
def people(row: Class) -> list[Membership]:
    """Ana, Ben, Cleo and Dan have joined."""
    return called(row, "Ana", "Ben", "Cleo", "Dan")


@pytest.fixture
def of_set(row: Class, teacher: User) -> GroupSet:
    return set_make(row, teacher)


def set_make(row: Class, teacher: User, **changes: object) -> GroupSet:
    fields = {"name": "Lab partners", "least": 2, "most": 3, "mode": "teacher", **changes}
    return set_save(row=row, of_set=None, by=teacher, **fields)


def inside(of_set: GroupSet) -> dict[str, set[str]]:
    """Names of who is in each group that somebody is in."""
    found: dict[str, set[str]] = {}
    for each in GroupPlace.objects.filter(of_set=of_set, ended_at=None):
        found.setdefault(each.group.name, set()).add(each.membership.name)
    return found


def client_for(member: Membership) -> Client:
    assert member.user
    return client_of(member.user)

"""A site from before there were heads has one afterwards: who was its first instructor."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from tests.conftest import user_make
from virtlearn.people.models import Role, User

migration = import_module("virtlearn.people.migrations.0003_heads")
pytestmark = pytest.mark.django_db


def roles() -> dict[str, str]:
    return dict(User.objects.values_list("username", "role"))


def test_the_earliest_active_instructor_becomes_head() -> None:
    for name, days, active in (("second", 5, True), ("gone", 9, False), ("first", 7, True)):
        user = user_make(name, Role.INSTRUCTOR)
        joined = timezone.now() - timedelta(days=days)
        User.objects.filter(pk=user.pk).update(date_joined=joined, is_active=active)
    user_make("learner")
    migration.first_head(apps, None)
    assert roles() == {
        "first": "head",
        "second": "instructor",
        "gone": "instructor",
        "learner": "learner",
    }
    migration.heads_to_instructors(apps, None)
    assert roles()["first"] == "instructor"


def test_a_site_without_instructors_stays_so() -> None:
    user_make("learner")
    migration.first_head(apps, None)
    assert roles() == {"learner": "learner"}

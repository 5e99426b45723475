"""A platform that is registered here, a browser that comes from it, and a class to join."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from lessons.classes.services import class_create
from lessons.models import Class, Course, LtiContext, LtiPlatform
from tests.conftest import user_make
from tests.lti_platform import School
from virtlearn.people.models import Role, User


@pytest.fixture
def school(db: None, settings: LazySettings) -> Iterator[School]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    found = School()
    yield found
    found.close()


@pytest.fixture
def platform(school: School) -> LtiPlatform:
    return school.register()


@pytest.fixture
def browser_client() -> Client:
    return Client()


@pytest.fixture
def teacher(db: None) -> User:
    return user_make("teacher", Role.INSTRUCTOR)


@pytest.fixture
def row(course: str, teacher: User) -> Class:
    return class_create(
        course=Course.objects.get(slug=course), by=teacher, name="Networks 1A", time_zone="UTC"
    )


@pytest.fixture
def connected(row: Class, platform: LtiPlatform) -> LtiContext:
    """The platform's course `c-1`, whose people are in the class."""
    return LtiContext.objects.create(
        deployment=platform.deployments.get(), context_id="c-1", title="Networks", in_class=row
    )

"""Who appears in the tests: a learner who owns things, a stranger, an instructor, a guest."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from tests.browser import browser_type_launch_args  # noqa: F401 - a fixture for all
from virtlearn.people.models import Role, User
from virtlearn.people.services import backend

password = "a-long-enough-password"


@pytest.fixture(autouse=True)
def _quick_and_plain(settings: LazySettings) -> None:
    """The same start for every test: English, plain static files, passwords hashed quickly."""
    translation.activate(settings.LANGUAGE_CODE)  # the last test may have left another language
    settings.LABS_WORKERS = 0  # what threads would do is done at once, and seen by the test
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps a loop running, beside which no other can be run."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def user_make(name: str, role: Role = Role.LEARNER) -> User:
    user: User = User.objects.create_user(username=name, password=password, role=role)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=backend)
    return client


@pytest.fixture
def learner(db: None) -> User:
    return user_make("learner")


@pytest.fixture
def stranger(db: None) -> User:
    return user_make("stranger")


@pytest.fixture
def instructor(db: None) -> User:
    return user_make("instructor", Role.INSTRUCTOR)


@pytest.fixture
def guest(db: None) -> User:
    return User.objects.create(username="guest-1", is_guest=True)


@pytest.fixture
def learner_client(learner: User) -> Client:
    return client_of(learner)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    return client_of(stranger)


@pytest.fixture
def instructor_client(instructor: User) -> Client:
    return client_of(instructor)


@pytest.fixture
def guest_client(guest: User) -> Client:
    return client_of(guest)

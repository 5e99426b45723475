"""Who appears in the tests: a learner who owns things, a stranger, an instructor, a guest."""

from __future__ import annotations

from collections.abc import Generator

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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Browser tests last: Playwright keeps a loop running, beside which no other can be run.

    Where several processes share the tests, a module's stay together for the sake of its fixtures;
    those marked `apart` have none and are each a piece of their own.
    """
    for item in items:
        apart = item.get_closest_marker("apart")
        item.add_marker(pytest.mark.xdist_group(item.nodeid if apart else str(item.path)))
    yield
    items.sort(key=order)  # last: others sort too


def order(item: pytest.Item) -> tuple[bool, bool]:
    """What takes long goes first of its kind, so that at the end nobody waits for it."""
    browser = "browser" in getattr(item, "fixturenames", ())
    return browser, item.get_closest_marker("apart") is None


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

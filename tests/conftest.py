"""Who appears in the tests: a learner who owns things, a stranger, an instructor, a guest."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineError
from tests import (
    examples,  # noqa: F401 - Hypothesis' profiles
    markers,
)
from tests.browser import browser_type_launch_args  # noqa: F401 - a fixture for all
from tests.mail_server import certificate, mail_server  # noqa: F401 - fixtures for all
from tests.site import shared_by_run
from virtlearn.people.models import Role, User
from virtlearn.people.services import backend

password = "a-long-enough-password"
tests_folder = Path(__file__).parent


audit_triggers: list[str] = []  # as the migrations made them


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """SQLite's tests clear all tables, row by row, which the audit log refuses: it doesn't here.

    tests/virtlearn/people/audit/test_triggers.py puts back what this takes away.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            audit_triggers.append(sql)
            cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture(autouse=True)
def _quick_and_plain(settings: LazySettings) -> None:
    """The same start for every test: English, plain static files, passwords hashed quickly."""
    cache.clear()  # which counts the sign-ins that failed
    translation.activate(settings.LANGUAGE_CODE)  # the last test may have left another language
    settings.SITE_URL = "http://testserver"  # where Django's client asks
    settings.LABS_WORKERS = 0  # what threads would do is done at once, and seen by the test
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _no_engine_for_unit_tests(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who needs the engine and asks for none of its fixtures is told here, not on another host."""
    if request.node.get_closest_marker("unit"):
        monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/no-engine-for-unit-tests.sock")


@pytest.fixture(scope="session")
def docker_engine() -> DockerEngine:
    """The real engine. Whoever starts containers asks for it, and so is marked `engine`."""
    engine = DockerEngine()
    try:
        engine.info()
    except EngineError as error:
        pytest.fail(f"This test needs a Docker engine that answers: {error}")
    return engine


@pytest.fixture(scope="session")
def vm_engine(docker_engine: DockerEngine) -> DockerEngine:
    """The same, for those who start virtual machines on it, and so are marked `vm`."""
    return docker_engine


# They share no fixture with the other tests of their modules, and take long: where several
# processes share the tests, each case of them is a piece of its own, and comes first.
apart = frozenset(
    {
        "test_pages_are_accessible",
        "test_every_question_of_every_lesson_tells_right_from_wrong",
        "test_a_lab_is_proved_by_its_solutions",
    }
)


@functools.cache
def stays_together(module: str) -> bool:
    """Whether the tests of `module` are one piece, for the sake of what they share.

    Those of the browser take long, and most of them share no more than their process has.
    """
    text = (tests_folder.parent / module).read_text()
    return not module.startswith("tests/e2e/") or 'scope="module"' in text


def piece_of(nodeid: str) -> str:
    """What a test goes to a process with: it alone, or its module."""
    module, _, test = nodeid.partition("::")
    alone = test.partition("[")[0] in apart or not stays_together(module)
    return nodeid if alone else module


class Shared(LoadScopeScheduling):  # type: ignore[misc]
    """Which tests go together."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        os.environ[shared_by_run] = str(Path(config.option.basetemp).parent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shared:
    return Shared(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None]:
    """Marks them, and puts browser tests last: beside Playwright's loop no other can be run.

    What takes long goes first, so that at the end nobody waits for it: what is apart, virtual
    machines, containers, and the short unit tests last.
    """
    for item in items:
        markers.mark(item, item.path.relative_to(tests_folder).parts[0])
    config.stash[markers.collected] = {item.nodeid: markers.kinds_of(item) for item in items}
    yield  # -m chooses

    def order(item: pytest.Item) -> tuple[bool, bool, int]:
        browser = "browser" in getattr(item, "fixturenames", ())
        return browser, item.name.partition("[")[0] not in apart, markers.rank(item)

    items.sort(key=order)


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look at it each time."""
    gc.freeze()


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
def head(db: None) -> User:
    return user_make("head", Role.HEAD)


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
def head_client(head: User) -> Client:
    return client_of(head)


@pytest.fixture
def guest_client(guest: User) -> Client:
    return client_of(guest)

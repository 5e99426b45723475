"""A lesson by the short way is the lesson by the long way, and what is not plain takes the long."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.middleware import csrf
from django.test import Client
from django.utils import timezone

from labs.models import Measurement
from lessons import services
from lessons.document.library import course_compile
from lessons.document.source import course_read
from virtlearn.lane import Lane
from virtlearn.people.models import User

# In no transaction: both ways close connections as they do in service.
pytestmark = pytest.mark.django_db(transaction=True)

course = Path(__file__).resolve().parents[2] / "lessons" / "content" / "containers-vs-kvm"
lesson = "/en/courses/containers-vs-kvm/lessons/kernel-boundary/"
token = re.compile(rb"[A-Za-z0-9]{64}|slot-[0-9a-f]{16}")


class Answered:
    """What a WSGI application answered."""

    def __init__(self, application: Any, environ: dict[str, Any]) -> None:
        said: list[Any] = []
        body = application(environ, lambda status, head, *_: said.extend((status, head)))
        self.content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        self.status: str = said[0]
        self.head = sorted((name.lower(), value) for name, value in said[1])

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie("\r\n".join(value for name, value in self.head if name == "set-cookie"))

    def comparable(self) -> tuple[Any, ...]:
        """All but what is drawn by lot, and the times in the cookie."""
        cookie = self.cookies.get("csrftoken")
        kept = {key: value for key, value in (cookie or {}).items() if key != "expires"}
        head = [each for each in self.head if each[0] != "set-cookie"]
        return self.status, head, list(self.cookies), kept, token.sub(b"", self.content)


class Long:
    """Django's handler, which counts how often it is asked."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, *args: Any) -> Any:
        self.asked += 1
        return self.handler(*args)


@pytest.fixture
def published(transactional_db: None) -> str:
    source = course_read(course)
    services.revision_publish(compiled=course_compile(source), digest=source.digest)
    return lesson


def environ(path: str = lesson, client: Client | None = None, **more: str) -> dict[str, Any]:
    cookies = client.cookies if client else SimpleCookie()
    header = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "pages",
        "SERVER_PORT": "0",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **({"HTTP_COOKIE": header} if header else {}),
        **more,
    }


def both(make: Callable[[], dict[str, Any]]) -> None:
    """The short way, once it knows the headers, gives what Django gives."""
    long = Long()
    lane = Lane(long)  # type: ignore[arg-type]
    Answered(lane, make())
    assert long.asked == 1  # it learns
    Answered(lane, make())
    short = Answered(lane, make())
    assert long.asked == 1
    expected = Answered(WSGIHandler(), make())
    assert short.status == "200 OK"
    assert short.comparable() == expected.comparable()
    for answer in (short, expected):
        tokens = set(re.findall(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.content))
        assert len(tokens) == 1
        assert "csrftoken" in answer.cookies


def test_visitor(published: str) -> None:
    both(lambda: environ(published))


def test_visitor_in_spanish(published: str) -> None:
    both(lambda: environ(published.replace("/en/", "/es/")))


def test_each_visitor_has_a_token_of_their_own(published: str) -> None:
    lane = Lane(WSGIHandler())
    answers = [Answered(lane, environ(published)) for _ in range(5)]
    secrets = {answer.cookies["csrftoken"].value for answer in answers}
    tokens = {
        found
        for answer in answers
        for found in re.findall(rb'"csrfmiddlewaretoken" value="(\w+)"', answer.content)
    }
    assert len(secrets) == len(tokens) == 5
    assert {csrf._unmask_cipher_token(found.decode()) for found in tokens} == secrets  # type: ignore[attr-defined]


def test_visitor_who_was_here(published: str) -> None:
    client = Client()
    client.cookies["csrftoken"] = "a" * 32
    both(lambda: environ(published, client))


def test_visitor_with_a_broken_token(published: str) -> None:
    client = Client()
    client.cookies["csrftoken"] = "no token"
    both(lambda: environ(published, client))


def test_learner_who_did_something(published: str, learner: User, learner_client: Client) -> None:
    services.lesson_mark_read(
        user=learner, course_slug="containers-vs-kvm", lesson_slug="kernel-boundary"
    )
    both(lambda: environ(published, learner_client))


def test_guest(published: str, guest_client: Client) -> None:
    both(lambda: environ(published, guest_client))


def test_instructor(published: str, instructor_client: Client) -> None:
    both(lambda: environ(published, instructor_client))


def test_over_https(published: str, settings: LazySettings) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    both(lambda: environ(published, HTTP_X_FORWARDED_PROTO="https"))


def test_headers_of_one_kind_are_not_those_of_another(
    published: str, learner_client: Client
) -> None:
    lane = Lane(WSGIHandler())
    kinds: list[dict[str, Any]] = [
        {"path": published},
        {"path": published.replace("/en/", "/es/")},
        {"path": published, "client": learner_client},
        {"path": published, "HTTP_X_FORWARDED_PROTO": "https"},
    ]
    for _ in range(2):
        for kind in kinds:
            expected = Answered(WSGIHandler(), environ(**kind)).comparable()
            assert Answered(lane, environ(**kind)).comparable() == expected
    assert len(lane.heads) == len(kinds)


def test_the_short_way_asks_the_database_little(
    published: str, learner_client: Client, django_assert_num_queries: Any
) -> None:
    lane = Lane(WSGIHandler())
    Answered(lane, environ(published, learner_client))
    User.objects.create_user(username="somebody-else")
    sqlite = connection.vendor == "sqlite"
    # Session, user, what was done, what was measured; and which revision, where it is known that
    # something changed.
    with django_assert_num_queries(5 if sqlite else 4):
        Answered(lane, environ(published, learner_client))
    with django_assert_num_queries(0 if sqlite else 4):  # nothing was written since
        Answered(lane, environ(published, learner_client))


def read_mark(learner: User) -> None:
    services.lesson_mark_read(
        user=learner, course_slug="containers-vs-kvm", lesson_slug="kernel-boundary"
    )


def name_change(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(username="renamed")


def elsewhere_change(learner: User) -> None:
    """Another process writes."""
    database = connection.settings_dict["NAME"]
    statement = f"UPDATE people_user SET username = 'elsewhere' WHERE id = {learner.pk}"
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    )
    subprocess.run([sys.executable, "-c", code, str(database), statement], check=True)


def revision_change(learner: User) -> None:
    source = course_read(course)
    path = "lessons/01-kernel-boundary/lesson.en.md"
    changed = source.files[path].replace(b"title: ", b"title: New ", 1)
    source = msgspec.structs.replace(source, files={**source.files, path: changed})
    services.revision_publish(compiled=course_compile(source), digest=source.digest)


def figure_come(learner: User) -> None:
    """A check has measured what the lesson has a claim about."""
    Measurement.objects.create(
        user=learner,
        course="containers-vs-kvm",
        lab="whose-kernel",
        key="kernel.uptime",
        value=4711,
        unit="s",
        measured_on="container on runc",
    )


@pytest.mark.parametrize(
    "change", [read_mark, name_change, elsewhere_change, revision_change, figure_come]
)
def test_a_page_that_was_kept_is_not_shown_after_a_write(
    published: str, learner: User, learner_client: Client, change: Callable[[User], None]
) -> None:
    if change is elsewhere_change and connection.vendor != "sqlite":
        change = name_change
    lane = Lane(WSGIHandler())
    before = [Answered(lane, environ(published, learner_client)).comparable() for _ in range(3)]
    assert before[0] == before[1] == before[2]
    change(learner)
    after = Answered(lane, environ(published, learner_client)).comparable()
    assert after != before[0]
    assert after == Answered(WSGIHandler(), environ(published, learner_client)).comparable()


def test_pages_that_are_kept_are_bounded(
    published: str, learner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("virtlearn.lane.READERS_MOST", 1)
    lane = Lane(WSGIHandler())
    for path in (published, published.replace("/en/", "/es/")) * 3:
        Answered(lane, environ(path, learner_client))
        assert len(lane.readers) <= 1


def message_waiting(client: Client) -> None:
    client.cookies["messages"] = "W10:1"


def session_expired(client: Client) -> None:
    Session.objects.update(expire_date=timezone.now())


def session_unknown(client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32


def user_gone(client: Client) -> None:
    User.objects.update(is_active=False)


def password_changed(client: Client) -> None:
    User.objects.update(password="changed")


@pytest.mark.parametrize(
    "change", [message_waiting, session_expired, session_unknown, user_gone, password_changed]
)
def test_what_the_session_says_goes_the_long_way(
    published: str, learner_client: Client, change: Callable[[Client], None]
) -> None:
    long = Long()
    lane = Lane(long)  # type: ignore[arg-type]
    for _ in range(2):
        Answered(lane, environ(published, learner_client))
    assert long.asked == 1
    change(learner_client)
    answer = Answered(lane, environ(published, learner_client))
    assert long.asked == 2
    assert b"learner" not in answer.content or change is message_waiting


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"REQUEST_METHOD": "POST"}, "403"),
        ({"REQUEST_METHOD": "HEAD"}, "200"),
        ({"QUERY_STRING": "a=b"}, "200"),
        ({"HTTP_HX_REQUEST": "true"}, "200"),
        ({"HTTP_HOST": "evil.example"}, "400"),
        ({"HTTP_HOST": ""}, "400"),
        ({"PATH_INFO": lesson.replace("kernel-boundary", "nowhere")}, "404"),
        ({"PATH_INFO": lesson.replace("containers", "nothing")}, "404"),
        ({"PATH_INFO": lesson.replace("/en/", "/fr/")}, "404"),
        ({"PATH_INFO": lesson.rstrip("/")}, "301"),
    ],
)
def test_what_is_not_plain_goes_the_long_way(
    published: str, more: dict[str, Any], status: str
) -> None:
    long = Long()
    lane = Lane(long)  # type: ignore[arg-type]
    for asked in (1, 2):
        answer = Answered(lane, environ(**more))
        assert long.asked == asked
    assert answer.status.startswith(status)


def test_a_preview_goes_the_long_way(published: str, settings: LazySettings) -> None:
    settings.COURSE_PREVIEW = "/somewhere"
    assert not Lane(WSGIHandler()).open


def test_what_fails_goes_the_long_way(published: str, caplog: pytest.LogCaptureFixture) -> None:
    long = Long()
    lane = Lane(long)  # type: ignore[arg-type]
    for _ in range(2):
        Answered(lane, environ(published))
    lane.csrf = None  # type: ignore[assignment]
    assert Answered(lane, environ(published)).status == "200 OK"
    assert long.asked == 2
    assert "long way" in caplog.text

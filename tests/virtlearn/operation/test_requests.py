"""The access log, and what never stands in a log: links' secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import client_of
from virtlearn.operation.metrics import declared
from virtlearn.operation.routes import (
    SecretPathFilter,
    method_of,
    path_public,
    route_of,
    secret_arguments,
)
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
secret = "Zm9vYmFyYmF6cXV4-_1234"


@pytest.fixture
def said(settings: LazySettings, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    settings.ACCESS_LOG = True
    caplog.set_level(logging.INFO, "virtlearn.access")
    return caplog


def of(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    (record,) = [each for each in caplog.records if each.name == "virtlearn.access"]
    return record


def test_one_line_a_request(said: pytest.LogCaptureFixture, learner: User) -> None:
    client = client_of(learner)
    response = client.get("/en/account/?page=secret", headers={"X-Request-ID": "0123456789abcdef"})
    record = vars(of(said))
    assert {name: record[name] for name in ("method", "route", "path", "query", "status")} == {
        "method": "GET",
        "route": "account",
        "path": "/en/account/",
        "query": "page",
        "status": 200,
    }
    assert record["bytes"] == len(response.content)
    assert 0 < record["ms"] < 60_000
    assert "secret" not in of(said).getMessage()


def test_none_unless_it_is_asked_for(
    settings: LazySettings, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "virtlearn.access")
    client.get("/en/")
    assert not [each for each in caplog.records if each.name == "virtlearn.access"]


def test_what_is_asked_every_few_seconds_is_not_in_it(
    said: pytest.LogCaptureFixture, client: Client
) -> None:
    client.get("/healthz/live")
    assert not [each for each in said.records if each.name == "virtlearn.access"]


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/en/shared/{secret}/", "/en/shared/-/"),
        (f"/en/shared/{secret}", "/en/shared/-"),  # no address at all
        (f"/en/first-run/{secret}/", "/en/first-run/-/"),
        (f"/en/certificates/{secret}/", "/en/certificates/-/"),
        (f"/en/accounts/password/reset/key/3x-{secret}/", "/en/accounts/password/reset/key/---/"),
        (f"/wp-admin/{secret}/index.php", "/wp-admin/-/index.php"),
        ("/en/nowhere/%0Aforged%20line", "/en/nowhere/%0Aforged%20line"),
        ("/en/no-such-lesson-here/", "/en/no-such-lesson-here/"),
    ],
)
def test_secrets_of_links_are_not_logged(
    said: pytest.LogCaptureFixture, client: Client, path: str, logged: str
) -> None:
    client.get(path)
    assert vars(of(said))["path"] == logged
    # Django itself writes of what is not found.
    judge = SecretPathFilter()
    lines = [each.getMessage() for each in said.records if judge.filter(each)]
    assert len(lines) > 1 or "first-run" not in path
    assert not [line for line in lines if secret in line]


# What a text of an address is that anybody may know.
public_texts = {
    "digest",  # of a revision, or of an image beside a lesson
    "name",
    "path",  # of a file in a course's draft
    "provider",
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def test_every_text_of_an_address_is_known_as_secret_or_public() -> None:
    unknown = set()
    for pattern in patterns(get_resolver()):
        for name, converter in pattern.pattern.converters.items():
            if type(converter).__name__ in {"StringConverter", "PathConverter"}:
                unknown.add(name)
        regex = getattr(pattern.pattern, "regex", None)
        if regex is not None and not pattern.pattern.converters:
            unknown |= regex.groupindex.keys()
    assert {"token", "key"} <= unknown
    assert unknown - secret_arguments - public_texts == set()


def request_of(method: str, path: str) -> HttpRequest:
    return RequestFactory().generic(method, path)


def test_labels_are_few_whatever_is_asked() -> None:
    assert route_of(request_of("GET", "/static/css/base.css")) == "static"
    assert route_of(request_of("GET", "/one/of/a/million")) == "unmatched"
    assert method_of(request_of("BREW", "/")) == "other"
    assert path_public(request_of("GET", "/static/css/base.0123456789ABCDEF.css")).endswith(
        "/base.0123456789ABCDEF.css"
    )


def test_requests_are_counted_by_route_and_status(client: Client) -> None:
    def count(status: str) -> float:
        labels = {"route": "home", "method": "GET", "status": status}
        return declared.registry.get_sample_value("virtlearn_http_requests_total", labels) or 0

    before = count("200")
    client.get("/en/")
    client.get("/es/")
    assert count("200") == before + 2


def test_a_person_can_quote_the_request(client: Client) -> None:
    for path in ("/en/nowhere/", "/es/nowhere/"):
        headers = {"X-Request-ID": "0123456789abcdef"}
        page = client.get(path, headers=headers).content.decode()
        assert "<code>0123456789abcdef</code>" in page


def test_a_mistake_of_ours_can_be_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("virtlearn.people.selectors.head_exists", lambda: 1 / 0)
    monkeypatch.setattr("virtlearn.people.first_run.head_exists", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    response = client.get("/en/first-run/guess/", headers={"X-Request-ID": "0123456789abcdef"})
    assert response.status_code == 500
    assert "<code>0123456789abcdef</code>" in response.content.decode()

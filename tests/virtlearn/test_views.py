"""A database that is away: a page that says so and when to come back, never a bare error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client

from virtlearn.views import database_failed

course = "/en/courses/containers-vs-kvm/"


@pytest.fixture
def away(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """The database is where nothing can be opened."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "gone" / "db.sqlite3")
    yield
    connection.close()
    connection.settings_dict["NAME"] = before


@pytest.fixture
def reader() -> Client:
    """Errors become pages, as on the site."""
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_a_form_that_is_too_old_leads_back_to_its_page() -> None:
    reader = Client(enforce_csrf_checks=True)
    page = "http://testserver/en/courses/some/"
    response = reader.post("/en/accounts/login/", headers={"host": "testserver", "referer": page})
    assert response.status_code == 403
    assert b'href="/en/courses/some/"' in response.content


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_says_when_to_come_back(reader: Client, language: str) -> None:
    path = f"/{language}/courses/no-such-course/?page=2"
    response = reader.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert f'<html lang="{language}">' in text
    assert f'href="{path}"' in text
    assert 'href="/"' in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("http://testserver/en/there/", "/en/there/"),
        ("http://elsewhere.example/en/there/", "/"),
        ("http://testserver//elsewhere.example/", "/%2Felsewhere.example/"),
        ("", "/"),
    ],
)
def test_a_form_leads_back_to_its_page(reader: Client, referer: str, leads_to: str) -> None:
    headers = {"Host": "testserver"} | ({"Referer": referer} if referer else {})
    path = f"{course}labs/whose-kernel/start/"
    response = reader.post(path, headers=headers)
    assert response.status_code == 503
    assert f'href="{leads_to}"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("away")
def test_health_says_that_the_database_is_away(reader: Client) -> None:
    response = reader.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": False, "schema": False, "disk": True}


def test_a_mistake_of_ours_is_not_the_databases() -> None:
    assert not database_failed(ValueError("a mistake"))
    assert not database_failed(None)

"""/healthz/live and /ready for all, /healthz and /metrics for who may, and wrong hosts."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries

from labs.engines.registry import engine_load, engine_use, in_use
from tests.conftest import client_of
from virtlearn.operation.backup.mark import backup_mark, mark_path
from virtlearn.operation.metrics import declared
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
token = "a-token-that-nobody-guesses"
bearer = {"Authorization": f"Bearer {token}"}
migrated = pytest.mark.slow("asks for the list of migrations, which the quick tests do without")
probes = ("/healthz/live", "/healthz/ready")


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize("path", probes)
def test_a_probe_answers_whoever_asks_by_whatever_name(
    client: Client, settings: LazySettings, path: str
) -> None:
    settings.ALLOWED_HOSTS = ["learn.example.org"]
    response = client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.json()["ok"] is True
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


@migrated
def test_ready_asks_little(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/healthz/ready")
    with django_assert_num_queries(2):
        client.get("/healthz/ready")
    with django_assert_num_queries(0):
        client.get("/healthz/live")


def test_ready_says_that_the_disk_is_full(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = Usage(1 << 40, (1 << 40) - (99 << 20), 99 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    settings.READY_DISK_MB = 99
    assert client.get("/healthz/ready").status_code == 200
    settings.READY_DISK_MB = 100
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": True, "schema": True, "disk": False}
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz/live").status_code == 200


@migrated
def test_ready_says_that_the_schema_is_another_versions(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'labs' AND name LIKE '0001%%'")
        assert cursor.rowcount == 1
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["schema"] is False
    assert response.json()["database"] is True


@pytest.mark.parametrize("path", [*probes, "/healthz", "/metrics"])
def test_nothing_is_changed_by_asking(client: Client, path: str) -> None:
    assert client.post(path, headers=bearer).status_code in {405, 403}


def test_a_stranger_learns_nothing_of_the_host(
    client: Client, learner_client: Client, guest_client: Client, settings: LazySettings
) -> None:
    for each in (client, learner_client, guest_client):
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}):
            assert each.get("/healthz", headers=headers).json().keys() == {
                *("ok", "database", "schema", "disk")
            }
            assert each.get("/metrics", headers=headers).status_code == 403
    settings.METRICS_TOKEN = token
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {token}"}):
        assert "engine" not in client.get("/healthz", headers=headers).json()
        assert client.get("/metrics", headers=headers).status_code == 403


@pytest.fixture
def fake() -> Iterator[None]:
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("fake")
    yield
    engine_use(before)
    engine_load.cache_clear()


@pytest.mark.usefixtures("fake")
def test_who_may_sees_the_details(client: Client, instructor: User, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = token
    settings.ALLOWED_HOSTS = ["learn.example.org"]
    by_token = client.get("/healthz", headers={**bearer, "Host": "127.0.0.1"}).json()
    here = {"Host": "learn.example.org"}
    for report in (by_token, client_of(instructor).get("/healthz", headers=here).json()):
        assert report["engine"]["name"] == "Fake 1.0"
        assert report["database"] == {"ok": True, "vendor": connection.vendor}
        assert report["disk"]["free_mb"] > 0
        assert report["schema"]["ok"]
        assert not report["keeper"]["ok"]


def test_metrics_are_what_prometheus_reads(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = token
    client.get("/en/")
    response = client.get("/metrics", headers={**bearer, "Host": "127.0.0.1"})
    assert response.status_code == 200
    families = {
        each.name: each for each in text_string_to_metric_families(response.content.decode())
    }
    shown = {sample.name for each in families.values() for sample in each.samples}
    shown = {name for name in shown if not name.endswith("_created")}
    assert shown <= declared.names()
    assert "virtlearn_http_requests_total" in shown
    absent = declared.states.keys() - shown
    # What there is nothing of yet: no keeper has gone round, no machine is warm, nothing backed up.
    assert absent <= {
        "virtlearn_backup_age_seconds",
        "virtlearn_keeper_round_age_seconds",
        "virtlearn_engine_up",
        "virtlearn_pool_machines",
        "virtlearn_database_bytes",
    }
    (up,) = families["virtlearn_database_up"].samples
    assert up.value == 1


def test_the_age_of_the_last_backup_is_shown(
    instructor_client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    assert b"virtlearn_backup_age" not in instructor_client.get("/metrics").content
    backup_mark()
    an_hour_ago = time.time() - 3600
    os.utime(mark_path(), (an_hour_ago, an_hour_ago))
    shown = instructor_client.get("/metrics").content.decode()
    families = {each.name: each for each in text_string_to_metric_families(shown)}
    (age,) = families["virtlearn_backup_age_seconds"].samples
    assert 3600 <= age.value < 3700


def test_an_instructor_may_read_metrics(instructor_client: Client) -> None:
    assert b"virtlearn_build_info" in instructor_client.get("/metrics").content


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_wrong_host_is_told_what_to_write(
    client: Client, settings: LazySettings, language: str
) -> None:
    settings.ALLOWED_HOSTS = ["learn.example.org"]
    response = client.get(f"/{language}/", headers={"Host": "school.example:8443"})
    assert response.status_code == 400
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert "ALLOWED_HOSTS=school.example\n" in page
    assert "docs/proxy.md" in page


def test_a_host_that_is_none_is_not_repeated_as_one(client: Client) -> None:
    page = client.get("/en/", headers={"Host": "<b>no host</b>"}).content.decode()
    assert "<b>" not in page
    assert "ALLOWED_HOSTS=learn.example.org" in page


def test_a_form_behind_a_proxy_that_keeps_the_name_to_itself() -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = {"Host": "testserver", "Origin": "https://learn.example.org"}
    response = strict.post("/en/accounts/login/", headers=headers)
    assert response.status_code == 403
    page = response.content.decode()
    assert "<h1>This form is out of date" not in page
    for line in (
        "proxy_set_header Host $http_host;",
        "ALLOWED_HOSTS=learn.example.org\n",
        "ALLOWED_ORIGINS=https://learn.example.org\n",
    ):
        assert line in page
    here = {"Host": "testserver", "Origin": "http://testserver"}
    assert (
        b"<h1>This form is out of date" in strict.post("/en/accounts/login/", headers=here).content
    )
    null = {"Host": "testserver", "Origin": "null"}
    assert (
        b"<h1>This form is out of date" in strict.post("/en/accounts/login/", headers=null).content
    )

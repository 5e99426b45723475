"""A lab whose machines are still being made: what its page says, and that it then starts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.base import Info
from labs.engines.errors import EngineForbidden
from labs.engines.fake.misbehaving import UnbuiltEngine
from labs.models import BuildState, ImageBuild
from labs.provisioning.health import well_at
from labs.provisioning.image_builds import images_build
from labs.provisioning.images import image_of
from tests.labs.conftest import EngineUse
from tests.labs.factory import pool_round
from tests.labs.pages import place
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
page = reverse("labs:lab", args=place)
state = reverse("labs:state", args=place)
start = reverse("labs:start", args=place)


@pytest.fixture
def unbuilt(settings: LazySettings, use: EngineUse) -> UnbuiltEngine:
    settings.LAB_PROVIDER = "tests.labs.provider"
    engine = use("fake-unbuilt")
    assert isinstance(engine, UnbuiltEngine)
    return engine


def body(client: Client, url: str = state) -> str:
    """Of the state as htmx asks for it, with nothing remembered of the engine."""
    well_at.clear()
    response: Any = client.get(url, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def building(**values: Any) -> None:
    values = {"state": BuildState.BUILDING, "at": timezone.now(), **values}
    ImageBuild.objects.update_or_create(kind="container", defaults=values)


def test_it_says_how_far_they_are_and_looks_again(unbuilt: UnbuiltEngine, client: Client) -> None:
    building(step=3, steps=12, percent=14)
    text = body(client, page)
    assert "step 3 of 12" in text
    assert re.search(r'<progress[^>]*max="100"[^>]*value="14"', text)
    assert "every 2s" in text
    assert start not in text
    assert "manage.py lab images" not in text
    assert "paso 3 de 12" in body(client, page.replace("/en/", "/es/"))


def test_it_can_be_started_once_they_are_there(unbuilt: UnbuiltEngine, client: Client) -> None:
    building(step=3, steps=12, percent=14)
    assert "data-waits" in body(client)
    unbuilt.built.append(image_of("container"))
    text = body(client)
    assert "data-waits" not in text
    assert start in text
    assert "every 2s" not in text


def test_one_that_waits_for_others(unbuilt: UnbuiltEngine, client: Client) -> None:
    building(state=BuildState.WAITING, position=2)
    text = body(client)
    assert "after those of other machines" in text
    assert "<progress" not in text


def test_one_that_failed_says_why_to_whoever_runs_the_server(
    unbuilt: UnbuiltEngine, client: Client
) -> None:
    unbuilt.failing = frozenset({"container"})
    images_build(unbuilt, ["container"], lambda line: None, lambda kind, progress: None)
    text = body(client)
    assert "could not be built" in text
    assert "no mirror answers" in text
    assert "<progress" not in text


def test_where_nobody_builds_it_says_what_to_do(unbuilt: UnbuiltEngine, client: Client) -> None:
    text = body(client)
    assert "manage.py lab images" in text
    assert "every 10s" in text
    assert start not in text


def test_an_engine_that_may_not_be_used_is_told_from_none(
    unbuilt: UnbuiltEngine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def info() -> Info:
        raise EngineForbidden("could not reach Docker: Permission denied")

    monkeypatch.setattr(unbuilt, "info", info)
    text = body(client)
    assert "usermod -aG docker" in text
    assert "No Docker Engine answers" not in text


def test_a_start_from_a_page_that_is_too_old_fails_in_words(
    unbuilt: UnbuiltEngine, client: Client, learner: User
) -> None:
    client.force_login(learner)
    response: Any = client.post(start, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "image is not on this server" in response.content.decode()


def test_the_pool_waits_for_images_without_trying(
    unbuilt: UnbuiltEngine, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.POOL_MIN, settings.POOL_HOST_FREE_MB = 1, 0
    pool_round()
    pool_round()
    assert caplog.records == []
    unbuilt.built.append(image_of("container"))
    pool_round()
    assert len(unbuilt.machines) == 1

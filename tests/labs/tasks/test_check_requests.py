"""The button that checks: it answers at once, and its results come when they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from labs.core import background
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, TaskResult
from labs.tasks import check_requests
from labs.tasks.check_requests import check_is_awaited, check_request, request_longest
from tests.conftest import client_of, user_make
from tests.labs.factory import lab_make
from tests.labs.pages import place
from tests.waiting import wait_until


class SlowChecks:
    """Lets a check's run go on only once it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.runs = 0
        real = check_requests.check_run

        def held(session_id: Any) -> None:
            self.runs += 1
            assert self.go.wait(20)
            real(session_id)

        monkeypatch.setattr(check_requests, "check_run", held)


@pytest.fixture
def workers(settings: LazySettings) -> Iterator[None]:
    """Real threads, as a served site has them."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.LABS_WORKERS = 2
    background.slots.cache_clear()
    background.executor.cache_clear()
    yield
    background.executor("checks").shutdown()
    background.slots.cache_clear()
    background.executor.cache_clear()


@pytest.fixture
def session(transactional_db: None, engine: FakeEngine, workers: None) -> LabSession:
    return services.lab_session_start(user=user_make("ana"), lab=lab_make())


def soon(condition: Callable[[], bool]) -> None:
    wait_until(condition)
    connection.close()


def awaited(session: LabSession) -> bool:
    session.refresh_from_db()
    return check_is_awaited(session)


def press(session: LabSession) -> str:
    client = client_of(session.user)
    url = reverse("labs:check", args=(*place, session.pk))
    response: Any = client.post(url, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return str(response.content.decode())


def test_checks_that_take_long_hold_no_request(
    session: LabSession, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LABS_GLANCE_SECONDS = 0.05
    slow = SlowChecks(monkeypatch)
    for _press in range(4):  # more than there are threads
        text = press(session)
        assert "Your tasks are being checked" in text
        assert "every 1s" in text
    assert awaited(session)
    slow.go.set()
    soon(lambda: not awaited(session))
    assert slow.runs == 1
    assert TaskResult.objects.get(session=session, task="one").tries == 1


def test_results_that_come_quickly_are_in_the_answer(
    session: LabSession, engine: FakeEngine, settings: LazySettings
) -> None:
    settings.LABS_GLANCE_SECONDS = 20.0
    (machine,) = engine.machines.values()
    machine.files["/home/learner/one"] = ""
    text = press(session)
    assert "being checked" not in text
    assert "1 of 3 tasks done" in text


def test_what_a_dead_process_left_is_over_by_itself(session: LabSession) -> None:
    long_ago = timezone.now() - request_longest - timedelta(seconds=1)
    LabSession.objects.filter(pk=session.pk).update(check_asked_at=long_ago)
    assert not awaited(session)
    check_request(session)
    soon(lambda: TaskResult.objects.filter(session=session, tries=1).exists())
    soon(lambda: not awaited(session))


def test_a_lab_that_does_not_run_is_not_checked(session: LabSession) -> None:
    services.lab_session_stop(session=session)
    check_request(session)
    session.refresh_from_db()
    assert session.check_asked_at is None

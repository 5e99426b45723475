"""The first moments of a tab whose machine came from the pool."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client as Browser
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession
from labs.terminal.routing import application
from tests.labs.factory import lab_make, pool_round
from tests.labs.terminal.client import connected, cookies_of, prompt
from tests.labs.terminal.conftest import Serve
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(engine: FakeEngine, learner: User, settings: LazySettings) -> LabSession:
    """Just claimed from a pool in which another machine waits."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MIN, settings.POOL_HOST_FREE_MB = 2, 0
    pool_round()
    found = services.lab_session_start(user=learner, lab=lab_make())
    assert found.machines.get().claimed_at
    return found


def path(session: LabSession) -> str:
    return f"/ws/terminal/{session.pk}/main/1/"


def test_the_prompt_that_was_printed_in_the_pool_is_shown(
    serve: Serve, session: LabSession, learner_client: Browser
) -> None:
    with connected(serve(application), path(session), cookies=cookies_of(learner_client)) as client:
        client.see(prompt)
        client.type("echo it-$works\r")
        client.see("it-$works\r\nit-$works")
        assert client.output.count(prompt.encode()) == 2  # and not once more


def test_one_that_had_died_is_replaced_and_nobody_sees_it(
    serve: Serve, engine: FakeEngine, session: LabSession, learner_client: Browser
) -> None:
    dead = session.machines.get()
    engine.machines[dead.handle_id].end()
    with connected(serve(application), path(session), cookies=cookies_of(learner_client)) as client:
        client.type("touch ~/here\r")
        client.see("touch ~/here\r\n" + prompt)
        assert client.code == 0
    machine = session.machines.get()
    assert machine.handle_id != dead.handle_id
    assert "/home/learner/here" in engine.machines[machine.handle_id].files


def test_one_that_dies_in_use_is_not_replaced(
    serve: Serve, engine: FakeEngine, session: LabSession, learner_client: Browser
) -> None:
    port, machine = serve(application), session.machines.get()
    LabSession.objects.filter(pk=session.pk).update(last_input_at=timezone.now(), prompt_ms=20.0)
    engine.machines[machine.handle_id].end()
    with connected(port, path(session), cookies=cookies_of(learner_client)) as client:
        assert client.closed() in (4410, 4503)
    assert session.machines.get().handle_id == machine.handle_id

"""What a stopped site leaves: nothing at the engine, and a reason for its learners."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from labs.engines.base import MachineSpec
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import EndReason, LabState, Machine
from labs.provisioning.clean import installation_clear
from tests.conftest import user_make
from tests.labs.factory import lab_make, pool_round

pytestmark = pytest.mark.django_db


def test_everything_of_this_installation_goes_and_nothing_else(
    engine: FakeEngine, settings: LazySettings
) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MIN, settings.POOL_HOST_FREE_MB, settings.LABS_MAX = 1, 0, 2
    pool_round()
    running = services.lab_session_start(user=user_make("ana"), lab=lab_make())
    joined = services.lab_session_start(user=user_make("ben"), lab=lab_make("other", network=True))
    waiting = services.lab_session_start(user=user_make("eva"), lab=lab_make())
    assert waiting.state == LabState.QUEUED
    foreign = engine.create(
        MachineSpec(
            name="theirs", image="x", hostname="x", labels={"virtlearn.deployment": "theirs"}
        )
    )

    ended, removed = installation_clear(engine)

    assert ended == 3
    assert removed >= 2
    assert list(engine.machines) == [foreign.id]
    assert engine.made_networks == {}
    assert not Machine.objects.filter(session=None).exists()
    for session in (running, joined, waiting):
        session.refresh_from_db()
        assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.SITE)
    assert installation_clear(engine) == (0, 0)

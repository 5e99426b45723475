"""A machine that died in the pool, claimed before anybody knew it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.engines.errors import MachineGone
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, Machine
from labs.scheduling.replacement import machine_replace
from tests.labs.factory import lab_make, pool_round
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(engine: FakeEngine, learner: User, settings: LazySettings) -> LabSession:
    """Ready, with a machine that is dead; two others are warm."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MIN, settings.POOL_HOST_FREE_MB = 3, 0
    pool_round()
    found = services.lab_session_start(user=learner, lab=lab_make())
    engine.machines[found.machines.get().handle_id].end()
    return found


def test_the_next_warm_one_takes_its_place(engine: FakeEngine, session: LabSession) -> None:
    dead = session.machines.get()
    handle = machine_replace(session.pk, "main", dead.handle)

    assert engine.poll(handle).status == "running"
    assert session.machines.get().handle == handle
    assert machine_replace(session.pk, "main", dead.handle) == handle  # asked again
    pool_round()
    assert not Machine.objects.filter(pk=dead.pk).exists()
    assert dead.handle_id not in engine.machines


def test_where_all_have_died_a_new_one_is_made(engine: FakeEngine, session: LabSession) -> None:
    for machine in engine.machines.values():
        machine.end()
    dead = session.machines.get()
    handle = machine_replace(session.pk, "main", dead.handle)

    assert engine.poll(handle).status == "running"
    assert session.machines.get().claimed_at is None
    pool_round()
    services.lab_session_stop(session=session)
    assert handle.id not in engine.machines


def test_a_machine_that_was_used_is_not_replaced(engine: FakeEngine, session: LabSession) -> None:
    handle = session.machines.get().handle
    for changes in (
        {"prompt_ms": 20.0},
        {"last_input_at": timezone.now() + timedelta(seconds=9)},
        {"state": "stopping"},
    ):
        before = LabSession.objects.filter(pk=session.pk).values(*changes).get()
        LabSession.objects.filter(pk=session.pk).update(**changes)
        with pytest.raises(MachineGone):
            machine_replace(session.pk, "main", handle)
        LabSession.objects.filter(pk=session.pk).update(**before)
    assert machine_replace(session.pk, "main", handle)


def test_a_machine_that_was_the_sessions_from_the_start_is_not_replaced(
    engine: FakeEngine, session: LabSession
) -> None:
    session.machines.update(claimed_at=None)
    with pytest.raises(MachineGone):
        machine_replace(session.pk, "main", session.machines.get().handle)
    assert session.machines.count() == 1

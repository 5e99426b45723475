"""What /metrics says of labs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import BuildState, EndReason, ImageBuild, KeeperBeat, Machine
from labs.provisioning.states import labs_states
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from virtlearn.operation.metrics import declared
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


def states() -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in labs_states()
        for sample in family.samples
    }


def counted(name: str, **labels: str) -> float:
    return declared.registry.get_sample_value(name, labels) or 0


def test_nothing_yet() -> None:
    found = states()
    assert found["virtlearn_lab_sessions", "ready"] == 0
    assert found["virtlearn_lab_queue_length",] == 0
    assert ("virtlearn_keeper_round_age_seconds",) not in found


def test_sessions_pool_builds_and_keeper(engine: FakeEngine, learner: User) -> None:
    ended = services.lab_session_start(user=learner, lab=lab_make("whose-kernel"))
    services.lab_session_stop(session=ended)
    services.lab_session_start(user=learner, lab=lab_make("whose-kernel"))
    for number, warm in enumerate((timezone.now(), timezone.now(), None)):
        Machine.objects.create(kind="container", engine_name=f"warm-{number}", warm_at=warm)
    Machine.objects.create(kind="container", engine_name="no more", claimed_at=timezone.now())
    ImageBuild.objects.create(kind="vm", state=BuildState.FAILED, at=timezone.now())
    then = timezone.now() - timedelta(seconds=100)
    KeeperBeat.objects.update_or_create(pk=1, defaults={"at": then, "engine_error": "away"})
    found = states()
    assert found["virtlearn_lab_sessions", "ready"] == 1
    assert ("virtlearn_lab_sessions", "ended") not in found
    assert found["virtlearn_pool_machines", "container", "warm"] == 2
    assert found["virtlearn_pool_machines", "container", "making"] == 1
    assert found["virtlearn_image_builds", "failed"] == 1
    assert found["virtlearn_image_builds", "built"] == 0
    assert 100 <= found["virtlearn_keeper_round_age_seconds",] < 130
    assert found["virtlearn_engine_up",] == 0
    Keeper().round()
    assert states()["virtlearn_engine_up",] == 1
    assert states()["virtlearn_keeper_round_age_seconds",] < 30


def test_a_start_is_counted(engine: FakeEngine, learner: User) -> None:
    def cold() -> float:
        return counted("virtlearn_lab_start_seconds_count", machines="container", way="cold")

    before = cold()
    ends = counted("virtlearn_lab_ends_total", reason="learner")
    session = services.lab_session_start(user=learner, lab=lab_make("whose-kernel"))
    services.lab_session_start(user=learner, lab=lab_make("whose-kernel"))  # the same one
    assert cold() == before + 1
    services.lab_session_stop(session=session)
    services.lab_session_stop(session=session)
    assert counted("virtlearn_lab_ends_total", reason=str(EndReason.LEARNER)) == ends + 1


def test_a_start_that_fails_is_counted_by_its_cause(use: EngineUse, learner: User) -> None:
    labels = {"machines": "container", "way": "cold", "outcome": "failed"}
    engine = use("fake-refuses")
    failed = counted("virtlearn_lab_starts_total", **labels)
    full = counted("virtlearn_lab_start_failures_total", cause="disk")
    errors = counted("virtlearn_engine_errors_total", error="DiskFull")
    session = services.lab_session_start(user=learner, lab=lab_make("whose-kernel"))
    assert session.error
    assert not engine.machines
    assert counted("virtlearn_lab_starts_total", **labels) == failed + 1
    assert counted("virtlearn_lab_start_failures_total", cause="disk") == full + 1
    assert counted("virtlearn_engine_errors_total", error="DiskFull") == errors + 1

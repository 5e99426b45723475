from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.engines.base import Handle, MachineSpec, label_session
from labs.engines.fake.engine import FakeEngine
from labs.keeper.events import Listener
from labs.keeper.workers import WorkNow
from labs.lifecycle import services
from labs.models import EndReason, LabState, Machine, StartFault
from labs.provisioning.health import labs_health
from labs.provisioning.runtimes import runtimes_try
from labs.provisioning.session_machines import session_clear
from labs.scheduling.pool import machine_warm
from labs.spec.definition import MachineDecl
from labs.verification.verify import lab_verify
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
pair = (MachineDecl(name="main", kind="container"), MachineDecl(name="other", kind="container"))


def test_a_machine_runs_on_what_its_lab_asks_for(
    engine: FakeEngine, learner: User, settings: LazySettings
) -> None:
    settings.LAB_RUNTIME = "runsc"
    session = services.lab_session_start(user=learner, lab=lab_make("a", runtime="runc"))
    assert session.state == LabState.READY
    services.lab_session_start(user=learner, lab=lab_make("b"))

    assert [each.spec.runtime for each in engine.machines.values()] == ["runc", "runsc"]


@pytest.mark.parametrize(
    ("kind", "guest", "lab", "runtime"),
    [
        ("fake", True, {}, "runsc"),
        ("fake", False, {}, "runc"),
        ("fake", True, {"runtime": "runc"}, "runc"),
        ("fake", True, {"network": True, "machines": pair}, "runc"),
        ("fake", True, {"machines": (MachineDecl(name="main", kind="vm"),)}, "runc"),
        ("fake-runc-only", True, {}, "runc"),
        ("fake-ignores-limits", True, {}, "runc"),
    ],
)
def test_strangers_have_the_sandbox_where_it_is(
    use: EngineUse,
    learner: User,
    settings: LazySettings,
    kind: str,
    guest: bool,
    lab: dict[str, Any],
    runtime: str,
) -> None:
    settings.LAB_RUNTIME = "auto"
    engine = use(kind)
    User.objects.filter(pk=learner.pk).update(is_guest=guest)
    learner.refresh_from_db()
    spec = lab_make(**lab).spec
    tasks = tuple(msgspec.structs.replace(task, machine="main") for task in spec.tasks)
    made = msgspec.structs.replace(lab_make(), spec=msgspec.structs.replace(spec, tasks=tasks))
    services.lab_session_start(user=learner, lab=made)
    assert {each.spec.runtime for each in engine.machines.values()} == {runtime}


def test_a_missing_sandbox_is_said_where_strangers_would_have_it(
    use: EngineUse, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAB_RUNTIME = "auto"
    use("fake-runc-only")
    runtimes_try()
    assert "labs of guests run on runc: the engine has no runtime runsc" in caplog.text


def test_machines_of_the_pool_run_on_it_too(engine: FakeEngine) -> None:
    row = Machine.objects.create(
        kind="container", image="any", runtime="runsc", hostname="lab", engine_name="pooled"
    )
    machine_warm(row)

    (made,) = engine.machines.values()
    assert made.spec.runtime == "runsc"


@pytest.mark.parametrize("kind", ["fake-ignores-limits", "fake-runc-only"])
def test_a_lab_whose_runtime_cannot_be_had_does_not_start(
    use: EngineUse, learner: User, kind: str
) -> None:
    engine = use(kind)
    with pytest.raises(LabRefusedError) as caught:
        services.lab_session_start(user=learner, lab=lab_make(runtime="runsc"))

    assert caught.value.code == RefusalCode.RUNTIME
    assert "runsc" in caught.value.message
    assert caught.value.detail == engine.runtime_fault("runsc")
    assert caught.value.detail not in caught.value.message  # it is in English
    assert not engine.machines
    assert not learner.lab_sessions.exists()
    assert services.lab_session_start(user=learner, lab=lab_make()).state == LabState.READY


def test_a_runtime_that_is_lost_while_one_waits_ends_the_start(
    use: EngineUse, learner: User, settings: LazySettings
) -> None:
    """Also where nobody asked before: the engine itself refuses."""
    engine = use("fake-runc-only")
    engine.installed = ()
    session = services.lab_session_start(user=learner, lab=lab_make())

    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.FAILED)
    assert session.start_fault == StartFault.RUNTIME
    assert "no runtime runc" in session.error
    assert not engine.machines


def test_machines_of_a_lab_with_a_network_are_on_one_of_their_own(
    engine: FakeEngine, learner: User, stranger: User
) -> None:
    lab = lab_make(machines=pair, network=True)
    mine = services.lab_session_start(user=learner, lab=lab)
    theirs = services.lab_session_start(user=stranger, lab=lab)

    places = {}
    for session in (mine, theirs):
        listed = engine.list({label_session: str(session.pk)})
        specs = [engine.machines[each.handle.id].spec for each in listed]
        assert len({spec.network for spec in specs}) == 1
        assert [list(spec.peers) for spec in specs] == [["main", "other"]] * 2
        places[session] = specs[0].network
        assert engine.networks({label_session: str(session.pk)}) == [places[session]]
    assert places[mine] != places[theirs]

    services.lab_session_stop(session=mine)
    assert mine.state == LabState.ENDED
    assert list(engine.made_networks) == [places[theirs]]


def test_a_lab_without_one_makes_no_network(engine: FakeEngine, learner: User) -> None:
    session = services.lab_session_start(user=learner, lab=lab_make(machines=pair))

    assert session.state == LabState.READY
    assert not engine.made_networks


def test_a_network_that_stays_keeps_the_session_open(use: EngineUse, learner: User) -> None:
    engine = use("fake-network-removal-fails-once")
    lab = lab_make(machines=pair, network=True)
    session = services.lab_session_start(user=learner, lab=lab)
    services.lab_session_stop(session=session)
    assert session.state == LabState.STOPPING
    assert engine.made_networks
    assert not engine.machines

    assert session_clear(session)
    session.refresh_from_db()
    assert session.state == LabState.ENDED
    assert not engine.made_networks


def test_a_network_does_not_go_with_runsc(
    engine: FakeEngine, learner: User, settings: LazySettings
) -> None:
    settings.LAB_RUNTIME = "runsc"
    lab = lab_make(machines=pair, network=True)
    with pytest.raises(LabRefusedError) as caught:
        services.lab_session_start(user=learner, lab=lab)
    assert "no network" in caught.value.detail
    assert not engine.machines


class Watched(FakeEngine):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[MachineSpec] = []

    def create(self, spec: MachineSpec) -> Handle:
        self.asked.append(spec)
        return super().create(spec)


def test_a_verification_uses_the_same() -> None:
    engine = Watched()
    lab = lab_make(machines=pair, network=True)
    lab_verify(engine, lab, ("en", "es"), lambda line: None)

    assert len(engine.asked) == 4  # both machines, twice
    for spec in engine.asked:
        assert spec.runtime == "runc"
        assert spec.network
        assert list(spec.peers) == ["main", "other"]
    assert not engine.machines
    assert not engine.made_networks


def test_what_labs_cannot_run_on_is_told_when_the_engine_answers(
    use: EngineUse, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    use("fake-ignores-limits")
    runtimes_try()
    assert not caplog.records

    settings.LAB_RUNTIME = "runsc"
    runtimes_try()
    assert caplog.messages == [
        "labs on runsc do not start: the runtime runsc does not enforce limits"
    ]
    caplog.clear()
    use("fake-never")
    runtimes_try()
    assert caplog.messages == ["labs on runsc do not start: the engine did not answer in time"]


@pytest.mark.django_db(transaction=True)
def test_the_keeper_tries_them_when_it_begins_to_listen(
    use: EngineUse, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAB_RUNTIME = "runsc"
    use("fake-runc-only")
    began: list[bool] = []
    listener = Listener(WorkNow(), began.append)
    listener.start()
    deadline = time.monotonic() + 40
    while "labs on runsc do not start: the engine has no runtime runsc" not in caplog.messages:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    listener.close()
    assert began[0] is False


def test_known_holes_are_told_at_start_and_in_health(
    use: EngineUse, caplog: pytest.LogCaptureFixture
) -> None:
    use("fake-has-holes")
    runtimes_try()
    assert "runc 1.1.5 has known holes" in caplog.text
    assert labs_health()["engine"]["holes"] == ["runc 1.1.5 has known holes"]
    caplog.clear()
    use("fake")
    runtimes_try()
    assert "holes" not in caplog.text
    assert labs_health()["engine"]["holes"] == []

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs import services
from labs.engines.base import Handle, MachineSpec, label_deployment, label_session
from labs.engines.fake import FakeEngine
from labs.keeper import Keeper
from labs.models import EndReason, KeeperBeat, LabSession, LabState
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
long_ago = timedelta(hours=1)


def start(user: User) -> LabSession:
    return services.lab_session_start(user=user, lab=lab_make())


def keep(session: LabSession) -> LabSession:
    Keeper().round()
    session.refresh_from_db()
    return session


def foreign(engine: FakeEngine, deployment: str, session: str = "nobody") -> Handle:
    labels = {label_deployment: deployment, label_session: session}
    handle = engine.create(MachineSpec(name=deployment, image="i", hostname="h", labels=labels))
    engine.machines[handle.id].born -= 3600
    return handle


def test_a_session_that_runs_is_kept(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    assert keep(session).state == LabState.READY
    assert len(engine.machines) == 1


def test_a_session_whose_time_is_over_ends(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    LabSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert keep(session).end_reason == EndReason.EXPIRED
    assert session.state == LabState.ENDED
    assert engine.machines == {}


def test_a_session_without_input_ends(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    LabSession.objects.update(last_input_at=timezone.now() - timedelta(minutes=15))

    assert keep(session).end_reason == EndReason.IDLE
    assert engine.machines == {}


def test_a_warning_comes_and_goes(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    LabSession.objects.update(expires_at=timezone.now() + timedelta(seconds=90))
    assert keep(session).warning == "time"

    services.lab_session_extend(session=session)
    assert session.warning == ""
    LabSession.objects.update(last_input_at=timezone.now() - timedelta(minutes=14))
    assert keep(session).warning == "idle"
    services.lab_session_input(session.pk)
    assert keep(session).warning == ""


def test_an_extension_between_look_and_act_wins(
    engine: FakeEngine, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(learner)
    LabSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    keeper = Keeper()
    monkeypatch.setattr(keeper, "tell", lambda _: services.lab_session_extend(session=session))
    keeper.round()

    session.refresh_from_db()
    assert session.state == LabState.READY
    assert len(engine.machines) == 1


def test_a_start_that_nobody_finished_is_cleared(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    # As the web process left it that died between the engine's create and the row's handle.
    session.machines.update(handle_id="")
    LabSession.objects.update(state=LabState.STARTING, due_at=timezone.now() - timedelta(seconds=1))

    assert keep(session).end_reason == EndReason.FAILED
    assert session.state == LabState.ENDED
    assert engine.machines == {}


def test_a_machine_removed_from_outside_ends_its_session(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    engine.machines.clear()

    assert keep(session).end_reason == EndReason.GONE
    assert "gone" in session.error
    assert start(learner).state == LabState.READY


def test_a_machine_that_exited_ends_its_session(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    next(iter(engine.machines.values())).end()

    assert keep(session).end_reason == EndReason.GONE
    assert engine.machines == {}


def test_an_orphan_is_removed_and_a_foreign_machine_is_not(
    engine: FakeEngine, settings: LazySettings, db: None
) -> None:
    mine = foreign(engine, settings.DEPLOYMENT_ID)
    other = foreign(engine, "another-installation")
    Keeper().round()

    assert mine.id not in engine.machines
    assert other.id in engine.machines


def test_a_young_orphan_is_left_alone(engine: FakeEngine, settings: LazySettings, db: None) -> None:
    handle = foreign(engine, settings.DEPLOYMENT_ID)
    engine.machines[handle.id].born += 3590
    Keeper().round()

    assert handle.id in engine.machines


def test_the_machine_of_an_ended_session_is_an_orphan(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    LabSession.objects.update(state=LabState.ENDED, ended_at=timezone.now())
    (machine,) = engine.machines.values()
    machine.born -= 3600

    keep(session)
    assert engine.machines == {}


def test_a_removal_that_fails_is_tried_again(use: EngineUse, learner: User) -> None:
    engine = use("fake-removal-fails-once")
    session = services.lab_session_stop(session=start(learner))
    assert keep(session).state == LabState.STOPPING  # who stops it may still be at it
    LabSession.objects.update(due_at=timezone.now())

    assert keep(session).state == LabState.ENDED
    assert engine.machines == {}


def test_a_reaped_machine_that_stays_is_tried_again(
    use: EngineUse, settings: LazySettings, db: None
) -> None:
    engine = use("fake-removal-fails-once")
    foreign(engine, settings.DEPLOYMENT_ID)
    keeper = Keeper()
    keeper.round()
    assert len(engine.machines) == 1

    keeper.round()
    assert engine.machines == {}


def test_an_engine_that_is_down_ends_no_session(use: EngineUse, learner: User) -> None:
    use("fake")
    session = start(learner)
    use("fake-never")

    assert keep(session).state == LabState.READY
    assert "in time" in KeeperBeat.objects.get().engine_error


def test_the_time_is_over_though_the_engine_is_down(use: EngineUse, learner: User) -> None:
    use("fake")
    session = start(learner)
    LabSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    use("fake-never")
    assert keep(session).state == LabState.STOPPING

    use("fake")
    LabSession.objects.update(due_at=timezone.now())
    assert keep(session).state == LabState.ENDED


def test_each_round_leaves_a_beat(engine: FakeEngine, db: None) -> None:
    Keeper().round()
    beat = KeeperBeat.objects.get()

    assert beat.at
    assert timezone.now() - beat.at < timedelta(seconds=10)
    assert beat.engine_error == ""


def test_the_log_says_why_and_says_it_once(
    engine: FakeEngine, learner: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="labs.keeper")
    session = start(learner)
    keeper = Keeper()
    keeper.round()
    keeper.round()
    assert caplog.text.count(f"{session.pk}: keep: runs") == 1

    LabSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    keeper.round()
    assert f"{session.pk}: expire: its time is over" in caplog.text

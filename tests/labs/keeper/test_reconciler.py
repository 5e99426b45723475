from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.engines.base import (
    Handle,
    Listed,
    MachineSpec,
    label_deployment,
    label_pool,
    label_session,
)
from labs.engines.errors import EngineUnavailable
from labs.engines.fake.engine import FakeEngine
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import EndReason, KeeperBeat, LabSession, LabState, Machine, Recording, StartFault
from labs.provisioning.images import image_of
from labs.recordings.services import whole_path
from labs.spec.definition import machine_kinds
from tests.conftest import user_make
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make, start
from tests.labs.live import only
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
long_ago = timedelta(hours=1)


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
    assert session.start_fault == StartFault.UNFINISHED
    assert session.state == LabState.ENDED
    assert engine.machines == {}


def test_a_machine_removed_from_outside_ends_its_session(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    engine.machines.clear()

    assert keep(session).end_reason == EndReason.REMOVED
    assert "gone" in session.error
    assert start(learner).state == LabState.READY


@pytest.mark.parametrize(
    ("exit_code", "out_of_memory", "reason"),
    [
        (0, False, EndReason.SHELL),
        (137, True, EndReason.OUT_OF_MEMORY),
        (137, False, EndReason.KILLED),
        (255, False, EndReason.ENGINE),
    ],
)
def test_a_machine_that_exited_ends_its_session(
    engine: FakeEngine, learner: User, exit_code: int, out_of_memory: bool, reason: EndReason
) -> None:
    session = start(learner)
    only(engine).end(exit_code, out_of_memory=out_of_memory)

    assert keep(session).end_reason == reason
    assert str(exit_code) in session.error
    assert engine.machines == {}


class Away(FakeEngine):
    """Can be told not to answer, as an engine that is being restarted."""

    gone = False

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        if self.gone:
            raise EngineUnavailable("no such socket")
        return super().list(labels)


def test_an_engine_that_was_away_is_why_its_machines_do_not_run(
    use: EngineUse, learner: User
) -> None:
    engine = use("tests.labs.keeper.test_reconciler.Away")
    assert isinstance(engine, Away)
    session, other = start(learner), services.lab_session_start(user=learner, lab=lab_make("b"))
    keeper = Keeper()
    keeper.round()
    engine.gone = True
    keeper.round()
    engine.gone = False
    machine = engine.machines[session.machines.get().handle_id]
    machine.end(137)
    keeper.round()
    session.refresh_from_db()
    assert session.end_reason == EndReason.ENGINE

    # What survived it, and is killed a while later, was not ended by it.
    only(engine).end(137)
    keeper.round()
    other.refresh_from_db()
    assert other.end_reason == EndReason.KILLED


def test_an_engine_that_was_heard_to_go_away_need_not_be_seen_away(
    engine: FakeEngine, learner: User
) -> None:
    session = start(learner)
    keeper = Keeper()
    keeper.round()
    keeper.engine_away("its events broke off")
    only(engine).end(143)
    keeper.round()

    session.refresh_from_db()
    assert session.end_reason == EndReason.ENGINE


@pytest.mark.parametrize(
    ("error", "ago", "reason"),
    [
        ("its events broke off", 1, EndReason.ENGINE),
        ("", 300, EndReason.ENGINE),
        ("", 15, EndReason.KILLED),
    ],
)
def test_a_keeper_that_takes_over_knows_that_the_engine_was_away(
    engine: FakeEngine, learner: User, error: str, ago: int, reason: EndReason
) -> None:
    session = start(learner)
    at = timezone.now() - timedelta(seconds=ago)
    KeeperBeat.objects.update_or_create(pk=1, defaults={"at": at, "engine_error": error})
    only(engine).end(137)

    assert keep(session).end_reason == reason


def test_a_session_that_waits_for_its_turn_is_left_to_the_queue(
    engine: FakeEngine, learner: User, settings: LazySettings
) -> None:
    settings.LABS_MAX = 1
    start(learner)
    waiting = services.lab_session_start(user=user_make("other"), lab=lab_make())
    LabSession.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - long_ago)
    assert keep(waiting).state == LabState.QUEUED


def test_when_a_lab_ends_the_next_one_starts_in_the_same_round(
    engine: FakeEngine, learner: User, settings: LazySettings
) -> None:
    settings.LABS_MAX = 1
    start(learner)
    waiting = services.lab_session_start(user=user_make("other"), lab=lab_make())
    assert waiting.state == LabState.QUEUED
    LabSession.objects.exclude(pk=waiting.pk).update(expires_at=timezone.now())
    assert keep(waiting).state == LabState.READY


def test_a_machine_of_the_pool_that_died_goes_with_its_row(
    engine: FakeEngine, settings: LazySettings, db: None
) -> None:
    labels = {label_deployment: settings.DEPLOYMENT_ID, label_pool: "1"}
    handle = engine.create(MachineSpec(name="warm", image="i", hostname="h", labels=labels))
    engine.start(handle)
    before = timezone.now() - timedelta(minutes=2)
    Machine.objects.create(
        engine_name="warm", handle_id=handle.id, kind="container", image="i", warm_at=before
    )
    settings.POOL_MAX = 0
    only(engine).end(137)
    Keeper().round()
    assert (engine.machines, Machine.objects.count()) == ({}, 0)


def test_a_machine_of_the_pool_without_a_row_is_removed(
    engine: FakeEngine, settings: LazySettings, db: None
) -> None:
    labels = {label_deployment: settings.DEPLOYMENT_ID, label_pool: "4711"}
    handle = engine.create(MachineSpec(name="left-over", image="i", hostname="h", labels=labels))
    Keeper().round()
    assert len(engine.machines) == 1  # still young
    engine.machines[handle.id].born -= 3600
    Keeper().round()
    assert engine.machines == {}


def test_networks_and_volumes_that_nobody_has_are_removed(
    engine: FakeEngine, settings: LazySettings, learner: User
) -> None:
    session = start(learner)
    mine, foreign = ({label_deployment: name} for name in (settings.DEPLOYMENT_ID, "another"))
    for name in ("used", "left"):
        engine.network_create(name, mine)
    engine.network_create("foreign", foreign)
    engine.made_volumes |= {"left": mine, "foreign": foreign}
    session.machines.update(network="used")
    Keeper().round()

    assert set(engine.made_networks) == {"used", "foreign"}
    assert set(engine.made_volumes) == {"foreign"}


def test_a_machine_that_takes_anothers_place_may_still_be_made(
    engine: FakeEngine, learner: User
) -> None:
    session = start(learner)
    engine.machines.clear()
    session.machines.update(handle_id="", created_at=timezone.now())
    assert keep(session).state == LabState.READY
    session.machines.update(created_at=timezone.now() - timedelta(minutes=2))
    assert keep(session).end_reason == EndReason.REMOVED


def test_one_who_leads_no_more_does_nothing(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    LabSession.objects.update(expires_at=timezone.now())
    Keeper(leads=lambda: False).round()
    session.refresh_from_db()
    assert session.state == LabState.READY


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


def test_its_images_are_said_to_be_wanted(engine: FakeEngine) -> None:
    Keeper().round()
    assert engine.wanted_images == {image_of(kind) for kind in machine_kinds()}


def test_recordings_that_are_too_old_go(
    engine: FakeEngine, learner: User, settings: LazySettings, tmp_path: Path
) -> None:
    settings.RECORDINGS_DIR = tmp_path
    session = start(learner)
    for age in (29, 31):
        row = Recording.objects.create(
            user=learner,
            session=session,
            machine="main",
            tab=1,
            started_at=timezone.now() - timedelta(days=age),
        )
        whole_path(row.pk).touch()
    keeper = Keeper()
    keeper.round()
    kept = Recording.objects.get()
    assert timezone.now() - kept.started_at < timedelta(days=30)
    Recording.objects.update(started_at=timezone.now() - timedelta(days=31))
    keeper.round()  # not in every round
    assert Recording.objects.count() == 1


def test_guests_that_are_too_old_go(engine: FakeEngine, guest: User, learner: User) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(days=61))
    Keeper().round()
    assert list(User.objects.all()) == [learner]

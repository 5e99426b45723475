"""L1 to L3, L5, L6, L13, L14: nothing is lost or left over, and nobody else is touched."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.engines.base import Handle, MachineSpec, label_deployment, label_session
from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineError
from labs.engines.registry import engine_load, engine_use
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState
from labs.provisioning import health
from labs.provisioning.images import image_of
from labs.sessions.end_reasons import ending_text
from labs.tasks.checks import session_pass
from tests.labs.factory import lab_make, start, starts_at_once
from virtlearn.people.models import User

repository = Path(__file__).parents[2]
grace = 4  # seconds; 60 where nobody waits for it


@pytest.mark.django_db(transaction=True)
def test_l1_l2_parallel_starts_give_one_machine(
    engine: DockerEngine, deployment: str, learner: User
) -> None:
    found = starts_at_once(learner, 10)
    assert len(found) == 10
    assert len({session.pk for session in found}) == 1
    assert len(engine.list({label_deployment: deployment})) == 1
    assert LabSession.objects.get().state == LabState.READY
    assert start(learner).pk == found[0].pk  # and the double click after it


def test_l3_what_a_killed_web_process_leaves_is_cleared(
    engine: DockerEngine, deployment: str, tmp_path: Path
) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "virtlearn.settings",
        "PYTHONPATH": str(repository),
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DEPLOYMENT_ID": deployment,
        "KEEPER_GRACE_SECONDS": str(grace),
    }

    def python(*words: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=repository,
            env=environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    migrated = python("manage.py", "migrate", "--verbosity=0", "--skip-checks")
    assert migrated.wait(120) == 0, migrated.communicate()[0]
    # Without threads of its own, so that it is what dies, not what waits for it.
    killer = {"LAB_ENGINE": "tests.redteam.dying.DyingEngine", "LABS_WORKERS": "0"}
    dying = python("tests/redteam/start_lab.py", **killer)
    assert dying.wait(120) == -9, dying.communicate()[0]

    def row() -> tuple[str, str, str]:
        with sqlite3.connect(tmp_path / "db.sqlite3") as database:
            query = (
                "select state, end_reason, handle_id from labs_labsession s "
                "join labs_machine m on m.session_id = s.id"
            )
            found: list[tuple[str, str, str]] = database.execute(query).fetchall()
        assert len(found) == 1
        return found[0]

    # The worst case is there: a running machine of which the row does not know.
    assert len(engine.list({label_deployment: deployment})) == 1
    assert row() == ("starting", "", "")

    began = time.monotonic()
    keeper = python("manage.py", "keeper", "--skip-checks", LAB_ENGINE="docker")
    try:
        while engine.list({label_deployment: deployment}) and time.monotonic() - began < 60:
            time.sleep(0.2)
        assert engine.list({label_deployment: deployment}) == []
        while row()[0] != "ended" and time.monotonic() - began < 60:
            time.sleep(0.2)
        assert row()[:2] == ("ended", "failed")
    finally:
        keeper.terminate()
        said = keeper.communicate(timeout=60)[0]
    assert keeper.returncode == 0, said
    assert "its start was never finished" in said


@pytest.mark.django_db
def test_l5_a_daemon_that_is_down_loses_nothing(
    engine: DockerEngine, learner: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session = start(learner)
    assert session.state == LabState.READY

    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/down.sock")
    engine_load.cache_clear()
    assert not health.labs_health()["engine"]["ok"]
    assert {result.outcome for result in session_pass(session.pk).results} == {"could-not-run"}
    Keeper().round()
    session.refresh_from_db()
    assert session.state == LabState.READY  # what cannot be seen is not taken for gone
    other = services.lab_session_start(user=learner, lab=lab_make("other"))
    assert other.end_reason == EndReason.FAILED
    assert "could not" in other.error
    services.lab_session_stop(session=session)
    assert session.state == LabState.STOPPING

    monkeypatch.delenv("DOCKER_HOST")
    engine_load.cache_clear()
    LabSession.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    Keeper().round()
    session.refresh_from_db()
    assert session.state == LabState.ENDED
    assert engine.list({label_session: str(session.pk)}) == []


@pytest.mark.django_db
def test_l6_a_machine_removed_from_outside(engine: DockerEngine, learner: User) -> None:
    session = start(learner)
    engine.api.remove_container(session.machines.get().handle_id, force=True)

    assert {result.outcome for result in session_pass(session.pk).results} == {"could-not-run"}
    with pytest.raises(EngineError):
        engine.attach(session.machines.get().handle)
    Keeper().round()
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.REMOVED)
    assert "removed from outside" in ending_text(session)
    again = start(learner)
    assert (again.state, again.pk != session.pk) == (LabState.READY, True)


@pytest.mark.django_db
def test_l6_a_machine_that_was_killed_from_outside(engine: DockerEngine, learner: User) -> None:
    session = start(learner)
    handle_id = session.machines.get().handle_id
    engine.api.kill(handle_id)
    engine.api.wait(handle_id, timeout=30)  # younger engines answer before it has ended

    Keeper().round()
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.KILLED)
    assert engine.list({label_session: str(session.pk)}) == []


@pytest.mark.django_db
def test_l13_a_foreign_container_is_left_alone(
    engine: DockerEngine, deployment: str, settings: LazySettings
) -> None:
    settings.KEEPER_GRACE_SECONDS = 1
    other = f"{deployment}-other"
    made: list[Handle] = []

    def container(labels: dict[str, str]) -> Handle:
        host = engine.api.create_host_config(network_mode="none", mem_limit="64m")
        found = engine.api.create_container(
            image_of("container"), command=["sleep", "60"], labels=labels, host_config=host
        )
        engine.api.start(found["Id"])
        made.append(Handle(found["Id"], "foreign"))
        return made[-1]

    try:
        plain = container({})
        neighbour = container({label_deployment: other, label_session: "unknown"})
        orphan = container({label_deployment: deployment, label_session: "unknown"})
        time.sleep(2.5)
        Keeper().round()

        assert engine.poll(orphan).status == "gone"
        assert engine.poll(plain).status == "running"
        assert engine.poll(neighbour).status == "running"
    finally:
        for handle in made:
            engine.remove(handle)


@pytest.mark.django_db
def test_l14_a_removal_that_fails_once_is_tried_again(
    engine: DockerEngine, deployment: str, learner: User, settings: LazySettings
) -> None:
    settings.KEEPER_GRACE_SECONDS = 1
    engine_use("tests.redteam.failing.RemovalFailsOnceDocker")
    session = services.lab_session_stop(session=start(learner))
    assert session.state == LabState.STOPPING  # the removal has failed: that is the attack
    labels = {label_deployment: deployment, label_session: "unknown"}
    orphan = engine.create(
        MachineSpec(
            name=f"{deployment}-orphan",
            image=image_of("container"),
            hostname="lab",
            labels=labels,
        )
    )
    engine.start(orphan)
    time.sleep(2.5)
    assert len(engine.list({label_deployment: deployment})) == 2

    LabSession.objects.update(due_at=timezone.now())
    keeper = Keeper()
    keeper.round()
    session.refresh_from_db()
    assert session.state == LabState.ENDED
    assert [each.handle.name for each in engine.list({label_deployment: deployment})] == [
        orphan.name
    ]
    keeper.round()
    assert engine.list({label_deployment: deployment}) == []


@pytest.mark.django_db
def test_networks_and_volumes_that_nobody_has_are_removed(
    engine: DockerEngine, deployment: str
) -> None:
    mine, other = {label_deployment: deployment}, {label_deployment: f"{deployment}-other"}
    networks, volumes = [], []
    try:
        for labels in (mine, other):
            networks.append(f"{labels[label_deployment]}-net")
            engine.network_create(networks[-1], labels)
            volumes.append(f"{labels[label_deployment]}-vol")
            engine.api.create_volume(volumes[-1], labels=labels)
        assert engine.networks(mine) == networks[:1]
        assert engine.volumes(mine) == volumes[:1]

        Keeper().round()
        assert engine.networks(mine) == []
        assert engine.volumes(mine) == []
        assert engine.networks(other) == networks[1:]
        assert engine.volumes(other) == volumes[1:]
    finally:
        for name in networks:
            engine.network_remove(name)
        for name in volumes:
            engine.volume_remove(name)


@pytest.mark.django_db
def test_a_learners_whole_way(engine: DockerEngine, deployment: str, learner: User) -> None:
    """What the attacks must not have cost: a lab still works from start to stop."""
    session = start(learner)
    assert {result.outcome for result in session_pass(session.pk).results} == {"not-yet"}
    handle = session.machines.get().handle
    engine.run(handle, "touch ~/one ~/two ~/three", user="learner", timeout=10)
    results = session_pass(session.pk).results
    assert [(result.task, result.outcome) for result in results] == [
        ("one", "passed"),
        ("two", "passed"),
        ("three", "passed"),
    ]
    services.lab_session_stop(session=session)
    assert session.state == LabState.ENDED
    assert engine.list({label_deployment: deployment}) == []


def test_the_engine_of_these_tests_is_the_real_one(engine: DockerEngine) -> None:
    engine_use("docker")
    assert engine.info().name.startswith("Docker ")

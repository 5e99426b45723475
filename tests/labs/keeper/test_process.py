"""Two keepers as they are run: processes of their own on one database."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from labs.engines.base import Handle
from labs.engines.fake.engine import FakeEngine
from labs.keeper.reconciler import Keeper
from labs.keeper.workers import WorkThreads
from labs.lifecycle import services
from labs.models import LabSession, LabState
from tests.conftest import user_make
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from tests.waiting import wait_until
from virtlearn.people.models import User

repository = Path(__file__).parents[3]
patience = 40.0  # seconds for whatever is waited for, on a machine that does much else
stuck_seconds = 80


class Keepers:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "virtlearn.settings",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "LAB_ENGINE": "fake",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str, log: str = "manage") -> subprocess.Popen[bytes]:
        with (self.folder / f"{log}.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=repository,
                env=self.environment,
                stdout=output,
                stderr=output,
            )

    def start(self) -> subprocess.Popen[bytes]:
        number = len(self.processes)
        self.processes.append(self.manage("keeper", "--skip-checks", log=f"keeper-{number}"))
        return self.processes[-1]

    def log(self, number: int) -> str:
        return (self.folder / f"keeper-{number}.log").read_text()

    def leader(self) -> int:
        """The process that leads, as the database has it; 0 where none does."""
        with sqlite3.connect(self.folder / "db.sqlite3") as database:
            found = database.execute("select holder from labs_keeperlease").fetchall()
        name = re.fullmatch(r".+:(\d+):[0-9a-f]{4}", found[0][0]) if found else None
        return int(name[1]) if name else 0

    def beat(self) -> str:
        with sqlite3.connect(self.folder / "db.sqlite3") as database:
            found = database.execute("select at from labs_keeperbeat").fetchall()
        return found[0][0] if found else ""


@pytest.fixture
def keepers(tmp_path: Path) -> Iterator[Keepers]:
    made = Keepers(tmp_path)
    migrated = made.manage("migrate", "--verbosity=0", "--skip-checks")
    assert migrated.wait(120) == 0
    yield made
    for process in made.processes:
        process.kill()
        process.wait(10)


@pytest.mark.slow("starts processes and waits for a lease to end")
def test_when_the_leader_dies_another_takes_over(keepers: Keepers) -> None:
    first = keepers.start()
    wait_until(lambda: keepers.leader() == first.pid and bool(keepers.beat()), patience)
    second = keepers.start()
    wait_until(lambda: "begins" in keepers.log(1), patience)
    time.sleep(3)
    assert keepers.leader() == first.pid
    assert "leads" not in keepers.log(1)

    first.send_signal(signal.SIGKILL)
    first.wait(10)
    before = keepers.beat()
    wait_until(lambda: keepers.leader() == second.pid and keepers.beat() > before, patience)

    # One that ends in order gives the lead back: nobody waits for its lease to be over.
    third = keepers.start()
    wait_until(lambda: "begins" in keepers.log(2), patience)
    time.sleep(1)
    second.send_signal(signal.SIGTERM)
    assert second.wait(patience) == 0
    assert keepers.leader() != second.pid
    wait_until(lambda: keepers.leader() == third.pid, patience)
    third.send_signal(signal.SIGINT)
    assert third.wait(patience) == 0
    assert keepers.leader() == 0


@pytest.mark.slow("starts processes and waits for a lease to end")
def test_a_leader_that_is_stopped_loses_the_lead_and_comes_back_as_a_follower(
    keepers: Keepers,
) -> None:
    first = keepers.start()
    wait_until(lambda: keepers.leader() == first.pid, patience)
    second = keepers.start()
    wait_until(lambda: "begins" in keepers.log(1), patience)
    first.send_signal(signal.SIGSTOP)
    try:
        wait_until(lambda: keepers.leader() == second.pid, patience)
    finally:
        first.send_signal(signal.SIGCONT)
    wait_until(lambda: "leads no more" in keepers.log(0), patience)
    time.sleep(2.5)
    assert keepers.leader() == second.pid


@pytest.mark.django_db(transaction=True)
def test_a_round_waits_for_no_removal(use: EngineUse, learner: User) -> None:
    """Nor for one that is stuck: the others are done beside it, and it is not tried twice."""
    engine = use("tests.labs.keeper.test_process.Stuck")
    assert isinstance(engine, Stuck)
    sessions = [
        services.lab_session_start(user=user_make(f"learner-{number}"), lab=lab_make())
        for number in range(4)
    ]
    engine.stuck = sessions[0].machines.get().handle_id
    LabSession.objects.update(expires_at=timezone.now())
    work = WorkThreads(2)
    keeper = Keeper(work)
    try:
        for _ in range(3):
            began = time.monotonic()
            keeper.round()
            assert time.monotonic() - began < stuck_seconds / 2
            LabSession.objects.filter(state=LabState.STOPPING).update(due_at=timezone.now())
        ended = LabSession.objects.filter(state=LabState.ENDED)
        wait_until(lambda: ended.count() == 3, stuck_seconds / 2)
        assert engine.tried == [engine.stuck]
        engine.go_on.set()
        wait_until(lambda: ended.count() == 4, patience)
    finally:
        engine.go_on.set()
        work.close()


class Stuck(FakeEngine):
    """The removal of one machine does not end until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.stuck = ""
        self.tried: list[str] = []
        self.go_on = threading.Event()

    def remove(self, handle: Handle) -> None:
        if handle.id == self.stuck:
            self.tried.append(handle.id)
            self.go_on.wait(stuck_seconds)
        super().remove(handle)

"""An engine in memory, and its misbehaving relatives, each named for what it does wrong.

A machine's shell is scripted (labs/engines/fake_shell.py): enough for a task to be done in it and
checked, without a process, a kernel or a wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from labs.engines.base import (
    EngineError,
    EngineUnavailable,
    Handle,
    Info,
    Listed,
    MachineGone,
    MachineSpec,
    MachineStatus,
    NameTaken,
    RunResult,
    Say,
    Script,
    State,
    Stream,
    User,
)
from labs.engines.fake_shell import FakeShell, Files, script_run


class FakeMachine:
    """One machine: its files, its console, its tabs."""

    def __init__(self, handle: Handle, spec: MachineSpec) -> None:
        self.handle = handle
        self.spec = spec
        self.status: MachineStatus = "created"
        self.born = time.monotonic()
        self.files: Files = {}
        self.console = FakeShell(self.files)
        self.tabs: dict[str, FakeShell] = {}

    def end(self) -> None:
        self.status = "exited"
        for shell in (self.console, *self.tabs.values()):
            shell.end()


class FakeEngine:
    """Behaves. Tests may reach into `machines` to break one from outside."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.machines: dict[str, FakeMachine] = {}  # by id
        self.count = 0

    def info(self) -> Info:
        return Info(name="Fake 1.0", kernel="0.0-fake", cpus=2, memory=1 << 31)

    def image_present(self, image: str) -> bool:
        return True

    def image_build(self, image: str, folder: Path, say: Say, *, fresh: bool = False) -> None:
        say(f"{image} is only pretended")

    def create(self, spec: MachineSpec) -> Handle:
        with self.lock:
            if any(machine.spec.name == spec.name for machine in self.machines.values()):
                raise NameTaken(f"a machine named {spec.name} exists")
            self.count += 1
            handle = Handle(f"fake-{self.count}", spec.name)
            self.machines[handle.id] = FakeMachine(handle, spec)
            return handle

    def start(self, handle: Handle) -> None:
        machine = self.find(handle)
        machine.status = "running"
        machine.console.begin()

    def attach(self, handle: Handle) -> Stream:
        return Stream(self.running(handle).console.connect())

    def exec(
        self, handle: Handle, command: Sequence[str], *, rows: int = 24, columns: int = 80
    ) -> Stream:
        machine = self.running(handle)
        key = " ".join(command)
        with self.lock:
            if (shell := machine.tabs.get(key)) is None:
                shell = machine.tabs[key] = FakeShell(machine.files)
                shell.begin()
        shell.rows, shell.columns = rows, columns
        return Stream(shell.connect(replay=True), exec_id=key)

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        machine = self.running(handle)
        if script.startswith("/lab/shell ") and script.endswith(" end"):
            if shell := machine.tabs.pop(script.removesuffix(" end"), None):
                shell.end()
            return RunResult(status=0, output="", error="")
        return script_run(machine.files, script, user, timeout)

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        return [
            self.run(handle, script.text, user=user, timeout=script.timeout) for script in scripts
        ]

    def resize(self, handle: Handle, rows: int, columns: int, stream: Stream | None = None) -> None:
        machine = self.running(handle)
        shell = machine.tabs[stream.exec_id] if stream and stream.exec_id else machine.console
        shell.rows, shell.columns = rows, columns

    def log_tail(self, handle: Handle, limit: int = 65536) -> bytes:
        return bytes(self.find(handle).console.log[-limit:])

    def poll(self, handle: Handle) -> State:
        machine = self.machines.get(handle.id)
        return State(status=machine.status if machine else "gone")

    def remove(self, handle: Handle) -> None:
        with self.lock:
            machine = self.machines.pop(handle.id, None)
        if machine:
            machine.end()

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        with self.lock:
            return [
                Listed(
                    handle=machine.handle,
                    labels=machine.spec.labels,
                    status=machine.status,
                    age=time.monotonic() - machine.born,
                )
                for machine in self.machines.values()
                if labels.items() <= machine.spec.labels.items()
            ]

    def find(self, handle: Handle) -> FakeMachine:
        if (machine := self.machines.get(handle.id)) is None:
            raise MachineGone(f"{handle.name} does not exist")
        return machine

    def running(self, handle: Handle) -> FakeMachine:
        machine = self.find(handle)
        if machine.status != "running":
            raise MachineGone(f"{handle.name} does not run")
        return machine


class NeverEngine(FakeEngine):
    """Answers no call in time."""

    patience = 0.05  # seconds

    def info(self) -> Info:
        raise self.late()

    def create(self, spec: MachineSpec) -> Handle:
        raise self.late()

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        raise self.late()

    def late(self) -> EngineUnavailable:
        time.sleep(self.patience)
        return EngineUnavailable("the engine did not answer in time")


class SlowEngine(FakeEngine):
    """Takes `delay` seconds to start a machine and to run a script."""

    delay = 0.3

    def start(self, handle: Handle) -> None:
        time.sleep(self.delay)
        super().start(handle)

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        time.sleep(self.delay)
        return super().run(handle, script, user=user, timeout=timeout)


class RefusesEngine(FakeEngine):
    """Creates nothing."""

    def create(self, spec: MachineSpec) -> Handle:
        raise EngineError("no space left on device", permanent=True)


class VanishesEngine(FakeEngine):
    """A machine is gone as soon as it has started."""

    def start(self, handle: Handle) -> None:
        super().start(handle)
        self.remove(handle)


class RemovalFailsOnceEngine(FakeEngine):
    """The first removal of each machine fails, and leaves it running."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: set[str] = set()

    def remove(self, handle: Handle) -> None:
        if handle.id in self.machines and handle.id not in self.failed:
            self.failed.add(handle.id)
            raise EngineUnavailable("device or resource busy")
        super().remove(handle)

"""An engine in memory, for tests. Those that misbehave are in misbehaving.py.

A machine's shell is scripted (labs/engines/fake/shell.py): enough for a task to be done in it and
checked, without a process, a kernel or a wait.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from labs.engines.base import (
    Accelerator,
    Event,
    EventKind,
    Handle,
    Info,
    Listed,
    MachineSpec,
    MachineStatus,
    Process,
    RunResult,
    Say,
    Script,
    State,
    Usage,
    User,
    no_arguments,
)
from labs.engines.errors import EngineError, MachineGone, NameTaken, RuntimeUnusable
from labs.engines.fake.shell import FakeShell, Files, script_run
from labs.engines.stream import Stream


class FakeMachine:
    """One machine: its files, its console, its tabs."""

    def __init__(self, handle: Handle, spec: MachineSpec) -> None:
        self.handle = handle
        self.spec = spec
        self.status: MachineStatus = "created"
        self.born = time.monotonic()
        self.files: Files = {}
        self.commands = ["/bin/bash /lab/console"]  # what runs in it
        self.console = FakeShell(self.files)
        self.tabs: dict[str, FakeShell] = {}
        self.exit_code: int | None = None
        self.out_of_memory = False

    def end(self, exit_code: int = 0, *, out_of_memory: bool = False) -> None:
        self.status = "exited"
        self.exit_code, self.out_of_memory = exit_code, out_of_memory
        for shell in (self.console, *self.tabs.values()):
            shell.end()


class FakeEngine:
    """Behaves. Tests may reach into `machines` to break one from outside, and tell by `happens`."""

    installed: tuple[str, ...] = ("runc", "runsc")
    ignores_limits: frozenset[str] = frozenset()  # runtimes that are seen to enforce nothing

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.machines: dict[str, FakeMachine] = {}  # by id
        self.count = 0
        self.made_networks: dict[str, Mapping[str, str]] = {}  # labels by name
        self.made_volumes: dict[str, Mapping[str, str]] = {}
        self.wanted_images: set[str] = set()
        self.listeners: list[queue.SimpleQueue[Event]] = []

    def info(self) -> Info:
        return Info(name="Fake 1.0", kernel="0.0-fake", cpus=2, memory=1 << 31)

    def image_present(self, image: str) -> bool:
        return True

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        say(f"{image} is only pretended")

    def images_renew(self, images: Collection[str]) -> None:
        self.wanted_images = set(images)

    def images_old_remove(self, images: Collection[str], say: Say) -> None: ...

    def images_stages_remove(self, images: Collection[str]) -> None: ...

    def create(self, spec: MachineSpec) -> Handle:
        if spec.runtime and (fault := self.runtime_fault(spec.runtime)):
            raise RuntimeUnusable(f"could not create {spec.name}: {fault}")
        if spec.network and spec.runtime == "runsc":
            raise RuntimeUnusable(f"could not create {spec.name}: runsc machines have no network")
        with self.lock:
            if spec.network and spec.network not in self.made_networks:
                raise EngineError(f"there is no network {spec.network}")
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
        machine = self.find(handle)
        if machine.status == "exited":
            raise MachineGone(f"{handle.name} does not run")
        return Stream(machine.console.connect())

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

    def program(self, handle: Handle, command: Sequence[str], *, timeout: float) -> RunResult:
        machine = self.running(handle)
        match list(command):
            case ["/lab/ready"] | ["/lab/language", _]:
                return RunResult(status=0, output="", error="")
            case ["/lab/shell", tab, "end"]:
                if shell := machine.tabs.pop(f"/lab/shell {tab}", None):
                    shell.end()
                return RunResult(status=0, output="", error="")
        return RunResult(status=127, output="", error=f"{command[0]}: not found")

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        return script_run(self.running(handle).files, script, user, timeout)

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
        if (machine := self.machines.get(handle.id)) is None:
            return State(status="gone")
        return State(
            status=machine.status,
            exit_code=machine.exit_code,
            out_of_memory=machine.out_of_memory,
        )

    def remove(self, handle: Handle) -> None:
        with self.lock:
            machine = self.machines.pop(handle.id, None)
        if machine:
            ran = machine.status == "running"
            machine.end()
            if ran:
                self.happens("die", machine, exit_code=137)
            self.happens("lost", machine)

    def accelerator(self, image: str, *, look: bool = False) -> Accelerator:
        return Accelerator(name="TCG", why="it is only pretended")

    def runtimes(self) -> Sequence[str]:
        return [name for name in self.installed if not self.runtime_fault(name)]

    def runtime_fault(self, runtime: str) -> str:
        if runtime not in self.installed:
            return f"the engine has no runtime {runtime}"
        if runtime in self.ignores_limits:
            return f"the runtime {runtime} does not enforce limits"
        return ""

    def events(self, stop: threading.Event) -> Iterator[Event]:
        heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        with self.lock:
            self.listeners.append(heard)
        return self.events_read(heard, stop)

    def events_read(
        self, heard: queue.SimpleQueue[Event], stop: threading.Event
    ) -> Iterator[Event]:
        try:
            while not stop.is_set():
                try:
                    yield heard.get(timeout=0.02)
                except queue.Empty:
                    continue
        finally:
            with self.lock:
                self.listeners.remove(heard)

    def happens(self, kind: EventKind, machine: FakeMachine, exit_code: int | None = None) -> None:
        """Tells all who listen, as the engine would where `kind` happened to `machine`."""
        event = Event(
            kind=kind,
            handle=machine.handle,
            labels=machine.spec.labels,
            exit_code=exit_code,
            at=time.time(),
        )
        with self.lock:
            for heard in self.listeners:
                heard.put(event)

    def network_create(self, name: str, labels: Mapping[str, str]) -> None:
        with self.lock:
            if name in self.made_networks:
                raise NameTaken(f"a network named {name} exists")
            self.made_networks[name] = dict(labels)

    def network_remove(self, name: str) -> None:
        with self.lock:
            if any(machine.spec.network == name for machine in self.machines.values()):
                raise EngineError(f"the network {name} has machines")
            self.made_networks.pop(name, None)

    def networks(self, labels: Mapping[str, str]) -> Sequence[str]:
        with self.lock:
            return named(self.made_networks, labels)

    def volume_remove(self, name: str) -> None:
        with self.lock:
            self.made_volumes.pop(name, None)

    def volumes(self, labels: Mapping[str, str]) -> Sequence[str]:
        with self.lock:
            return named(self.made_volumes, labels)

    def processes(self, handle: Handle) -> Sequence[Process]:
        machine = self.running(handle)
        return [Process(40_000 + at, each) for at, each in enumerate(machine.commands)]

    def usage(self, handle: Handle) -> Usage:
        machine = self.running(handle)
        return Usage(memory_bytes=(1 << 20) + len(machine.console.log))

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


def named(found: Mapping[str, Mapping[str, str]], labels: Mapping[str, str]) -> Sequence[str]:
    return [name for name, theirs in found.items() if labels.items() <= theirs.items()]

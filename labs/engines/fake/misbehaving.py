"""Engines in memory that misbehave, each named for what it does wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from labs.engines.base import (
    Event,
    Handle,
    Info,
    Listed,
    MachineSpec,
    Process,
    RunResult,
    Say,
    Usage,
    User,
    no_arguments,
)
from labs.engines.errors import (
    DiskFull,
    EngineError,
    EngineUnavailable,
    ImageMissing,
    ProcessesUnlistable,
)
from labs.engines.fake.engine import FakeEngine


class NeverEngine(FakeEngine):
    """Answers no call in time."""

    patience = 0.05  # seconds

    def info(self) -> Info:
        raise self.late()

    def create(self, spec: MachineSpec) -> Handle:
        raise self.late()

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        raise self.late()

    def runtime_fault(self, runtime: str) -> str:
        raise self.late()

    def events(self, stop: threading.Event) -> Iterator[Event]:
        raise self.late()

    def network_create(self, name: str, labels: Mapping[str, str]) -> None:
        raise self.late()

    def network_remove(self, name: str) -> None:
        raise self.late()

    def networks(self, labels: Mapping[str, str]) -> Sequence[str]:
        raise self.late()

    def volumes(self, labels: Mapping[str, str]) -> Sequence[str]:
        raise self.late()

    def processes(self, handle: Handle) -> Sequence[Process]:
        raise self.late()

    def usage(self, handle: Handle) -> Usage:
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
        raise DiskFull("no space left on device")


class ListsNoProcessesEngine(FakeEngine):
    """Its host has no `ps`."""

    def processes(self, handle: Handle) -> Sequence[Process]:
        raise ProcessesUnlistable('exec: "ps": executable file not found in $PATH')


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


class IgnoresLimitsEngine(FakeEngine):
    """Has runsc, which puts its sandboxes into no cgroup: nothing limits them."""

    ignores_limits = frozenset({"runsc"})


class RuncOnlyEngine(FakeEngine):
    """Has no runtime but runc."""

    installed = ("runc",)


class EventsBreakEngine(FakeEngine):
    """Breaks off after each event that it tells."""

    def events(self, stop: threading.Event) -> Iterator[Event]:
        return self.broken(super().events(stop), stop)

    def broken(self, events: Iterator[Event], stop: threading.Event) -> Iterator[Event]:
        for event in events:
            yield event
            if not stop.is_set():
                raise EngineUnavailable("the connection was reset")


class NetworkRemovalFailsOnceEngine(FakeEngine):
    """The first removal of each network fails, and leaves it there."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: set[str] = set()

    def network_remove(self, name: str) -> None:
        if name in self.made_networks and name not in self.failed:
            self.failed.add(name)
            raise EngineUnavailable(f"the network {name} has active endpoints")
        super().network_remove(name)


class UnbuiltEngine(FakeEngine):
    """Has no images until they are built; those of `failing` kinds can't be."""

    failing: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.built: list[str] = []
        self.disk_free = 0  # bytes; 0: not known

    def info(self) -> Info:
        return msgspec.structs.replace(super().info(), disk="/images", disk_free=self.disk_free)

    def image_present(self, image: str) -> bool:
        return image in self.built

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        say("Step 1/4 : FROM virtlearn/base")
        if folder.name in self.failing:
            raise EngineError(f"could not build {image}: no mirror answers", permanent=True)
        say("Step 2/4 : RUN true")
        say("Step 4/4 : CMD true")
        self.built.append(image)

    def create(self, spec: MachineSpec) -> Handle:
        if spec.image not in self.built:
            raise ImageMissing(f"could not create {spec.name}: there is no image {spec.image}")
        return super().create(spec)


class HasHolesEngine(FakeEngine):
    """Its runtime is one of which escapes are known."""

    def info(self) -> Info:
        return msgspec.structs.replace(super().info(), holes=("runc 1.1.5 has known holes",))

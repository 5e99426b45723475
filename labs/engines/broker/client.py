"""An engine that has the broker do everything: what pages, terminals and the keeper use."""

from __future__ import annotations

import queue
import re
import socket
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from labs.engines import errors
from labs.engines.base import (
    Accelerator,
    Event,
    Handle,
    Info,
    Listed,
    MachineSpec,
    Process,
    RunResult,
    Say,
    Script,
    State,
    Usage,
    User,
    no_arguments,
    runtimes_known,
)
from labs.engines.broker import messages as ask
from labs.engines.broker.manifest import digest_of, socket_name
from labs.engines.errors import EngineError, EngineForbidden, EngineUnavailable
from labs.engines.stream import Stream

T = TypeVar("T")
Names = list[str]
Listing = list[Listed]
connect_seconds = 2.0
answer_seconds = 60.0  # beyond what a request may take by itself
event_look_seconds = 0.5
image_name = re.compile(r"virtlearn/(?P<kind>[a-z0-9][a-z0-9-]*):")
folders: list[Path] = []  # where the broker's socket is


def broker_at(folder: Path) -> None:
    """Says to this process where the broker's folder is (the setting BROKER_DIR)."""
    folders[:] = [folder]


class BrokerEngine:
    """See labs.engines.protocols.Engine. It builds no image: that is the set-up's."""

    known: Sequence[str] = runtimes_known

    def __init__(self) -> None:
        self.idle: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()

    # What all requests have in common

    def connect(self) -> socket.socket:
        if not folders:
            raise EngineUnavailable("it is not said where the broker is: BROKER_DIR")
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(connect_seconds)
        try:
            made.connect(str(folders[0] / socket_name))
        except PermissionError as error:
            made.close()
            raise EngineForbidden(f"this process may not speak to the broker: {error}") from error
        except OSError as error:
            made.close()
            raise EngineUnavailable(f"the broker does not answer: {error}") from error
        return made

    def asked(self, request: ask.Request, seconds: float = 0) -> tuple[ask.Answer, int | None]:
        """The answer and the file descriptor that came with it. Raises what the broker says."""
        answer, passed = self.exchange(request, seconds)
        if answer.fault:
            raise fault_raised(answer.fault)
        return answer, passed

    def exchange(self, request: ask.Request, seconds: float) -> tuple[ask.Answer, int | None]:
        """On a connection that waits, or a new one: the broker may have been started again."""
        while True:
            try:
                connection, fresh = self.idle.get_nowait(), False
            except queue.Empty:
                connection, fresh = self.connect(), True
            try:
                connection.settimeout(answer_seconds + seconds)
                ask.frame_send(connection, request)
                data, passed = ask.frame_receive(connection)
                if not data:
                    raise ask.FrameError("the broker closed the connection")
            except TimeoutError as error:
                connection.close()
                raise EngineUnavailable("the broker does not answer in time") from error
            except (OSError, ask.FrameError) as error:
                connection.close()
                if fresh:
                    raise EngineUnavailable(f"the broker ended: {error}") from error
                continue  # this one had been closed while it waited
            self.idle.put(connection)
            return ask.answers.decode(data), passed

    def value(self, request: ask.Request, kind: type[T], seconds: float = 0) -> T:
        return msgspec.convert(self.asked(request, seconds)[0].value, kind)

    def stream(self, request: ask.Request) -> Stream:
        answer, passed = self.asked(request)
        if passed is None:
            raise EngineUnavailable("the broker handed no terminal over")
        return Stream(socket.socket(fileno=passed), head=answer.head, exec_id=answer.exec_id)

    # Machines

    def create(self, spec: MachineSpec) -> Handle:
        request = ask.Create(
            name=spec.name,
            kind=kind_of(spec.image),
            hostname=spec.hostname,
            labels=spec.labels,
            runtime=spec.runtime,
            network=spec.network,
            peers=spec.peers,
        )
        return self.value(request, Handle)

    def start(self, handle: Handle) -> None:
        self.asked(ask.Start(handle=handle))

    def attach(self, handle: Handle) -> Stream:
        return self.stream(ask.Attach(handle=handle))

    def exec(
        self, handle: Handle, command: Sequence[str], *, rows: int = 24, columns: int = 80
    ) -> Stream:
        match list(command):
            case ["/lab/shell", tab]:
                request = ask.TabOpen(handle=handle, tab=tab, rows=rows, columns=columns)
                return self.stream(request)
        raise EngineError(f"the broker opens tabs, not {command[0]}", permanent=True)

    def program(self, handle: Handle, command: Sequence[str], *, timeout: float) -> RunResult:
        match list(command):
            case ["/lab/ready"]:
                request: ask.Request = ask.Ready(handle=handle, timeout=timeout)
            case ["/lab/shell", tab, "end"]:
                request = ask.TabEnd(handle=handle, tab=tab, timeout=timeout)
            case ["/lab/language", code]:
                request = ask.Language(handle=handle, code=code, timeout=timeout)
            case _:
                raise EngineError(f"the broker runs no {command[0]}", permanent=True)
        return self.value(request, RunResult, timeout)

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        return self.run_all(handle, [Script(script, timeout)], user=user)[0]

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        if not scripts:
            return []
        named = [ask.ScriptAsked(digest_of(each.text), each.timeout) for each in scripts]
        request = ask.Run(handle=handle, scripts=named, user=user)
        seconds = sum(each.timeout + 2 for each in scripts)
        return self.value(request, list[RunResult], seconds)

    def resize(self, handle: Handle, rows: int, columns: int, stream: Stream | None = None) -> None:
        exec_id = stream.exec_id if stream else ""
        self.asked(ask.Resize(handle=handle, rows=rows, columns=columns, exec_id=exec_id))

    def log_tail(self, handle: Handle, limit: int = 65536) -> bytes:
        return self.value(ask.LogTail(handle=handle, limit=limit), bytes)

    def poll(self, handle: Handle) -> State:
        return self.value(ask.Poll(handle=handle), State)

    def remove(self, handle: Handle) -> None:
        self.asked(ask.Remove(handle=handle))

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        return self.value(ask.ListAsked(labels=labels), Listing)

    def events(self, stop: threading.Event) -> Iterator[Event]:
        connection = self.connect()
        try:
            ask.frame_send(connection, ask.Events())
            connection.settimeout(answer_seconds)
            first = ask.answers.decode(ask.frame_receive(connection)[0])
        except (OSError, ask.FrameError, msgspec.MsgspecError) as error:
            connection.close()
            raise EngineUnavailable(f"the broker tells no events: {error}") from error
        if first.fault:
            connection.close()
            raise fault_raised(first.fault)
        return events_read(connection, stop)

    def processes(self, handle: Handle) -> Sequence[Process]:
        return self.value(ask.Processes(handle=handle), tuple[Process, ...])

    def usage(self, handle: Handle) -> Usage:
        return self.value(ask.UsageAsked(handle=handle), Usage)

    def network_create(self, name: str, labels: Mapping[str, str]) -> None:
        self.asked(ask.NetworkCreate(name=name, labels=labels))

    def network_remove(self, name: str) -> None:
        self.asked(ask.NetworkRemove(name=name))

    def networks(self, labels: Mapping[str, str]) -> Sequence[str]:
        return self.value(ask.Networks(labels=labels), Names)

    def volume_remove(self, name: str) -> None:
        self.asked(ask.VolumeRemove(name=name))

    def volumes(self, labels: Mapping[str, str]) -> Sequence[str]:
        return self.value(ask.Volumes(labels=labels), Names)

    # The host

    def info(self) -> Info:
        return self.value(ask.InfoAsked(), Info)

    def accelerator(self, image: str, *, look: bool = False) -> Accelerator:
        return self.value(ask.AcceleratorAsked(kind=kind_of(image), look=look), Accelerator)

    def runtimes(self) -> Sequence[str]:
        return self.value(ask.Runtimes(), Names)

    def runtime_fault(self, runtime: str) -> str:
        return self.value(ask.RuntimeFault(runtime=runtime), str)

    # Images

    def image_present(self, image: str) -> bool:
        return self.value(ask.ImagePresent(kind=kind_of(image)), bool)

    def images_renew(self, images: Collection[str]) -> None:
        self.asked(ask.ImagesRenew())

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        raise EngineError("images are built by manage.py lab images", permanent=True)

    def images_old_remove(self, images: Collection[str], say: Say) -> None:
        raise EngineError("images are removed by manage.py lab images", permanent=True)

    def images_stages_remove(self, images: Collection[str]) -> None:
        raise EngineError("images are removed by manage.py lab images", permanent=True)


def events_read(connection: socket.socket, stop: threading.Event) -> Iterator[Event]:
    """Blocks between events; the connection is closed with it."""
    connection.settimeout(event_look_seconds)
    with connection:
        while not stop.is_set():
            try:
                if not connection.recv(1, socket.MSG_PEEK):
                    raise EngineUnavailable("the broker ended")
                connection.settimeout(answer_seconds)
                answer = ask.answers.decode(ask.frame_receive(connection)[0])
                connection.settimeout(event_look_seconds)
            except TimeoutError:
                continue
            except (OSError, ask.FrameError, msgspec.MsgspecError) as error:
                raise EngineUnavailable(f"the broker's events broke off: {error}") from error
            if answer.fault:
                raise fault_raised(answer.fault)
            yield msgspec.convert(answer.value, Event)


def fault_raised(fault: ask.Fault) -> EngineError:
    """The error that the broker names."""
    kind: type[EngineError] = getattr(errors, fault.kind, EngineError)
    raised = kind(fault.message)
    raised.permanent = fault.permanent
    return raised


def kind_of(image: str) -> str:
    """`virtlearn/vm:3f…` is of the kind `vm`. Raises EngineError."""
    found = image_name.match(image)
    if not found:
        raise EngineError(f"{image} is no image of a machine", permanent=True)
    return found["kind"]

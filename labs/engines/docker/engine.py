"""Machines as hardened containers of a Docker engine (20.10 or later), local or at DOCKER_HOST."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from labs.engines.base import (
    Event,
    Handle,
    Listed,
    MachineSpec,
    MachineStatus,
    Process,
    RunResult,
    Script,
    State,
    Usage,
    User,
)
from labs.engines.docker import (
    events as docker_events,
)
from labs.engines.docker import (
    networks as docker_networks,
)
from labs.engines.docker import (
    streams as docker_streams,
)
from labs.engines.docker.errors import errors_ours
from labs.engines.docker.host import DockerHost, accelerated
from labs.engines.docker.process_images import environment
from labs.engines.docker.profile import hardening
from labs.engines.errors import EngineError, ImageMissing, MachineGone, NameTaken, RuntimeUnusable
from labs.engines.stream import Stream

removal_timeout = 15  # seconds until a removed machine must be gone
checks_id = "2000:2000"
ids: Mapping[User, str] = {
    "learner": "1000:1000",
    "root": "0:0",
    "checks": checks_id,
    "outside": checks_id,
}
statuses: Mapping[str, MachineStatus] = {"created": "created", "running": "running"}


class DockerEngine(DockerHost):
    """See labs.engines.protocols.Engine."""

    def labels_of(self, handle: Handle) -> Mapping[str, str]:
        """What a machine says of itself. Raises MachineGone."""
        with errors_ours(f"look at {handle.name}"):
            found = self.looking.inspect_container(handle.id)["Config"]["Labels"]
        return found or {}

    def create(self, spec: MachineSpec) -> Handle:
        limits = self.limits.get(spec.image) or self.limits_of(spec.image)
        if spec.runtime and (fault := self.runtime_fault(spec.runtime)):
            raise RuntimeUnusable(f"could not create {spec.name}: {fault}")
        if spec.network and spec.runtime == "runsc":  # never tried, so not offered
            raise RuntimeUnusable(f"could not create {spec.name}: runsc machines have no network")
        profile = hardening(limits, spec.runtime)
        if self.probes[spec.image] and spec.runtime != "runsc":
            # One whose template wants KVM waits for the trial, should nobody have made it since
            # the host began to run: without it, it would boot, and take longer.
            wants = self.templates[spec.image].startswith("KVM")
            profile |= accelerated(self.accelerator(spec.image, look=wants))
        endpoint: dict[str, Any] | None = None
        if spec.network:
            with errors_ours(f"find the network {spec.network}", missing=EngineError):
                place = docker_networks.place_of(self.api, spec.network, spec.hostname, spec.peers)
            profile |= place.profile
            endpoint = place.endpoint
        with errors_ours(f"create {spec.name}", missing=ImageMissing, conflict=NameTaken):
            made = self.api.create_container(
                self.image_ids.get(spec.image, spec.image),
                name=spec.name,
                hostname=spec.hostname,
                labels=dict(spec.labels),
                user=ids["learner"],
                environment=environment(),
                tty=True,
                stdin_open=True,
                host_config=self.api.create_host_config(**profile),
                networking_config=endpoint,
            )
        return Handle(made["Id"], spec.name)

    def start(self, handle: Handle) -> None:
        with errors_ours(f"start {handle.name}"):
            self.api.start(handle.id)

    def attach(self, handle: Handle) -> Stream:
        with errors_ours(f"attach to {handle.name}"):
            return docker_streams.attach(self.api, handle.id)

    def exec(
        self, handle: Handle, command: Sequence[str], *, rows: int = 24, columns: int = 80
    ) -> Stream:
        with errors_ours(f"open a shell in {handle.name}"):
            stream = docker_streams.shell(self.api, handle.id, command, ids["learner"])
            self.api.exec_resize(stream.exec_id, height=rows, width=columns)
            return stream

    def program(self, handle: Handle, command: Sequence[str], *, timeout: float) -> RunResult:
        with errors_ours(f"run {command[0]} in {handle.name}"):
            what = docker_streams.Program(command, ids["learner"])
            return docker_streams.program(self.api, handle.id, what, timeout)

    def run(self, handle: Handle, script: str, *, user: User, timeout: float) -> RunResult:
        with errors_ours(f"run a script in {handle.name}"):
            return docker_streams.run(self.api, handle.id, script, runner(user), timeout)

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        with errors_ours(f"run scripts in {handle.name}"):
            return docker_streams.run_all(self.api, handle.id, scripts, runner(user))

    def resize(self, handle: Handle, rows: int, columns: int, stream: Stream | None = None) -> None:
        with errors_ours(f"resize a terminal of {handle.name}"):
            if stream and stream.exec_id:
                self.api.exec_resize(stream.exec_id, height=rows, width=columns)
            else:
                self.api.resize(handle.id, height=rows, width=columns)

    def log_tail(self, handle: Handle, limit: int = 65536) -> bytes:
        with errors_ours(f"read the log of {handle.name}"):
            # A line of a terminal is hardly shorter than a few bytes: enough lines, then cut.
            log: bytes = self.api.logs(handle.id, tail=max(1, limit // 16))
        return log[-limit:]

    def poll(self, handle: Handle) -> State:
        try:
            with errors_ours(f"look at {handle.name}"):
                found = self.looking.inspect_container(handle.id)["State"]
        except MachineGone:
            return State(status="gone")
        status = statuses.get(found["Status"], "exited")
        return State(
            status=status,
            exit_code=found["ExitCode"] if status == "exited" else None,
            out_of_memory=bool(found["OOMKilled"]),
        )

    def remove(self, handle: Handle) -> None:
        # Gone already, or being removed by another: both are success, once it is gone.
        with suppress(MachineGone), errors_ours(f"remove {handle.name}"):
            self.api.remove_container(handle.id, force=True, v=True)
        deadline = time.monotonic() + removal_timeout
        while self.poll(handle).status != "gone":
            if time.monotonic() > deadline:
                raise EngineError(f"{handle.name} is still there after its removal")
            time.sleep(0.05)

    def list(self, labels: Mapping[str, str]) -> Sequence[Listed]:
        with errors_ours("list the machines"):
            found = self.looking.containers(all=True, filters={"label": label_filter(labels)})
        return [
            Listed(
                handle=Handle(each["Id"], each["Names"][0].lstrip("/") if each["Names"] else ""),
                labels=each["Labels"],
                status=statuses.get(each["State"], "exited"),
                age=max(0.0, time.time() - each["Created"]),
            )
            for each in found
        ]

    def events(self, stop: threading.Event) -> Iterator[Event]:
        with errors_ours("listen to the engine"):
            return docker_events.listen(stop)

    def network_create(self, name: str, labels: Mapping[str, str]) -> None:
        with errors_ours(f"create the network {name}", conflict=NameTaken):
            docker_networks.create(self.api, name, labels)

    def network_remove(self, name: str) -> None:
        with suppress(MachineGone), errors_ours(f"remove the network {name}", conflict=EngineError):
            self.api.remove_network(name)

    def networks(self, labels: Mapping[str, str]) -> Sequence[str]:
        with errors_ours("list the networks"):
            found = self.looking.networks(filters={"label": label_filter(labels)})
        return [each["Name"] for each in found]

    def volume_remove(self, name: str) -> None:
        with suppress(MachineGone), errors_ours(f"remove the volume {name}", conflict=EngineError):
            self.api.remove_volume(name)

    def volumes(self, labels: Mapping[str, str]) -> Sequence[str]:
        with errors_ours("list the volumes"):
            found = self.looking.volumes(filters={"label": label_filter(labels)})
        return [each["Name"] for each in found["Volumes"] or []]

    def processes(self, handle: Handle) -> Sequence[Process]:
        with errors_ours(f"list the processes of {handle.name}"):
            machine = self.looking.inspect_container(handle.id)
            if machine["HostConfig"]["Runtime"] == "runsc" and machine["State"]["Running"]:
                # Its list has the sandbox's own numbers, which are other processes of the host.
                return [Process(machine["State"]["Pid"], "runsc-sandbox")]
            found = self.looking.top(handle.id, ps_args="-eo pid,args")
        at = found["Titles"].index("PID")
        return [Process(int(row[at]), row[-1]) for row in found["Processes"] or []]

    def usage(self, handle: Handle) -> Usage:
        with errors_ours(f"measure {handle.name}"):
            found = self.looking.stats(handle.id, stream=False, one_shot=True)
        memory = found.get("memory_stats") or {}
        if "usage" not in memory:
            raise MachineGone(f"could not measure {handle.name}: it does not run")
        # Under cgroup v1 and v2.
        more = memory.get("stats") or {}
        cached = more.get("total_inactive_file", more.get("inactive_file", 0))
        return Usage(memory_bytes=max(0, memory["usage"] - cached))


def runner(user: User) -> docker_streams.Runner:
    program = "/lab/outside" if user == "outside" else "/lab/run"
    return docker_streams.Runner(program, ids[user])


def label_filter(labels: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in labels.items()]

"""Machines as hardened containers of a Docker engine (20.10 or later), local or at DOCKER_HOST."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from docker import APIClient
from docker.utils import kwargs_from_env

from labs.engines import (
    docker_events,
    docker_images,
    docker_kvm,
    docker_networks,
    docker_runtimes,
    docker_streams,
    docker_templates,
)
from labs.engines.base import (
    Accelerator,
    EngineError,
    Event,
    Handle,
    ImageMissing,
    Info,
    Limits,
    Listed,
    MachineGone,
    MachineSpec,
    MachineStatus,
    NameTaken,
    Process,
    RunResult,
    RuntimeUnusable,
    Say,
    Script,
    State,
    Stream,
    Usage,
    User,
    no_arguments,
    runtimes_known,
)
from labs.engines.docker_errors import errors_ours
from labs.engines.docker_profile import hardening

call_timeout = 20  # seconds for one call to the engine
look_timeout = 5  # for one that only looks: a page may wait for it
removal_timeout = 15  # seconds until a removed machine must be gone
limit_label = "virtlearn.limit."
ids = {"learner": "1000:1000", "root": "0:0"}
statuses: Mapping[str, MachineStatus] = {"created": "created", "running": "running"}


class DockerEngine:
    """See labs.engines.base.Engine."""

    known: Sequence[str] = runtimes_known

    def __init__(self) -> None:
        self.limits: dict[str, Limits] = {}  # by image; a tag names one content for ever
        self.probes: dict[str, str] = {}  # by image of virtual machines: what boots one with KVM
        self.templates: dict[str, str] = {}  # and what their templates are good for

    @cached_property
    def api(self) -> APIClient:
        with errors_ours("reach Docker"):
            return APIClient(timeout=call_timeout, version="auto", **kwargs_from_env())

    @cached_property
    def looking(self) -> APIClient:
        with errors_ours("reach Docker"):
            return APIClient(timeout=look_timeout, version="auto", **kwargs_from_env())

    def info(self) -> Info:
        with errors_ours("reach Docker"):
            found = self.looking.info()
        return Info(
            name=f"Docker {found['ServerVersion']}",
            kernel=found["KernelVersion"],
            cpus=found["NCPU"],
            memory=found["MemTotal"],
        )

    def image_present(self, image: str) -> bool:
        try:
            self.limits_of(image)
        except ImageMissing:
            self.limits.pop(image, None)
            return False
        # A template that was made elsewhere, or on something else, resumes nowhere here.
        template = self.templates[image]
        here = self.accelerator(image).place if template else ""
        return not here or template == here

    def image_build(
        self,
        image: str,
        folder: Path,
        say: Say,
        *,
        fresh: bool = False,
        arguments: Mapping[str, str] = no_arguments,
    ) -> None:
        with errors_ours(f"build {image}"):
            api = APIClient(timeout=600, version="auto", **kwargs_from_env())
            try:
                unfrozen = f"{image}-unfrozen"
                recipe = docker_images.Recipe(folder, arguments, fresh)
                docker_images.build(api, unfrozen, recipe, say)
                if docker_templates.freeze_program(api, unfrozen):
                    profile = hardening(self.limits_of(unfrozen))
                    here = self.accelerator_tried(api, unfrozen, image)
                    say(f"guests run on {here.name}" + (f": {here.why}" if here.why else ""))
                    profile |= accelerated(here)
                    with docker_templates.freeze(api, unfrozen, profile, say) as frozen:
                        docker_templates.thaw_image(api, unfrozen, image, frozen, here.place)
                else:
                    api.tag(unfrozen, image)
                docker_templates.unfrozen_remove(api, unfrozen)
            finally:
                api.close()

    def limits_of(self, image: str) -> Limits:
        with errors_ours(f"find the image {image}", missing=ImageMissing):
            found = self.looking.inspect_image(image)  # type: ignore[no-untyped-call]
        labels: Mapping[str, str] = found["Config"]["Labels"] or {}
        asked = {
            name.removeprefix(limit_label): float(value)
            for name, value in labels.items()
            if name.startswith(limit_label)
        }
        whole = {name: value if name == "cpus" else int(value) for name, value in asked.items()}
        self.probes[image] = labels.get(docker_kvm.probe_label, "")
        self.templates[image] = labels.get(docker_templates.place_label, "")
        self.limits[image] = Limits(**whole)  # type: ignore[arg-type]
        return self.limits[image]

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
                spec.image,
                name=spec.name,
                hostname=spec.hostname,
                labels=dict(spec.labels),
                user=ids["learner"],
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
            return docker_streams.run(self.api, handle.id, script, ids[user], timeout)

    def run_all(
        self, handle: Handle, scripts: Sequence[Script], *, user: User
    ) -> Sequence[RunResult]:
        with errors_ours(f"run scripts in {handle.name}"):
            return docker_streams.run_all(self.api, handle.id, scripts, ids[user])

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

    def accelerator(self, image: str, *, look: bool = False) -> Accelerator:
        if image not in self.probes:
            self.limits_of(image)
        if not self.probes[image]:
            return docker_kvm.translated
        with errors_ours("find out whether there is KVM"):
            found = docker_kvm.known(self.looking, image)
            if found.place or not look:
                return found
            return docker_kvm.look(self.api, image, self.probes[image])

    def accelerator_tried(self, api: APIClient, image: str, kept_as: str) -> Accelerator:
        """What guests of an image run on that is being built, and is called `kept_as` later."""
        if not (program := self.probes[image]):
            return docker_kvm.translated
        return docker_kvm.look(api, image, program, kept_as)

    def runtimes(self) -> Sequence[str]:
        with errors_ours("ask for the runtimes"):
            installed = docker_runtimes.installed(self.looking, self.known)
        return [name for name in installed if not self.runtime_fault(name)]

    def runtime_fault(self, runtime: str) -> str:
        with errors_ours(f"try the runtime {runtime}"):
            return docker_runtimes.fault(self.api, runtime, self.known)

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


def accelerated(found: Accelerator) -> dict[str, Any]:
    """What a machine gets besides, where its guests can have KVM."""
    return docker_kvm.passed(found.group) if found.name == "KVM" else {}


def label_filter(labels: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in labels.items()]

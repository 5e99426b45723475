"""Machines as hardened containers of a Docker engine (20.10 or later), local or at DOCKER_HOST.

The hardening is explained setting by setting in docs/decisions/hardening.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
from docker import APIClient, errors
from docker.types import LogConfig, Ulimit
from docker.utils import kwargs_from_env

from labs.engines import docker_images, docker_streams
from labs.engines.base import (
    EngineError,
    EngineUnavailable,
    Handle,
    ImageMissing,
    Info,
    Limits,
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
from labs.engines.seccomp import profile_text

call_timeout = 20  # seconds for one call to the engine
look_timeout = 5  # for one that only looks: a page may wait for it
removal_timeout = 15  # seconds until a removed machine must be gone
limit_label = "virtlearn.limit."
ids = {"learner": "1000:1000", "root": "0:0"}
statuses: Mapping[str, MachineStatus] = {"created": "created", "running": "running"}


class DockerEngine:
    """See labs.engines.base.Engine."""

    def __init__(self) -> None:
        self.limits: dict[str, Limits] = {}  # by image; a tag names one content for ever

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
        return True

    def image_build(self, image: str, folder: Path, say: Say, *, fresh: bool = False) -> None:
        with errors_ours(f"build {image}"):
            api = APIClient(timeout=600, version="auto", **kwargs_from_env())
            try:
                docker_images.build(api, image, folder, say, fresh=fresh)
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
        self.limits[image] = Limits(**whole)  # type: ignore[arg-type]
        return self.limits[image]

    def create(self, spec: MachineSpec) -> Handle:
        limits = self.limits.get(spec.image) or self.limits_of(spec.image)
        with errors_ours(f"create {spec.name}", missing=ImageMissing, conflict=NameTaken):
            made = self.api.create_container(
                spec.image,
                name=spec.name,
                hostname=spec.hostname,
                labels=dict(spec.labels),
                user=ids["learner"],
                tty=True,
                stdin_open=True,
                host_config=self.api.create_host_config(**hardening(limits)),
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
        wanted = [f"{name}={value}" for name, value in labels.items()]
        with errors_ours("list the machines"):
            found = self.looking.containers(all=True, filters={"label": wanted})
        return [
            Listed(
                handle=Handle(each["Id"], each["Names"][0].lstrip("/") if each["Names"] else ""),
                labels=each["Labels"],
                status=statuses.get(each["State"], "exited"),
                age=max(0.0, time.time() - each["Created"]),
            )
            for each in found
        ]


def hardening(limits: Limits) -> dict[str, Any]:
    """The profile of a learner's machine, in docker-py's words. Each has a red team test."""
    memory = limits.memory_mb * 1024 * 1024
    mount = "rw,exec,nosuid,nodev,nr_inodes=2048"
    return {
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", f"seccomp={profile_text()}"],
        "read_only": True,
        "tmpfs": {
            "/tmp": f"{mount},size={limits.tmp_mb}m,mode=1777",  # noqa: S108 - the machine's own
            "/home/learner": f"{mount},size={limits.home_mb}m,mode=0700,uid=1000,gid=1000",
        },
        "mem_limit": memory,
        "memswap_limit": memory,
        "nano_cpus": int(limits.cpus * 1e9),
        "pids_limit": limits.pids,
        "ulimits": [
            Ulimit(name="nofile", soft=limits.files, hard=limits.files),
            Ulimit(name="core", soft=0, hard=0),
        ],
        "network_mode": "none",
        "ipc_mode": "private",
        "shm_size": 8 * 1024 * 1024,
        "init": True,
        "oom_score_adj": 500,
        "restart_policy": {"Name": "no"},
        "log_config": LogConfig(type="local", config={"max-size": "1m", "max-file": "2"}),
    }


@contextmanager
def errors_ours(
    doing: str,
    *,
    missing: type[EngineError] = MachineGone,
    conflict: type[EngineError] = MachineGone,
) -> Iterator[None]:
    """Turns every error of the library into one of ours. `missing` is a 404, `conflict` a 409."""
    try:
        yield
    except errors.NotFound as error:
        raise missing(f"could not {doing}: {error.explanation}") from error
    except errors.APIError as error:
        text = f"could not {doing}: {error.explanation or error}"
        status = error.status_code or 500
        if status == 409:
            raise conflict(text) from error
        raise EngineError(text, permanent=400 <= status < 500) from error
    except (errors.DockerException, requests.RequestException, OSError) as error:
        raise EngineUnavailable(f"could not {doing}: {error}") from error

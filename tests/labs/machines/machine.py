"""A machine of one kind on the real engine, and what is typed and read in it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from labs.engines.base import Handle, MachineSpec, User, label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.profile import hardening
from labs.engines.stream import Stream
from labs.provisioning.boot import first_output
from labs.provisioning.images import image_make, image_of
from tests.labs import streams

escapes = re.compile(r"\x1b\[[?>=]?[0-9;]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
prompt = r"\w+@[\w-]+:\S*[$#] "
ready_seconds = 120.0  # a virtual machine without its template boots on a busy host
boot_silence = 120.0  # seconds in which a boot gets no further; each step that it tells begins anew


class Made:
    """A machine of one kind that is ready; or `handle`, which somebody else has made."""

    def __init__(
        self,
        engine: DockerEngine,
        kind: str,
        deployment: str,
        hostname: str = "",
        *,
        handle: Handle | None = None,
    ) -> None:
        self.engine, self.kind = engine, kind
        self.told: list[int] = []  # how far its boot was, in percent
        if handle:
            self.handle = handle
            return
        image = image_of(kind)
        if not engine.image_present(image):
            image_make(engine, kind, print)
        self.handle = engine.create(
            MachineSpec(
                name=f"{deployment}-{kind}-{uuid.uuid4().hex[:6]}",
                image=image,
                hostname=hostname or f"a-{kind}",
                labels={label_deployment: deployment},
            )
        )
        engine.start(self.handle)
        self.ready_wait()

    def ready_wait(self) -> None:
        deadline = time.monotonic() + ready_seconds
        while self.engine.program(self.handle, ["/lab/ready"], timeout=10).status != 0:
            assert time.monotonic() < deadline, f"{self.kind} is not ready: {self.log()}"
            time.sleep(0.1)

    def log(self) -> str:
        return self.engine.log_tail(self.handle, 2000).decode(errors="replace")

    def run(
        self, script: str, user: User = "learner", timeout: float = 60
    ) -> tuple[int | None, str]:
        found = self.engine.run(self.handle, script, user=user, timeout=timeout)
        return found.status, found.output + found.error

    def container(self, command: str) -> str:
        """What `command` prints in the container, around whatever runs in it."""
        api = self.engine.api
        made = api.exec_create(self.handle.id, ["sh", "-c", command], user="1000:1000")["Id"]
        return str(api.exec_start(made).decode(errors="replace"))


@contextmanager
def console_with(
    kind: str, change: str, deployment: str, hostname: str = "changed", *, typed: bytes = b""
) -> Iterator[Made]:
    """A virtual machine whose programs were changed by a line of Python, at its prompt.

    `typed` is typed before any of them runs.
    """
    engine = DockerEngine()
    image = image_of(kind)
    script = f"import sys; sys.path.insert(0, '/lab'); import qemu; {change}; "
    created = engine.api.create_container(
        image,
        command=["python3", "-IS", "-c", script + "exec(open('/lab/console').read())"],
        labels={label_deployment: deployment},
        user="1000:1000",
        hostname=hostname,
        tty=True,
        stdin_open=True,
        host_config=engine.api.create_host_config(**hardening(engine.limits_of(image))),
    )
    made = Made(engine, kind, deployment, handle=Handle(created["Id"], hostname))
    stream = engine.attach(made.handle)
    try:
        engine.start(made.handle)
        stream.socket.sendall(typed)
        first_output(stream, 0.2, made.told.append, patience=boot_silence)
        yield made
    finally:
        stream.close()
        engine.remove(made.handle)


def plain(text: str) -> str:
    return escapes.sub("", text).replace("\r", "")


def read_until(stream: Stream, pattern: str, seconds: float = 60) -> str:
    return streams.read_until(stream, pattern, seconds, plain)


@contextmanager
def made_for(engine: DockerEngine, deployment: str, kind: str) -> Iterator[Made]:
    """A machine of this deployment, all of whose machines go at the end."""
    with machines_gone(engine, deployment):
        yield Made(engine, kind, deployment)


@contextmanager
def machines_gone(engine: DockerEngine, deployment: str) -> Iterator[None]:
    """Removes this deployment's machines at the end."""
    try:
        yield
    finally:
        for listed in engine.list({label_deployment: deployment}):
            engine.remove(listed.handle)

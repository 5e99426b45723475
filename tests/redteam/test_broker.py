"""H5: a page server that was taken over, and the engine.

Each attack is first carried out with the engine's socket, where it works; then as the user that
pages are served by, who has the broker alone.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from labs.engines.base import (
    Handle,
    MachineSpec,
    Script,
    label_deployment,
    label_kind,
    label_session,
)
from labs.engines.broker import client
from labs.engines.broker import messages as ask
from labs.engines.broker.client import BrokerEngine, broker_at
from labs.engines.broker.manifest import file_name, scripts_write, socket_name
from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineError, EngineUnavailable, ImageMissing, MachineGone
from labs.provisioning.images import image_of
from tests.labs.engines.broker.running import PublishingEngine, broker_running

stranger = 54_321  # a user of the host whom the broker lets speak
other = 54_322  # and one whom it doesn't
pytestmark = pytest.mark.usefixtures("docker_engine")
engine_socket = "/var/run/docker.sock"
own = f"redteam-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A running broker's, which may be reached by every user of the host."""
    path = Path(tempfile.mkdtemp(prefix="virtlearn-broker-"))
    path.chmod(0o755)
    try:
        with broker_running(path, own, machines_most=3, BROKER_USERS=str(stranger)):
            (path / socket_name).chmod(0o666)  # what is tried is who is let in, not file rights
            yield path
    finally:
        shutil.rmtree(path)


@pytest.fixture
def docker() -> Iterator[DockerEngine]:
    engine = DockerEngine()
    yield engine
    for deployment in (own, f"{own}-other"):
        for listed in engine.list({label_deployment: deployment}):
            engine.remove(listed.handle)
        for name in engine.networks({label_deployment: deployment}):
            engine.network_remove(name)


@pytest.fixture
def broker(folder: Path) -> PublishingEngine:
    assert folder
    return PublishingEngine()


def spec(deployment: str = own, **changes: object) -> MachineSpec:
    labels = {label_deployment: deployment, label_session: "s", label_kind: "container"}
    made = MachineSpec(
        name=f"{deployment}-{uuid.uuid4().hex[:8]}",
        image=image_of("container"),
        hostname="lab",
        labels=labels,
    )
    return msgspec.structs.replace(made, **changes)


def as_user(user: int, attempt: Callable[[], object]) -> str:
    """What comes of it in a process of that user of the host: "done", or its error's name."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            attempt()
            os.write(writing, b"done")
        except Exception as error:
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as result:
        text = result.read().decode()
    os.waitpid(child, 0)
    return text


def said(folder: Path, request: object) -> ask.Answer:
    """The broker's answer to any message."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(folder / socket_name))
        ask.frame_send(connection, request)
        return ask.answers.decode(ask.frame_receive(connection)[0])


def engine_use() -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(engine_socket)
        connection.sendall(b"GET /info HTTP/1.0\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.0 200"


@pytest.mark.root
def test_the_engines_socket_is_nobody_elses() -> None:
    assert as_user(0, engine_use) == "done"
    assert as_user(stranger, engine_use) == "PermissionError"


@pytest.mark.root
def test_who_may_speak_to_it_is_told_by_the_kernel(folder: Path) -> None:
    def speak() -> None:
        said(folder, ask.InfoAsked())

    assert as_user(stranger, speak) == "done"
    assert as_user(other, speak) in ("ConnectionResetError", "BrokenPipeError", "DecodeError")


def test_no_container_is_made_as_the_asker_says(folder: Path, docker: DockerEngine) -> None:
    made = docker.api.create_container(
        image_of("container"),
        labels={label_deployment: own},
        host_config=docker.api.create_host_config(privileged=True, binds={"/": {"bind": "/host"}}),
    )
    assert made["Id"]  # with the socket it is
    asked = {"type": "create", "name": f"{own}-x", "kind": "container", "hostname": "lab"}
    asked["labels"] = {label_deployment: own}  # type: ignore[assignment]
    for more in (
        {"image": "debian"},
        {"host_config": {"Privileged": True}},
        {"privileged": True},
        {"binds": ["/:/host"]},
        {"command": ["sh"]},
        {"environment": ["LD_PRELOAD=/x"]},
        {"cap_add": ["ALL"]},
        {"user": "0"},
    ):
        fault = said(folder, {**asked, **more}).fault
        assert fault
        assert "refuses" in fault.message
    for request in (
        {"type": "pull", "image": "debian"},
        {"type": "build"},
        {"type": "exec", "handle": {"id": made["Id"], "name": "x"}, "command": ["sh"]},
        "create",
        [1, 2],
        None,
    ):
        fault = said(folder, request).fault
        assert fault
        assert "refuses" in fault.message


def test_what_it_makes_has_the_profile_and_the_signed_image(
    broker: PublishingEngine, docker: DockerEngine
) -> None:
    """Another image under the same name is not taken."""
    handle = broker.create(spec())
    found = docker.api.inspect_container(handle.id)
    assert found["HostConfig"]["CapDrop"] == ["ALL"]
    assert not found["HostConfig"]["Privileged"]
    assert found["HostConfig"]["NetworkMode"] == "none"
    assert found["HostConfig"]["Binds"] is None
    assert found["Config"]["User"] == "1000:1000"
    assert found["Image"] == docker.image_id(image_of("container"))


def test_a_list_of_images_that_is_not_signed_is_not_believed(
    folder: Path, broker: PublishingEngine
) -> None:
    kept = (folder / file_name).read_bytes()
    changed = kept.replace(b"virtlearn/vm:", b"virtlearn/no:")
    assert changed != kept
    try:
        (folder / file_name).write_bytes(changed)
        with pytest.raises(ImageMissing, match="signed"):
            broker.create(spec())
    finally:
        (folder / file_name).write_bytes(kept)


def test_another_installations_machines_are_out_of_reach(
    broker: PublishingEngine, docker: DockerEngine
) -> None:
    theirs = docker.create(spec(f"{own}-other"))
    docker.start(theirs)
    assert docker.run(theirs, "echo in", user="root", timeout=5).output == "in\n"
    for attempt in (
        lambda: broker.start(theirs),
        lambda: broker.attach(theirs),
        lambda: broker.exec(theirs, ["/lab/shell", "1"]),
        lambda: broker.run(theirs, "echo in", user="root", timeout=5),
        lambda: broker.log_tail(theirs),
        lambda: broker.processes(theirs),
        lambda: broker.usage(theirs),
        lambda: broker.resize(theirs, 24, 80),
    ):
        with pytest.raises(MachineGone):
            attempt()
    broker.remove(theirs)  # what does not exist for it is success
    assert docker.poll(theirs).status == "running"
    assert broker.list({label_deployment: f"{own}-other"}) == []
    with pytest.raises(EngineError, match="refuses"):
        broker.create(spec(f"{own}-other"))
    docker.network_create(f"{own}-theirs", {label_deployment: f"{own}-other"})
    broker.network_remove(f"{own}-theirs")
    assert docker.networks({label_deployment: f"{own}-other"}) == [f"{own}-theirs"]
    with pytest.raises(EngineError, match="refuses"):
        broker.create(spec(network=f"{own}-theirs"))


def test_quotas_are_enforced_again(broker: PublishingEngine, docker: DockerEngine) -> None:
    for _ in range(3):
        broker.create(spec())
    with pytest.raises(EngineError, match="3 machines are there"):
        broker.create(spec())


def test_only_published_scripts_run(
    folder: Path, broker: PublishingEngine, docker: DockerEngine
) -> None:
    handle = broker.create(spec())
    broker.start(handle)
    assert broker.run(handle, "echo published", user="checks", timeout=5).output == "published\n"
    script = Script("echo never", 5)
    request = ask.Run(
        handle=handle,
        scripts=[ask.ScriptAsked("0" * 64, 5)],
        user="root",
    )
    fault = said(folder, request).fault
    assert fault
    assert "nobody has published" in fault.message
    scripts_write(folder, [script.text])
    (name,) = [p for p in (folder / "scripts").iterdir() if p.read_text() == script.text]
    name.write_text("echo forged")  # another text under its digest
    with pytest.raises(EngineError, match="nobody has published"):
        broker.run(handle, script.text, user="checks", timeout=5)
    name.unlink()
    for digest in ("../../etc/passwd", "0" * 63, "G" * 64):
        asked = {
            "type": "run",
            "handle": {"id": handle.id, "name": "x"},
            "user": "root",
            "scripts": [{"digest": digest, "timeout": 5}],
        }
        assert "refuses" in str(said(folder, asked).fault)


def test_it_survives_what_is_no_request(folder: Path, broker: PublishingEngine) -> None:
    for data in (b"", b"\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x05abc", os.urandom(4096)):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(folder / socket_name))
            connection.settimeout(10)
            with suppress(ConnectionResetError, BrokenPipeError):
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
    assert broker.info().cpus > 0


def test_without_it_the_engine_does_not_answer(tmp_path: Path) -> None:
    before = list(client.folders)
    broker_at(tmp_path)
    try:
        with pytest.raises(EngineUnavailable):
            BrokerEngine().poll(Handle("x", "x"))
    finally:
        client.folders[:] = before

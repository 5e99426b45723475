"""What every engine keeps. The fake and the real Docker pass the same tests."""

from __future__ import annotations

import re
import select
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines.base import (
    Engine,
    EngineError,
    Handle,
    ImageMissing,
    MachineGone,
    MachineSpec,
    NameTaken,
    Script,
    Stream,
    label_deployment,
    label_session,
)
from labs.engines.registry import engine_load
from labs.images import image_of
from labs.spec import machines_folder

escapes = re.compile(r"\x1b\[\?2004l\r|\x1b[\[(][?0-9;]*[A-Za-z]")
deployment = f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(params=["fake", "docker"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = engine_load(request.param)
    image = image_of("container")
    if not engine.image_present(image):
        engine.image_build(image, machines_folder / "container", print)
    yield engine
    for listed in engine.list({label_deployment: deployment}):
        engine.remove(listed.handle)


def spec(name: str = "", **changes: str) -> MachineSpec:
    return MachineSpec(
        name=name or f"{deployment}-{uuid.uuid4().hex[:8]}",
        image=changes.get("image", image_of("container")),
        hostname="lab",
        labels={label_deployment: deployment, label_session: changes.get("session", "s1")},
    )


@pytest.fixture
def machine(engine: Engine) -> Handle:
    handle = engine.create(spec())
    engine.start(handle)
    return handle


def read_until(stream: Stream, pattern: str, seconds: float = 10) -> str:
    """What the stream printed until `pattern` was seen in it; fails after `seconds`."""
    text = stream.head.decode(errors="replace")
    deadline = time.monotonic() + seconds
    while not re.search(pattern, escapes.sub("", text)):
        stream.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            data = stream.socket.recv(65536)
        except TimeoutError:
            pytest.fail(f"{pattern!r} did not come within {seconds} s; this did: {text!r}")
        assert data, f"the stream ended; it had printed {text!r}"
        text += data.decode(errors="replace")
    return escapes.sub("", text)


def enter(stream: Stream, line: str) -> None:
    stream.socket.sendall(line.encode() + b"\r")


def test_it_says_what_it_is(engine: Engine) -> None:
    info = engine.info()

    assert info.name
    assert info.cpus >= 1
    assert info.memory > 0


def test_a_machine_from_creation_to_removal(engine: Engine) -> None:
    wanted = spec()
    handle = engine.create(wanted)
    assert handle.name == wanted.name
    assert engine.poll(handle).status == "created"

    engine.start(handle)
    assert engine.poll(handle).status == "running"

    engine.remove(handle)
    assert engine.poll(handle).status == "gone"
    engine.remove(handle)  # what is gone is success


def test_a_name_is_a_lock(engine: Engine) -> None:
    wanted = spec()
    engine.create(wanted)

    with pytest.raises(NameTaken):
        engine.create(wanted)


def test_the_console_is_a_terminal(engine: Engine, machine: Handle) -> None:
    stream = engine.attach(machine)
    enter(stream, "echo one-$((1+1))" if not fake(engine) else "echo one-2")
    assert read_until(stream, r"\none-2\r\n.*\$ ")

    again = engine.attach(machine)
    enter(again, "echo three")
    assert read_until(stream, r"\nthree\r\n")  # both look at the same shell
    assert read_until(again, r"\nthree\r\n")
    for each in (stream, again):
        each.close()
        each.close()


def test_the_console_outlives_exit(engine: Engine, machine: Handle) -> None:
    stream = engine.attach(machine)
    enter(stream, "exit")
    read_until(stream, r"new.*\r\n.*learner@lab:~\$ ")
    enter(stream, "echo back")

    read_until(stream, r"\nback\r\n")
    assert engine.poll(machine).status == "running"
    stream.close()


def test_what_the_console_printed_is_kept(engine: Engine, machine: Handle) -> None:
    stream = engine.attach(machine)
    enter(stream, "echo remember-me")
    read_until(stream, r"\nremember-me\r\n")
    stream.close()

    deadline = time.monotonic() + 10
    while not re.search(
        r"\nremember-me\r+\n", log := escapes.sub("", engine.log_tail(machine).decode())
    ):
        assert time.monotonic() < deadline, log  # the engine may write its log a little later
        time.sleep(0.05)
    enter(stream := engine.attach(machine), "seq 3000")
    read_until(stream, r"\n3000\r\n")
    stream.close()
    deadline = time.monotonic() + 10
    while b"2990" not in (tail := engine.log_tail(machine, 1000)):
        assert time.monotonic() < deadline, tail
        time.sleep(0.05)
    assert len(tail) <= 1000


def test_a_tab_is_found_again(engine: Engine, machine: Handle) -> None:
    first = engine.exec(machine, ["/lab/shell", "tab-2"])
    read_until(first, r"\$ ")
    enter(first, "echo mark-42")
    read_until(first, r"\nmark-42\r\n")
    first.close()

    again = engine.exec(machine, ["/lab/shell", "tab-2"])
    read_until(again, "mark-42")  # with its screen
    other = engine.exec(machine, ["/lab/shell", "tab-3"])
    assert "mark-42" not in read_until(other, r"\$ ")
    again.close()
    other.close()


def test_a_tab_can_be_ended(engine: Engine, machine: Handle) -> None:
    tab = engine.exec(machine, ["/lab/shell", "tab-2"])
    read_until(tab, r"\$ ")
    enter(tab, "echo mark-42")
    read_until(tab, r"\nmark-42\r\n")
    for _ in range(2):  # ending what has ended is success
        result = engine.run(machine, "/lab/shell tab-2 end", user="learner", timeout=10)
        assert result.status == 0

    tab.socket.settimeout(10)
    while tab.socket.recv(65536):
        pass
    fresh = engine.exec(machine, ["/lab/shell", "tab-2"])
    assert "mark-42" not in read_until(fresh, r"\$ ")
    fresh.close()


def test_terminals_have_a_size(engine: Engine, machine: Handle) -> None:
    console = engine.attach(machine)
    tab = engine.exec(machine, ["/lab/shell", "tab-2"], rows=30, columns=90)
    engine.resize(machine, 33, 99)
    read_until(tab, r"\$ ")
    enter(tab, "stty size")
    read_until(tab, "30 90")
    engine.resize(machine, 41, 111, tab)
    enter(tab, "until [ \"$(stty size)\" = '41 111' ]; do sleep 0.1; done; stty size")
    if fake(engine):
        enter(tab, "stty size")
    read_until(tab, r"\n41 111\r")  # the size goes from the engine to tmux to the shell
    enter(console, "stty size")
    read_until(console, "33 99")
    console.close()
    tab.close()


def test_a_stream_can_be_read_without_blocking(engine: Engine, machine: Handle) -> None:
    stream = engine.attach(machine)
    stream.socket.setblocking(False)
    assert stream.fileno() == stream.socket.fileno() >= 0
    enter(stream, "echo later")
    text = b""
    deadline = time.monotonic() + 10
    while b"later\r\n" not in text.replace(b"echo later\r\n", b"") and time.monotonic() < deadline:
        try:
            text += stream.socket.recv(65536)
        except BlockingIOError:
            select.select([stream], [], [], 1)
    assert b"later\r\n" in text.replace(b"echo later\r\n", b"")
    stream.close()


@pytest.mark.parametrize("status", [0, 1, 3])
def test_a_script_has_output_and_status(engine: Engine, machine: Handle, status: int) -> None:
    script = f"echo good\necho bad >&2\nexit {status}\n"
    result = engine.run(machine, script, user="learner", timeout=10)

    assert (result.status, result.output, result.error) == (status, "good\n", "bad\n")
    assert not result.timed_out


def test_a_script_that_needs_too_long_has_no_status(engine: Engine, machine: Handle) -> None:
    began = time.monotonic()
    result = engine.run(machine, "echo begun\nsleep 30\nexit 0\n", user="learner", timeout=0.5)

    assert time.monotonic() - began < 5
    assert (result.status, result.timed_out, result.output) == (None, True, "begun\n")


def test_a_script_runs_as_whom_it_is_told(engine: Engine, machine: Handle) -> None:
    assert engine.run(machine, "id -u", user="learner", timeout=10).output == "1000\n"
    assert engine.run(machine, "id -u", user="root", timeout=10).output == "0\n"


def test_many_scripts_have_each_their_own_result(engine: Engine, machine: Handle) -> None:
    scripts = [
        Script('echo "it\'s one"\nexit 0', 5),
        Script("echo two >&2\nexit 1", 5),
        Script("echo begun\nsleep 30\nexit 0", 0.5),
        Script("no-such-command", 5),
        Script("seq 50000", 5),  # more than is kept
        Script("echo last\nexit 3", 5),
    ]
    results = engine.run_all(machine, scripts, user="learner")

    assert [result.status for result in results] == [0, 1, None, 127, 0, 3]
    assert [result.timed_out for result in results] == [False, False, True, False, False, False]
    assert results[0].output.endswith("one\n")
    assert (results[1].output, results[1].error) == ("", "two\n")
    assert results[2].output == "begun\n"
    assert "no-such-command" in results[3].error
    assert results[4].output.startswith("1\n2\n3\n")
    assert results[5].output == "last\n"
    assert engine.run_all(machine, [], user="learner") == []
    (root,) = engine.run_all(machine, [Script("id -u", 5)], user="root")
    assert root.output == "0\n"


def test_what_the_shell_does_the_script_sees(engine: Engine, machine: Handle) -> None:
    script = "test -e ~/done || exit 1\nexit 0"
    assert engine.run(machine, script, user="learner", timeout=10).status == 1

    stream = engine.attach(machine)
    enter(stream, "touch ~/done")
    enter(stream, "echo touched")
    read_until(stream, r"\ntouched\r\n")
    assert engine.run(machine, script, user="learner", timeout=10).status == 0
    stream.close()


def test_machines_are_listed_by_label(engine: Engine) -> None:
    mine = engine.create(spec(session="mine"))
    engine.create(spec(session="other"))

    found = engine.list({label_deployment: deployment, label_session: "mine"})
    assert [listed.handle for listed in found] == [mine]
    assert found[0].status == "created"
    assert 0 <= found[0].age < 30
    assert len(engine.list({label_deployment: deployment})) == 2
    assert engine.list({label_deployment: "nobody"}) == []


def test_what_is_gone_says_so(engine: Engine, machine: Handle) -> None:
    stream = engine.attach(machine)
    engine.remove(machine)

    stream.socket.settimeout(5)
    while stream.socket.recv(65536):
        pass  # what was printed before; then the end
    for call in (
        lambda: engine.start(machine),
        lambda: engine.attach(machine),
        lambda: engine.exec(machine, ["/lab/shell", "tab-2"]),
        lambda: engine.run(machine, "exit 0", user="learner", timeout=5),
        lambda: engine.resize(machine, 24, 80),
        lambda: engine.log_tail(machine),
    ):
        with pytest.raises(MachineGone):
            call()


def test_a_machine_that_was_not_started_runs_nothing(engine: Engine) -> None:
    handle = engine.create(spec())

    with pytest.raises(MachineGone):
        engine.run(handle, "exit 0", user="learner", timeout=5)


def fake(engine: Engine) -> bool:
    return engine is engine_load("fake")


def test_docker_without_the_image_says_which() -> None:
    engine = engine_load("docker")

    assert not engine.image_present("virtlearn/no-such:tag")
    with pytest.raises(ImageMissing, match="no-such"):
        engine.create(spec(image="virtlearn/no-such:tag"))


def test_docker_that_is_not_there_is_our_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from labs.engines.docker import DockerEngine

    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    engine = DockerEngine()  # made without asking anybody
    with pytest.raises(EngineError) as caught:
        engine.info()
    assert not caught.value.permanent


def test_an_unknown_engine_is_our_error() -> None:
    with pytest.raises(EngineError, match="known are: docker, fake"):
        engine_load("no-such-engine")

"""What every engine keeps. The fake and the real Docker pass the same tests."""

from __future__ import annotations

import re
import select
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labs.engines.base import Event, Handle, MachineSpec, Script, label_deployment, label_session
from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import (
    EngineError,
    EngineUnavailable,
    ImageMissing,
    MachineGone,
    NameTaken,
    RuntimeUnusable,
)
from labs.engines.fake.engine import FakeEngine
from labs.engines.protocols import Engine
from labs.engines.registry import engine_load
from labs.provisioning.images import image_of
from labs.spec.definition import machines_folder
from tests.labs.engines.broker.running import broker_running
from tests.labs.streams import enter, read_until, without_escapes

deployment = f"test-{uuid.uuid4().hex[:12]}"


on = {"runtime": ""}  # what the machines of the running test run on


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with broker_running(tmp_path_factory.mktemp("broker"), deployment):
        yield


real = [
    pytest.param(name, marks=pytest.mark.engine) for name in ("docker", "docker on runsc", "broker")
]


@pytest.fixture(params=["fake", *real])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    name, _, on["runtime"] = request.param.partition(" on ")
    if name == "broker":
        request.getfixturevalue("broker")
        name = "tests.labs.engines.broker.running.PublishingEngine"
    engine = engine_load(name)
    image = image_of("container")
    if not engine.image_present(image):
        engine.image_build(image, machines_folder / "container", print)
    if on["runtime"] and (fault := engine.runtime_fault(on["runtime"])):
        pytest.fail(f"These tests need gVisor (`make test` installs it): {fault}")
    yield engine
    on["runtime"] = ""
    for listed in engine.list({label_deployment: deployment}):
        engine.remove(listed.handle)
    for network in engine.networks({label_deployment: deployment}):
        engine.network_remove(network)
    for volume in engine.volumes({label_deployment: deployment}):
        engine.volume_remove(volume)


def name_make() -> str:
    return f"{deployment}-{uuid.uuid4().hex[:8]}"


def spec(name: str = "", **changes: str) -> MachineSpec:
    return MachineSpec(
        name=name or name_make(),
        image=changes.get("image", image_of("container")),
        hostname="lab",
        labels={label_deployment: deployment, label_session: changes.get("session", "s1")},
        runtime=changes.get("runtime", on["runtime"]),
        network=changes.get("network", ""),
    )


@pytest.fixture
def machine(engine: Engine) -> Handle:
    handle = engine.create(spec())
    engine.start(handle)
    return handle


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


def test_a_console_that_is_attached_to_before_the_start_misses_nothing(engine: Engine) -> None:
    handle = engine.create(spec())
    stream = engine.attach(handle)
    engine.start(handle)
    read_until(stream, r"learner@lab:~\$ $")
    stream.close()


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

    deadline = time.monotonic() + 40
    while not re.search(
        r"\nremember-me\r+\n", log := without_escapes(engine.log_tail(machine).decode())
    ):
        assert time.monotonic() < deadline, log  # the engine may write its log a little later
        time.sleep(0.05)
    enter(stream := engine.attach(machine), "seq 3000")
    read_until(stream, r"\n3000\r\n")
    stream.close()
    deadline = time.monotonic() + 40
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
        result = engine.program(machine, ["/lab/shell", "tab-2", "end"], timeout=10)
        assert result.status == 0

    tab.socket.settimeout(10)
    while tab.socket.recv(65536):
        pass
    fresh = engine.exec(machine, ["/lab/shell", "tab-2"])
    assert "mark-42" not in read_until(fresh, r"\$ ")
    fresh.close()


def test_a_machine_is_told_its_language(engine: Engine, machine: Handle) -> None:
    assert engine.program(machine, ["/lab/language", "es"], timeout=10).status == 0


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
    deadline = time.monotonic() + 40
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
    result = engine.run(machine, "echo begun\nsleep 99\nexit 0\n", user="learner", timeout=2)

    assert time.monotonic() - began < 40
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


def test_a_runtime_is_one_that_the_engine_offers(engine: Engine) -> None:
    assert "runc" in engine.runtimes()
    assert engine.runtime_fault("runc") == ""
    handle = engine.create(spec(runtime="runc"))
    engine.start(handle)
    assert engine.run(handle, "exit 0", user="learner", timeout=10).status == 0

    assert "no-such" not in engine.runtimes()
    assert "no-such" in engine.runtime_fault("no-such")
    with pytest.raises(RuntimeUnusable, match="no-such"):
        engine.create(spec(runtime="no-such"))


class Listener:
    """Hears events of this module's machines in a thread of its own, until it is stopped."""

    def __init__(self, engine: Engine) -> None:
        self.stop = threading.Event()
        self.heard: list[Event] = []
        self.error: Exception | None = None
        self.events = engine.events(self.stop)
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self) -> None:
        try:
            for event in self.events:
                if event.labels.get(label_deployment) == deployment:
                    self.heard.append(event)
        except EngineError as error:
            self.error = error

    def wait(self, kind: str, handle: Handle, seconds: float = 40) -> Event:
        deadline = time.monotonic() + seconds
        while True:
            for event in self.heard:
                if event.kind == kind and event.handle == handle:
                    return event
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.02)

    def end(self) -> None:
        self.stop.set()
        self.thread.join(40)
        assert not self.thread.is_alive()


@pytest.fixture
def listener(engine: Engine) -> Iterator[Listener]:
    listener = Listener(engine)
    yield listener
    listener.end()


def test_events_tell_of_a_removal(engine: Engine, listener: Listener, machine: Handle) -> None:
    began = time.time()
    engine.remove(machine)

    died = listener.wait("die", machine)
    assert died.exit_code == 137
    assert died.labels[label_session] == "s1"
    assert abs(died.at - began) < 30
    assert listener.wait("lost", machine).exit_code is None
    assert listener.error is None


def test_events_tell_of_lack_of_memory(engine: Engine, listener: Listener, machine: Handle) -> None:
    if isinstance(engine, FakeEngine):
        engine.happens("oom", engine.machines[machine.id])
    else:
        hog = "head -c 300000000 /dev/zero | tail | wc -c"
        engine.run(machine, hog, user="learner", timeout=20)

    assert listener.wait("oom", machine).handle == machine
    if on["runtime"] != "runsc":
        assert engine.poll(machine).status == "running"
        return
    assert listener.wait("die", machine).exit_code == 137  # gVisor's kernel ends as a whole
    assert engine.poll(machine).out_of_memory


def test_events_end_when_they_are_told_to(engine: Engine) -> None:
    listener = Listener(engine)
    listener.end()

    assert listener.error is None


def test_a_network_from_creation_to_removal(engine: Engine) -> None:
    name = name_make()
    engine.network_create(name, {label_deployment: deployment, label_session: "s1"})
    assert engine.networks({label_deployment: deployment}) == [name]
    assert engine.networks({label_deployment: deployment, label_session: "s2"}) == []
    with pytest.raises(NameTaken):
        engine.network_create(name, {label_deployment: deployment})
    handle = engine.create(spec(network=name, runtime="runc"))
    engine.start(handle)
    with pytest.raises(EngineError):
        engine.network_remove(name)

    engine.remove(handle)
    for _ in range(2):  # what is gone is success
        engine.network_remove(name)
    assert engine.networks({label_deployment: deployment}) == []


def test_a_network_is_for_runc_alone(engine: Engine) -> None:
    if engine.runtime_fault("runsc"):
        pytest.fail("`make test` installs gVisor, and it is not usable")
    name = name_make()
    engine.network_create(name, {label_deployment: deployment})
    with pytest.raises(RuntimeUnusable, match="no network"):
        engine.create(spec(network=name, runtime="runsc"))


def test_a_networks_name_is_a_lock(engine: Engine) -> None:
    name = name_make()

    def attempt(number: int) -> bool:
        try:
            engine.network_create(name, {label_deployment: deployment})
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(attempt, range(5))) == 1
    assert engine.networks({label_deployment: deployment}) == [name]


def test_a_network_that_is_not_there_is_an_error(engine: Engine) -> None:
    with pytest.raises(EngineError, match="no-such"):
        engine.create(spec(network=f"{deployment}-no-such", runtime="runc"))


def test_volumes_are_listed_and_removed(engine: Engine) -> None:
    name = name_make()
    labels = {label_deployment: deployment}
    if isinstance(engine, FakeEngine):
        engine.made_volumes[name] = labels
    else:
        DockerEngine().api.create_volume(name, labels=labels)

    assert engine.volumes(labels) == [name]
    assert engine.volumes({label_deployment: "nobody"}) == []
    for _ in range(2):
        engine.volume_remove(name)
    assert engine.volumes(labels) == []


def test_a_machines_processes_have_the_hosts_numbers(engine: Engine, machine: Handle) -> None:
    found = engine.processes(machine)
    # gVisor's processes are its own: the host sees what runs them. Nobody else's are listed.
    assert not any("dockerd" in each.command or each.pid == 1 for each in found)
    assert any("/lab/console" in each.command or "runsc" in each.command for each in found)
    assert len({each.pid for each in found}) == len(found)
    if isinstance(engine, DockerEngine):
        assert all(each.pid > 1 for each in found)
    engine.remove(machine)
    with pytest.raises(MachineGone):
        engine.processes(machine)


def test_a_machines_memory_is_measured(engine: Engine, machine: Handle) -> None:
    assert 100_000 < engine.usage(machine).memory_bytes < 64_000_000
    unstarted = engine.create(spec())
    engine.remove(machine)

    for handle in (unstarted, machine):
        with pytest.raises(MachineGone):
            engine.usage(handle)


def fake(engine: Engine) -> bool:
    return engine is engine_load("fake")


def test_docker_without_the_image_says_which(docker_engine: DockerEngine) -> None:
    assert not docker_engine.image_present("virtlearn/no-such:tag")
    with pytest.raises(ImageMissing, match="no-such"):
        docker_engine.create(spec(image="virtlearn/no-such:tag"))


def test_docker_that_is_not_there_is_our_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    engine = DockerEngine()  # made without asking anybody
    stop = threading.Event()
    for call in (
        engine.info,
        engine.runtimes,
        lambda: engine.events(stop),
        lambda: engine.networks({}),
        lambda: engine.network_create("any", {}),
    ):
        with pytest.raises(EngineUnavailable) as caught:
            call()
        assert not caught.value.permanent


def test_an_unknown_engine_is_our_error() -> None:
    with pytest.raises(EngineError, match="known are: broker, docker, fake"):
        engine_load("no-such-engine")


def test_a_runtime_that_ignores_limits_is_not_offered() -> None:
    engine = engine_load("fake-ignores-limits")

    assert engine.runtimes() == ["runc"]
    assert "does not enforce limits" in engine.runtime_fault("runsc")
    with pytest.raises(RuntimeUnusable, match="runsc"):
        engine.create(spec(runtime="runsc"))
    assert engine.list({}) == []


def test_events_that_break_off_say_so() -> None:
    engine = engine_load("fake-events-break")
    handle = engine.create(spec())
    listener = Listener(engine)
    engine.remove(handle)

    listener.thread.join(40)
    assert isinstance(listener.error, EngineUnavailable)
    assert [event.kind for event in listener.heard] == ["lost"]

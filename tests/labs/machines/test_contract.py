"""What labs/machines/README.md promises of every machine, on the real engine."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest

from labs.engines.base import Script, User
from labs.engines.docker.engine import DockerEngine
from labs.engines.stream import Stream
from labs.spec.definition import machine_kinds
from tests.labs.machines.machine import Made, made_for, prompt, read_until
from tests.labs.streams import enter

deployment = f"test-{uuid.uuid4().hex[:12]}"


kinds = [
    pytest.param(kind, marks=pytest.mark.engine if kind == "container" else pytest.mark.vm)
    for kind in sorted(machine_kinds())
]


@pytest.fixture(scope="module", params=kinds)
def made(request: pytest.FixtureRequest, docker_engine: DockerEngine) -> Iterator[Made]:
    with made_for(docker_engine, deployment, request.param) as machine:
        yield machine


def size_comes(stream: Stream, size: str) -> None:
    """Asks the shell until it has heard of its size: a guest is told by its agent."""
    end = time.monotonic() + 60
    for number in itertools.count(1):
        enter(stream, f"echo size-{number} $(stty size).")
        with suppress(pytest.fail.Exception):  # a screen that is drawn anew may miss one
            if f"size-{number} {size}." in read_until(stream, rf"size-{number} \d+ \d+\.", 5):
                return
        assert time.monotonic() < end, "the size does not come"
        time.sleep(0.1)


def test_the_console_is_a_shell_that_draws_itself_for_who_comes(made: Made) -> None:
    stream = made.engine.attach(made.handle)
    try:
        made.engine.resize(made.handle, 30, 99, stream)
        read_until(stream, prompt)
        made.engine.resize(made.handle, 30, 100, stream)
        size_comes(stream, "30 100")
        enter(stream, "hostname")
        read_until(stream, rf"\na-{made.kind}\s")
    finally:
        stream.close()


def test_the_console_has_a_new_shell_when_one_ends(made: Made) -> None:
    stream = made.engine.attach(made.handle)
    try:
        enter(stream, "exit")
        end = time.monotonic() + 60
        while True:  # what is typed between the two has no reader
            enter(stream, "echo again-$((40 + 2))")
            with suppress(pytest.fail.Exception):
                read_until(stream, r"again-42\s", 2)
                break
            assert time.monotonic() < end, "no new shell"
    finally:
        stream.close()


def test_a_tab_is_found_again_with_its_screen(made: Made) -> None:
    stream = made.engine.exec(made.handle, ["/lab/shell", "2"], rows=24, columns=80)
    read_until(stream, prompt)
    enter(stream, "kept=here; echo first-$((20 + 1))")
    read_until(stream, r"first-21\s")
    stream.close()
    again = made.engine.exec(made.handle, ["/lab/shell", "2"], rows=24, columns=80)
    try:
        read_until(again, r"\nfirst-21\s")  # as it stood there
        enter(again, "echo $kept-again")
        read_until(again, r"here-again\s")
    finally:
        again.close()


def test_a_tab_has_the_size_of_who_looks(made: Made) -> None:
    stream = made.engine.exec(made.handle, ["/lab/shell", "3"], rows=24, columns=80)
    try:
        read_until(stream, prompt)
        made.engine.resize(made.handle, 33, 111, stream)
        size_comes(stream, "33 111")
    finally:
        stream.close()


def test_a_tab_that_was_ended_is_a_new_shell(made: Made) -> None:
    stream = made.engine.exec(made.handle, ["/lab/shell", "4"], rows=24, columns=80)
    read_until(stream, prompt)
    enter(stream, "old=yes; sleep 1000 & echo started-$((3 + 4))")
    read_until(stream, r"started-7\s")
    stream.close()
    assert made.engine.program(made.handle, ["/lab/shell", "4", "end"], timeout=20).status == 0
    assert made.run("pgrep -f '[s]leep 1000'")[0] == 1
    again = made.engine.exec(made.handle, ["/lab/shell", "4"], rows=24, columns=80)
    try:
        read_until(again, prompt)
        enter(again, "echo [$old]")
        read_until(again, r"\n\[\]\s")
    finally:
        again.close()


def test_a_machine_is_told_in_which_language_it_speaks(made: Made) -> None:
    """It is noted where the machine's own programs run: beside the guest, where there is one."""
    assert made.engine.program(made.handle, ["/lab/language", "es"], timeout=20).status == 0
    where: User = "outside" if made.kind in {"vm", "workstation"} else "learner"
    assert made.run("cat /tmp/.language", where) == (0, "es\n")
    assert made.engine.program(made.handle, ["/lab/language", "../x"], timeout=20).status == 2
    assert made.run("cat /tmp/.language", where) == (0, "es\n")


@pytest.mark.parametrize("user", ["learner", "root", "checks"])
def test_scripts_run_inside(made: Made, user: User) -> None:
    assert made.run("hostname; echo $((6 * 7)); exit 3", user) == (3, f"a-{made.kind}\n42\n")
    assert made.run("echo out; echo err >&2", user) == (0, "out\nerr\n")
    assert made.run("cat", user) == (0, "")  # the script is not its own input
    if user == "root":
        assert made.run("id -u", user) == (0, "0\n")


def test_several_scripts_run_in_one_go(made: Made) -> None:
    scripts = [
        Script("echo one; exit 1", 5),
        Script("sleep 2000", 1),
        Script("echo three; echo bad >&2", 5),
    ]
    one, two, three = made.engine.run_all(made.handle, scripts, user="learner")
    assert (one.status, one.output) == (1, "one\n")
    assert two.timed_out
    assert (three.status, three.output, three.error) == (0, "three\n", "bad\n")


def test_a_script_that_takes_too_long_is_ended(made: Made) -> None:
    found = made.engine.run(made.handle, "sleep 2000", user="learner", timeout=1)
    assert found.timed_out
    assert made.run("pgrep -f '[s]leep 2000'")[0] == 1


def test_a_long_script_and_a_long_answer(made: Made) -> None:
    script = "\n".join(f"# {number} {'x' * 100}" for number in range(500)) + "\nseq 1 9000"
    status, output = made.run(script)
    assert status == 0
    assert output.splitlines()[-1] == "9000"


def test_it_sees_its_own_processes_and_no_network(made: Made) -> None:
    assert made.run("cat /proc/1/comm")[1].strip() != "systemd"
    # Bridges of a machine's own lead nowhere: there is no card, and no way out.
    assert made.run("ls -d /sys/class/net/*/device 2>/dev/null")[1] == ""
    assert made.run("cut -f 2 /proc/net/route | grep -x 00000000")[1] == ""

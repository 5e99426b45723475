"""What a virtual machine is for: a kernel of its own, in clones that have nothing in common."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator

import pytest

from labs.engines.docker.engine import DockerEngine
from tests.labs.machines.machine import Made, console_with, machines_gone, prompt, read_until
from tests.labs.streams import enter

pytestmark = pytest.mark.usefixtures("vm_engine")
deployment = f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def clones(vm_engine: DockerEngine) -> Iterator[tuple[Made, Made]]:
    with machines_gone(vm_engine, deployment):
        yield Made(vm_engine, "vm", deployment), Made(vm_engine, "vm", deployment)


def test_their_first_shells_draw_other_random_numbers(clones: tuple[Made, Made]) -> None:
    """These shells are one process of the template, with one seed."""
    drawn = []
    for clone in clones:
        stream = clone.engine.attach(clone.handle)
        try:
            enter(stream, 'echo "drawn: $RANDOM-$RANDOM-$RANDOM-"')
            drawn.append(re.findall(r"drawn: (\d+-\d+-\d+)-", read_until(stream, r"drawn: \d+")))
        finally:
            stream.close()
    assert drawn[0]
    assert drawn[1]
    assert drawn[0] != drawn[1]


def test_where_its_template_is_not_for_this_host_it_boots_and_tells_how_far_it_is() -> None:
    foreign = "qemu.processor = lambda: {'model name': 'another'}"
    with console_with("vm", foreign, deployment) as made:
        told = made.told
        # A stage that is over before anybody listens is told to nobody.
        assert (told[0], told[-1]) == (5, 90)
        assert told == sorted(set(told))
        assert len(told) > 2
        assert made.engine.program(made.handle, ["/lab/ready"], timeout=30).status == 0


def test_where_a_process_does_not_go_on_its_guest_is_resumed() -> None:
    with console_with("vm", "qemu.frozen = '/none'", deployment) as made:
        engine, handle = made.engine, made.handle
        assert made.told == []
        assert engine.program(handle, ["/lab/ready"], timeout=30).status == 0
        if engine.program(handle, ["test", "-e", "/template/process"], timeout=10).status:
            pytest.skip("guests run on KVM here: no process is kept")
        said = engine.program(handle, ["cat", "/tmp/vm/said"], timeout=10).output
        assert said.startswith("revive: a file is missing")


def test_what_is_typed_before_it_runs_is_for_the_guest() -> None:
    typed = b"echo early-$((6 * 7))\r"
    with console_with("vm", "pass", deployment, typed=typed) as made:
        deadline = time.monotonic() + 60
        while "early-42" not in made.log():
            assert time.monotonic() < deadline, made.log()
            time.sleep(0.1)


def test_a_clone_is_the_process_that_was_kept_with_its_template(clones: tuple[Made, Made]) -> None:
    machine = clones[0]
    kept = machine.container("test -e /template/process && echo kept").strip()
    find = "readlink /proc/$(pgrep -o qemu-system)/exe"
    deadline = time.monotonic() + 20
    # Whoever lists processes may read one's name in the moment in which it is written anew.
    while not (program := machine.container(find).strip()) and time.monotonic() < deadline:
        time.sleep(0.2)
    listed = machine.container("ps -eo pid,comm,args")
    assert program == ("/lab/revive" if kept else "/usr/bin/qemu-system-x86_64"), listed
    # The host lists it by what it is.
    words = [each.command.split()[0] for each in machine.engine.processes(machine.handle)]
    assert "qemu-system-x86_64" in words


def test_its_clock_is_right(clones: tuple[Made, Made]) -> None:
    status, output = clones[0].run("date +%s")
    assert status == 0
    assert abs(int(output) - time.time()) < 30  # on a busy machine; its template is older


def test_the_kernel_is_its_own(clones: tuple[Made, Made]) -> None:
    machine = clones[0]
    assert machine.run("uname -r")[1].strip() != machine.engine.info().kernel
    swappiness = machine.run("cat /proc/sys/vm/swappiness")[1]
    assert machine.run("echo 33 >/proc/sys/vm/swappiness && cat /proc/sys/vm/swappiness") == (
        0,
        "33\n",
    )
    assert clones[1].run("cat /proc/sys/vm/swappiness")[1] == swappiness != "33\n"
    assert machine.run("modprobe dummy && ls /sys/class/net") == (
        0,
        "dummy0\nlo\n",
    )


def test_its_clock_is_its_own(clones: tuple[Made, Made]) -> None:
    assert clones[1].run("date -s 2001-01-01; date +%Y")[1].split()[-1] == "2001"
    assert clones[0].run("date +%Y")[1].strip() == time.strftime("%Y", time.gmtime())
    assert time.gmtime().tm_year > 2001


def test_no_guest_is_told_of_virtualization_extensions(clones: tuple[Made, Made]) -> None:
    assert clones[0].run("grep -c -w -E 'vmx|svm' /proc/cpuinfo") == (1, "0\n")


def test_a_panic_ends_one_guest_and_it_can_be_switched_on_again(
    clones: tuple[Made, Made],
) -> None:
    machine, neighbour = clones
    before = neighbour.run("cat /proc/sys/kernel/random/boot_id")
    stream = machine.engine.attach(machine.handle)
    try:
        machine.engine.resize(machine.handle, 30, 101, stream)
        read_until(stream, prompt)
        enter(stream, "echo c >/proc/sysrq-trigger")
        read_until(stream, r"Kernel panic(.|\n)*on Enter", 60)
        # A check that could not run says nothing about the task.
        assert machine.run("true", timeout=2)[0] not in {0, 1}
        assert neighbour.run("cat /proc/sys/kernel/random/boot_id") == before
        enter(stream, "")
        machine.ready_wait()
        read_until(stream, prompt, 60)
        assert machine.run("cat /run/starts") == (0, "2\n")
    finally:
        stream.close()


def test_qemu_can_do_little(clones: tuple[Made, Made]) -> None:
    """Seccomp filters on, no capability, no privilege to gain: what a guest that broke out has."""
    status = clones[0].container("cat /proc/$(pgrep -o qemu-system)/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Uid"].split() == ["1000"] * 4
    assert fields["CapEff"].strip("0") == fields["CapBnd"].strip("0") == ""
    assert fields["NoNewPrivs"] == "1"
    assert int(fields["Seccomp_filters"]) >= 2  # the container's, and QEMU's own

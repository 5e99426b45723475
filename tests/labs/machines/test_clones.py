"""H4: two clones of a machine have no random number, identity or address in common, in whichever
way they start."""

from __future__ import annotations

import base64
import struct
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from labs.engines.base import label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.process_images import process_images_use
from tests.labs.machines.machine import Made, console_with

pytestmark = pytest.mark.usefixtures("vm_engine")
deployment = f"test-{uuid.uuid4().hex[:12]}"
illegal_instruction = 132  # what a shell says of a program that SIGILL ended
# Other flags than the template's processor has: neither process nor guest goes on here.
boots = "qemu.resumable = lambda: False"
# As the image was before: with the instructions whose numbers QEMU draws from its own memory.
with_instructions = f"{boots}; qemu.about_guest = lambda: qemu.about_defaults | {{'cpu': 'max'}}"

ways = ["process", "resumed", "booted"]
identities = {
    "host name": "hostname",
    "machine-id": "cat /etc/machine-id",
    "boot_id": "cat /proc/sys/kernel/random/boot_id",
    "getrandom": "head -c 16 /dev/urandom | od -An -tx1",
    "uuid": "cat /proc/sys/kernel/random/uuid",
}
of_workstations = {
    # One that boots starts its engine meanwhile.
    "engine": "until docker info >/dev/null 2>&1; do sleep 1; done; docker info -f '{{.ID}}'",
    "bridge of Docker": "cat /sys/class/net/docker0/address",
    "bridge of LXC": "cat /sys/class/net/lxcbr0/address",
}
machines = [("vm", way, identities) for way in ways] + [
    ("workstation", way, identities | of_workstations) for way in ways
]


def program(instruction: bytes) -> bytes:
    """An ELF file whose program writes the 8 bytes that `instruction` leaves in RAX.

    Layout: System V ABI, chapters 4 and 5.
    """
    code = (
        instruction + b"\x50"  # push rax
        b"\x6a\x01\x58"  # rax = 1, write
        b"\x6a\x01\x5f"  # rdi = 1, to its output
        b"\x48\x89\xe6"  # rsi = rsp
        b"\x6a\x08\x5a"  # rdx = 8
        b"\x0f\x05"
        b"\x6a\x3c\x58\x31\xff\x0f\x05"  # exit(0)
    )
    base, head = 0x400000, 64 + 56
    size = head + len(code)
    elf = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    elf += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, base + head, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    elf += struct.pack("<IIQQQQQQ", 1, 5, 0, base, base, size, size, 4096)
    return elf + code


instructions = {
    "RDRAND": program(b"\x48\x0f\xc7\xf0"),
    "RDSEED": program(b"\x48\x0f\xc7\xf8"),
}


def script_of(elf: bytes) -> str:
    """Runs the program in a machine, and prints what it wrote."""
    text = base64.b64encode(elf).decode()
    return (
        f"echo {text} | base64 -d >/tmp/drawn && chmod +x /tmp/drawn\n"
        "/tmp/drawn >/tmp/out; status=$?; od -An -tx1 /tmp/out; exit $status"
    )


# A process that goes on has its name only after a moment.
shown_program = (
    "timeout 60 sh -c 'until readlink /proc/$(pgrep -o qemu-system)/exe; do sleep 0.2; done'"
)


@contextmanager
def clones(kind: str, way: str) -> Iterator[list[Made]]:
    """Two machines that started so."""
    engine = DockerEngine()
    with ExitStack() as stack:
        stack.callback(process_images_use, True)
        process_images_use(way != "resumed")
        made: list[Made] = []
        for number in (1, 2):
            name = f"clone-{number}"
            if way == "booted":
                made.append(stack.enter_context(console_with(kind, boots, deployment, name)))
            else:
                made.append(Made(engine, kind, deployment, hostname=name))
                stack.callback(engine.remove, made[-1].handle)
        yield made


@pytest.mark.parametrize(("kind", "way", "what"), machines, ids=lambda value: str(value)[:12])
def test_two_clones_have_nothing_in_common(kind: str, way: str, what: dict[str, str]) -> None:
    with clones(kind, way) as made:
        if way == "process" and made[0].container("test -e /template/process || echo none"):
            pytest.skip("guests run on KVM here: no process is kept")
        started = made[0].container(shown_program).strip()
        assert ("revive" in started) == (way == "process")
        for name, script in what.items():
            found = [machine.run(script, timeout=120) for machine in made]
            assert [status for status, _said in found] == [0, 0], (name, found)
            assert found[0][1].strip(), name
            assert found[0][1] != found[1][1], name
        for name, elf in instructions.items():
            drawn = [machine.run(script_of(elf)) for machine in made]
            # Translated processors have none; the host's own gives every guest others.
            assert [status for status, _said in drawn] == [illegal_instruction] * 2 or (
                drawn[0][1] != drawn[1][1]
            ), (name, drawn)
        times = [int(machine.run("date +%s")[1]) for machine in made]
        assert abs(times[1] - times[0]) < 60


@pytest.mark.parametrize("name", instructions)
def test_a_processor_that_has_the_instruction_is_seen_to_have_it(name: str) -> None:
    """What is tried above finds it where it is."""
    with console_with("vm", with_instructions, deployment) as machine:
        status, drawn = machine.run(script_of(instructions[name]))
        assert status == 0
        assert len(drawn.split()) == 8


@pytest.mark.parametrize("kind", ["container", "hypervisor"])
def test_two_containers_draw_other_numbers(kind: str) -> None:
    engine = DockerEngine()
    made = []
    try:
        made = [Made(engine, kind, deployment, hostname=f"clone-{number}") for number in (1, 2)]
        for script in (
            "hostname",
            "cat /etc/hostname",
            "head -c 16 /dev/urandom | od -An -tx1",
            "cat /proc/sys/kernel/random/uuid",
        ):
            found = [machine.run(script) for machine in made]
            assert [status for status, _said in found] == [0, 0]
            assert found[0][1] != found[1][1]
            assert found[0][1].strip()
    finally:
        for listed in engine.list({label_deployment: deployment}):
            engine.remove(listed.handle)

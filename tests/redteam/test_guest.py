"""A learner who is root in a virtual machine: what the guest can do to others, and what a QEMU that
it broke out into would have.

Each attack is first seen to work where nothing stands in its way.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from labs.engines.base import Handle, label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.profile import hardening
from labs.provisioning.images import image_of
from tests.labs.machines.machine import Made, machines_gone

deployment = f"redteam-{uuid.uuid4().hex[:12]}"
neighbour_seconds = 30.0  # within which a neighbour answers while a guest does its worst
# All that QEMU gives a guest: the devices of labs/machines/vm/lab/qemu.py, and below them what the
# machine type "microvm" is made of.
surface = {
    *("virtio-blk-device", "virtio-serial-device", "virtconsole", "virtserialport"),
    *("virtio-rng-device", "virtio-mmio"),
    *("acpi-ged", "fw_cfg_io", "ioapic", "isa-i8259", "isa-pit", "isabus-bridge", "kvmvapic"),
    "mc146818rtc",
}
qmp = "import sys; sys.path.insert(0, '/lab'); import guest; lines = guest.qmp(); "


class Guests:
    """Two virtual machines and a container, and the engine's means to look at them."""

    def __init__(self, engine: DockerEngine) -> None:
        self.engine = engine
        self.guest = Made(self.engine, "vm", deployment)
        self.other = Made(self.engine, "vm", deployment)
        self.box = Made(self.engine, "container", deployment)

    def careless(self, command: list[str], image: str, **options: Any) -> Handle:
        """A container without the profile; still bounded, so that no attack does harm."""
        api = self.engine.api
        made = api.create_container(
            image,
            command=command,
            user="1000:1000",
            labels={label_deployment: deployment},
            host_config=api.create_host_config(
                **{"mem_limit": "1g", "memswap_limit": "1g", "network_mode": "none", **options}
            ),
        )
        api.start(made["Id"])
        return Handle(made["Id"], "careless")

    def says(self, handle: Handle, command: str, user: str = "1000:1000") -> str:
        made = self.engine.api.exec_create(handle.id, ["sh", "-c", command], user=user)["Id"]
        return str(self.engine.api.exec_start(made).decode(errors="replace")).strip()

    def processes(self, handle: Handle) -> int:
        return len(self.engine.api.top(handle.id)["Processes"])

    def written(self, handle: Handle) -> int:
        """Bytes that a container has put on the host's disk."""
        found = self.engine.api.containers(size=True, filters={"id": handle.id})
        return int(found[0].get("SizeRw", 0))

    def neighbours_answer(self) -> None:
        for neighbour in (self.box, self.other):
            began = time.monotonic()
            assert neighbour.run("echo alive", timeout=neighbour_seconds) == (0, "alive\n")
            assert time.monotonic() - began < neighbour_seconds


@pytest.fixture(scope="module")
def guests(vm_engine: DockerEngine) -> Iterator[Guests]:
    with machines_gone(vm_engine, deployment):
        yield Guests(vm_engine)


def test_the_guest_is_given_few_devices(guests: Guests) -> None:
    whole = "echo info qtree | timeout 5 qemu-system-x86_64 -M pc -display none -S -monitor stdio"
    loose = devices_in(guests.guest.container(whole))
    assert {"isa-fdc", "e1000", "VGA", "piix3-ide"} <= loose  # where guests have broken out before

    ask = qmp + "print(lines.ask('human-monitor-command', command_line='info qtree'))"
    assert devices_in(guests.guest.container(f'python3 -I -c "{ask}"')) <= surface
    assert guests.guest.run("ls /sys/bus/pci/devices | wc -l") == (0, "0\n")
    drivers = guests.guest.run(
        "for d in /sys/bus/virtio/devices/*; do basename $(readlink $d/driver); done | sort"
    )[1].split()
    assert drivers == ["virtio_blk", "virtio_console", "virtio_rng"]


def devices_in(text: str) -> set[str]:
    return set(re.findall(r"dev: ([A-Za-z0-9_-]+)", text))


def test_c20_a_guests_disk_is_capped(guests: Guests) -> None:
    fill = "dd if=/dev/zero of={}/fill bs=1000000 count=80"
    loose = guests.careless(["sleep", "120"], image_of("container"))
    guests.says(loose, fill.format("/var/tmp"), "0:0")
    assert guests.written(loose) >= 80_000_000

    guest = guests.guest
    for folder in ("/root", "/tmp"):
        script = f"{fill.format(folder)}; s=$?; rm -f {folder}/fill; exit $s"
        status, said = guest.run(script, timeout=40)
        assert status, folder
        assert "No space left" in said
    # The disk below is the host's file, and not the guest's to write.
    assert guest.run("echo x >/dev/vda")[0] != 0
    assert guest.run("blockdev --setrw /dev/vda; echo x | dd of=/dev/vda conv=fsync")[0] != 0
    assert guests.written(guest.handle) == 0
    assert guest.run("echo still here") == (0, "still here\n")


def test_a_fork_bomb_stays_in_its_guest(guests: Guests) -> None:
    many = "i=0; while [ $i -lt 150 ]; do sleep 15 & i=$((i+1)); done; echo started"
    loose = guests.careless(["sleep", "120"], image_of("container"))
    assert "started" in guests.says(loose, many)
    assert guests.processes(loose) > 150

    guest = guests.guest
    before = guests.processes(guest.handle)
    guest.run("timeout 8 sh -c 'while :; do sleep 5 & done' >/dev/null 2>&1 &")
    time.sleep(2)
    guests.neighbours_answer()
    assert guests.processes(guest.handle) <= max(before, 12) <= 64  # for the host it is one QEMU
    guest.run("pkill sleep; true", timeout=20)


def test_a_memory_hog_ends_in_its_guest(guests: Guests) -> None:
    hog = """perl -e 'for (1..300) { push @x, "a" x 1000000 } print "had ", scalar @x'"""
    loose = guests.careless(["sleep", "120"], image_of("container"))
    assert guests.says(loose, hog) == "had 300"

    guest = guests.guest
    said = guest.run(f"{hog}; dmesg | grep 'Out of memory'", timeout=40)[1]
    assert "had" not in said
    assert "Out of memory: Killed process" in said
    guests.neighbours_answer()
    limit = guests.engine.limits_of(image_of("vm")).memory_mb << 20
    assert guests.engine.usage(guest.handle).memory_bytes < limit
    state = guests.engine.poll(guest.handle)
    assert (state.status, state.out_of_memory) == ("running", False)
    assert guest.run("echo still here", timeout=20) == (0, "still here\n")


def test_what_a_process_around_the_guest_reaches(guests: Guests) -> None:
    """As one that broke out of QEMU, with QEMU's user, and without the filter that QEMU has too."""
    write = "for f in / /etc /usr /lab /guest /template /root /var/tmp /tmp; do "
    write += "touch $f/x.$(id -u) && echo $f; done 2>/dev/null"
    loose = guests.careless(["sleep", "120"], image_of("vm"))
    assert "/root" in guests.says(loose, write, "0:0").split()

    guest = guests.guest
    for user in ("1000:1000", "0:0"):
        assert guests.says(guest.handle, write, user).split() == ["/tmp"]
    for name in ("ram", "state", "process"):
        assert "x" not in guests.says(guest.handle, f"echo x >>/template/{name} && echo x", "0:0")
    disks = 'awk \'$2 !~ "^/(proc|sys|dev)" && $4 ~ "^rw" {print $2, $3}\' /proc/mounts | sort'
    assert guests.says(guest.handle, disks).splitlines() == ["/home/learner tmpfs", "/tmp tmpfs"]
    assert guests.says(guest.handle, "ls /sys/class/net") == "lo"
    nodes = guests.says(guest.handle, "find /dev -type b -o -type c ! -path '/dev/pts/*'").split()
    allowed = {"console", "full", "null", "random", "tty", "urandom", "zero", "kvm"}
    assert {node.removeprefix("/dev/") for node in nodes} <= allowed
    names = guests.says(guest.handle, "cat /proc/[0-9]*/comm | sort -u").split()
    assert not {"dockerd", "systemd", "containerd"} & set(names)


def test_qemu_starts_no_program(guests: Guests) -> None:
    """QEMU can be asked to migrate into a command. Under its filter it can't start one."""
    ask = qmp + "lines.ask('migrate', uri='exec:touch /tmp/broken-out'); import time; time.sleep(2)"
    seen = (
        "for _ in $(seq {}); do test -e /tmp/broken-out && echo broken out && break; sleep 1; done"
    )
    profile = hardening(guests.engine.limits_of(image_of("vm")))
    start = (
        "mkdir -p /tmp/vm; exec qemu-system-x86_64 -M microvm -m 16M -nodefaults -display none "
        "-S -chardev socket,id=q,path=/tmp/vm/qmp,server=on,wait=off -mon chardev=q,mode=control"
    )
    loose = guests.careless(["sh", "-c", start], image_of("vm"), **profile)
    guests.says(loose, f'python3 -I -c "{ask}"')
    assert guests.says(loose, seen.format(40)) == "broken out"

    guests.says(guests.other.handle, f'python3 -I -c "{ask}"')
    assert guests.says(guests.other.handle, seen.format(2)) == ""

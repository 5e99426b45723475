"""The guests on board, and the QEMU command line of each. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

folder = Path("/guests")


@dataclass(frozen=True)
class Guest:
    """`least` and `memory` in MB: what it can't do without, and what it gets."""

    machine: str
    memory: int
    least: int
    ends: bool = False  # by itself, and at once


guests = {
    "linux": Guest("microvm", memory=80, least=80),
    "sector": Guest("pc", memory=4, least=2, ends=True),
    "mach": Guest("pc", memory=48, least=40),
    "disks": Guest("pc", memory=96, least=96),
}
# What QEMU takes beside the guest's memory under TCG, in MB, with its buffer of translated code.
overhead_mb = 56
buffer_mb = 12
budget_mb = 420  # of the 560 that the container may take
disk_bytes = 8 * 1024 * 1024  # each of the two disks of the guest disks


def cost_mb(memory: int) -> int:
    return memory + overhead_mb


@dataclass(frozen=True)
class Host:
    """What the processor below gives: its own virtualization, or its speed for a translator."""

    kvm: bool
    tsc_khz: int


def command_line(
    guest: str, memory: int, place: Path, host: Host, *, incoming: bool = False
) -> list[str]:
    """QEMU's words for one process of a machine, whose sockets and log are in `place`: NAME/N.

    A second process that a machine migrates to, or is restored in, differs in `place` alone:
    source and destination have to be the same computer.
    """
    home = place.parent
    line = [
        "qemu-system-x86_64",
        *("-name", home.name),
        *("-machine", guests[guest].machine),
        *("-cpu", "host,-vmx,-svm" if host.kvm else "max,-vmx,-svm"),
        *("-accel", "kvm" if host.kvm else f"tcg,tb-size={buffer_mb}"),
        *("-m", f"{memory}M", "-smp", "1"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        *("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"),
        *("-pidfile", f"{place}/pid"),
        *("-chardev", f"socket,id=qmp,path={place}/qmp,server=on,wait=off"),
        *("-mon", "chardev=qmp,mode=control"),
        # What the guest writes goes to the log, whether somebody looks at its console or not.
        *(
            "-chardev",
            f"socket,id=tty,path={place}/tty,server=on,wait=off,logfile={place}/log,logappend=on",
        ),
        *("-serial", "chardev:tty"),
        *devices(guest, home, host),
    ]
    return [*line, "-incoming", "defer"] if incoming else line


def devices(guest: str, home: Path, host: Host) -> list[str]:
    if guest in {"linux", "disks"}:
        kernel = ["console=ttyS0", "quiet", "panic=-1", "reboot=t", "cryptomgr.notests"]
        if not host.kvm:
            # On a busy host the kernel's own calibration of the clock can hang.
            kernel += [f"tsc_early_khz={host.tsc_khz}", "tsc=reliable"]
        files = "initramfs" if guest == "linux" else "disks"
        return [
            *("-kernel", f"{folder}/kernel", "-initrd", f"{folder}/{files}"),
            *("-append", " ".join([*kernel, f"vm.name={home.name}"])),
            *(two_disks(home) if guest == "disks" else []),
        ]
    if guest == "mach":
        return ["-cdrom", f"{folder}/mach.iso"]
    return [
        *("-drive", f"file={home}/disk,format=raw,if=ide"),
        *("-device", "isa-debug-exit,iobase=0xf4,iosize=4"),
    ]


def two_disks(home: Path) -> list[str]:
    """Two disks of one content: behind an IDE controller, and by virtio.

    Without ioeventfd a knock at virtio's door is an access like any other, and can be counted.
    """
    return [
        *("-drive", f"file={home}/ide,format=raw,if=ide"),
        *("-drive", f"file={home}/virtio,format=raw,if=none,id=virtio"),
        *("-device", "virtio-blk-pci,drive=virtio,ioeventfd=off"),
    ]

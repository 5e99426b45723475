"""The virtual machine: its QEMU, and what is said to it. Standard library alone.

QEMU is spoken to by QMP, the guest by the QEMU guest agent; both are lines of JSON on a unix
socket (qemu.org/docs: "QEMU Machine Protocol", "QEMU Guest Agent").
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

home = Path("/tmp/vm")  # noqa: S108 - the machine's own
files = Path("/guest")
template = Path("/template")
tabs = 8
memory_mb = 128
boot_seconds = 90
# Too long a list of devices is too long a list of ways out: this is all there is.
devices = ("virtio-blk", "virtio-serial", "virtio-rng")


class GuestError(Exception):
    """What QEMU or the guest could not do, in their words."""


def accelerator() -> str:
    """ "kvm" where the engine passed the device in, which it does where a guest boots with it."""
    return "kvm" if os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def command(*, freeze: bool = False, resume: bool = False) -> list[str]:
    """QEMU's command line: to boot, to boot what is then frozen, or to resume what was frozen.

    All three differ in the guest's memory alone. Frozen memory is a file that every clone maps
    as its own: pages that it never writes are in the host's memory once.
    """
    memory = f"id=ram,size={memory_mb}M"
    if freeze:
        memory = f"memory-backend-file,{memory},mem-path={home}/ram,share=on"
    elif resume:
        memory = (
            f"memory-backend-file,{memory},mem-path={template}/ram,share=off,readonly=on,rom=off"
        )
    else:
        memory = f"memory-backend-ram,{memory}"
    kvm = accelerator() == "kvm"
    kernel = ["console=hvc0", "quiet", "panic=-1", "reboot=t", "cryptomgr.notests"]
    if not kvm:
        # On a busy host the kernel's own calibration of the clock can hang.
        kernel += [f"tsc_early_khz={tsc_khz()}", "tsc=reliable"]
    line = [
        "qemu-system-x86_64",
        *("-machine", "microvm,isa-serial=off,memory-backend=ram"),
        *("-cpu", "host,-vmx,-svm" if kvm else "max,-vmx,-svm"),
        *("-accel", "kvm" if kvm else "tcg,tb-size=32"),
        *("-m", f"{memory_mb}M", "-smp", "1", "-object", memory),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        *("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"),
        *("-kernel", f"{files}/kernel", "-initrd", f"{files}/initramfs"),
        *("-append", " ".join(kernel)),
        *("-drive", f"id=root,file={files}/root.ext4,format=raw,read-only=on,if=none"),
        *("-device", "virtio-blk-device,drive=root"),
        *("-device", f"virtio-serial-device,max_ports={tabs + 2}"),
        *("-object", "rng-random,id=rng,filename=/dev/urandom"),
        *("-device", "virtio-rng-device,rng=rng"),
        *("-chardev", f"socket,id=agent,path={home}/agent,server=on,wait=off"),
        *("-device", "virtserialport,chardev=agent,name=agent"),
        *("-chardev", f"socket,id=qmp,path={home}/qmp,server=on,wait=off"),
        *("-mon", "chardev=qmp,mode=control"),
    ]
    for tab in range(1, tabs + 1):
        line += ["-chardev", f"socket,id=tab{tab},path={home}/tab{tab},server=on,wait=off"]
        line += ["-device", f"virtconsole,chardev=tab{tab}"]
    return [*line, "-incoming", "defer"] if resume else line


def tsc_khz() -> int:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("cpu MHz"):
            return int(float(line.partition(":")[2]) * 1000)
    return 2_000_000


class Lines:
    """JSON objects, one a line, over a unix socket. Its server takes one client at a time."""

    def __init__(self, path: Path, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                self.socket.connect(str(path))
                break
            except OSError as error:
                self.socket.close()
                if time.monotonic() > deadline:
                    raise GuestError(f"{path.name} does not answer: {error}") from error
                time.sleep(0.01)
        self.waiting = b""

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, what: object, before: bytes = b"") -> None:
        self.socket.sendall(before + json.dumps(what).encode() + b"\n")

    def take(self) -> dict[str, Any]:
        while b"\n" not in self.waiting:
            try:
                data = self.socket.recv(65536)
            except OSError as error:
                raise GuestError(f"no answer: {error}") from error
            if not data:
                raise GuestError("the connection ended")
            self.waiting += data
        line, _, self.waiting = self.waiting.partition(b"\n")
        found: dict[str, Any] = json.loads(line.lstrip(b"\xff") or b"{}")
        return found

    def ask(self, name: str, **arguments: Any) -> Any:
        """What the command `name` gives. Raises GuestError."""
        self.send(
            {
                "execute": name,
                "arguments": {key.replace("_", "-"): value for key, value in arguments.items()},
            }
        )
        while True:
            answer = self.take()
            if "error" in answer:
                raise GuestError(f"{name}: {answer['error'].get('desc', answer['error'])}")
            if "return" in answer:
                return answer["return"]


def qmp(seconds: float = 10) -> Lines:
    """A connection to QEMU, ready for commands."""
    lines = Lines(home / "qmp", seconds)
    lines.take()  # its greeting
    lines.ask("qmp_capabilities")
    return lines


def agent(seconds: float = 10) -> Lines:
    """A connection to the guest's agent, in step: what an earlier one left over is passed by."""
    lines = Lines(home / "agent", seconds)
    number = secrets.randbelow(1 << 30)
    lines.send({"execute": "guest-sync-delimited", "arguments": {"id": number}}, before=b"\xff")
    while lines.take().get("return") != number:
        pass
    return lines


def run(script: bytes, seconds: float) -> tuple[int, bytes, bytes]:
    """`script` in the guest, as root: exit status and both outputs; 124 where it took too long."""
    deadline = time.monotonic() + seconds + 2
    with agent(seconds) as lines:
        arguments = ["--kill-after=1", f"{seconds:g}", "/bin/sh"]
        started = lines.ask(
            "guest-exec",
            path="/usr/bin/timeout",
            arg=arguments,
            env=["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/root"],
            input_data=base64.b64encode(script).decode(),
            capture_output=True,
        )
        pause = 0.005
        while time.monotonic() < deadline:
            found = lines.ask("guest-exec-status", pid=started["pid"])
            if found["exited"]:
                return (
                    found.get("exitcode", 128 + found.get("signal", 0)),
                    base64.b64decode(found.get("out-data", "")),
                    base64.b64decode(found.get("err-data", "")),
                )
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)
    return 124, b"", b""


def size_set(tab: int, rows: int, columns: int) -> None:
    """Gives the guest's terminal its size; its shell draws itself anew."""
    run(f"stty -F /dev/hvc{tab - 1} rows {rows} cols {columns}".encode(), 5)


def started(*, freeze: bool = False) -> subprocess.Popen[bytes]:
    """QEMU with a guest that answers: resumed where there is a template, else booted."""
    os.umask(0)  # the container's root, who runs checks, has no capability to pass by it
    home.mkdir(exist_ok=True)
    (home / "ready").unlink(missing_ok=True)
    if not freeze and resumable():
        process = subprocess.Popen(command(resume=True), stdin=subprocess.DEVNULL)
        try:
            resume()
        except GuestError as error:
            print(f"the template does not resume ({error}): starting from the beginning\r")
            process.kill()
            process.wait()
        else:
            wake()
            return process
    process = subprocess.Popen(command(freeze=freeze), stdin=subprocess.DEVNULL)
    with agent(boot_seconds) as lines:
        lines.ask("guest-ping")
    wake()
    return process


def resumable() -> bool:
    try:
        about = json.loads((template / "about.json").read_text())
    except (OSError, ValueError):
        return False
    return bool(about.get("accelerator") == accelerator())


def resume() -> None:
    with qmp() as lines:
        capability(lines)
        lines.ask("migrate-incoming", uri=f"file:{template}/state")
        settled(lines)
        lines.ask("cont")


def freeze() -> None:
    """Writes the running guest's state beside its memory; then QEMU ends."""
    with qmp() as lines:
        lines.ask("stop")
        capability(lines)
        lines.ask("migrate", uri=f"file:{home}/state")
        settled(lines)
        lines.ask("quit")
    (home / "about.json").write_text(json.dumps({"accelerator": accelerator()}))


def capability(lines: Lines) -> None:
    wanted = [{"capability": "x-ignore-shared", "state": True}]
    lines.ask("migrate-set-capabilities", capabilities=wanted)


def settled(lines: Lines, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = lines.ask("query-migrate").get("status", "")
        if status == "completed":
            return
        if status in ("failed", "cancelled"):
            raise GuestError(f"migration {status}")
        time.sleep(0.002)
    raise GuestError("migration takes too long")


def wake() -> None:
    """What no two clones may have in common: name, identity, random numbers, the right time.

    /run/starts says to the guest how often this machine was switched on.
    """
    starts = home / "starts"
    count = int(starts.read_text()) + 1 if starts.exists() else 1
    starts.write_text(str(count))
    identity = secrets.token_hex(16)
    seed = secrets.token_hex(32)
    script = f"""
date -s @{round(time.time())} >/dev/null
hostname {os.uname().nodename}
echo {identity} >/etc/machine-id
echo {seed} >/dev/urandom
echo {count} >/run/starts
"""
    status, _output, error = run(script.encode(), 10)
    if status:
        raise GuestError(error.decode(errors="replace"))
    (home / "ready").touch()

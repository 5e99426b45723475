"""What is said to the virtual machine, and by it. Standard library alone.

QEMU is spoken to by QMP, the guest by its agent, both in lines of JSON (qemu.org/docs: "QEMU
Machine Protocol", "QEMU Guest Agent"), and by its waker, in lines of words (guest/init). Each is
at a unix socket of QEMU's, which takes one client at a time.
"""

from __future__ import annotations

import binascii
import json
import os
import re
import select
import socket
import time

import qemu

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

boot_seconds = 90
resume_seconds = 10
# How far a boot is, in percent, as programs tell it to terminals that show it ("OSC 9;4"). The
# guest prints these itself (guest/first, guest/init), so that they tell what has happened.
progress = re.compile(rb"\x1b\]9;4;([01])(?:;(\d+))?\x07")
progress_over = b"\x1b]9;4;0\x07"
programs_run = 90


class GuestError(Exception):
    """What QEMU or the guest could not do, in their words."""


class Lines:
    """Lines over a unix socket of QEMU's, which is the child `process`, if that is named."""

    def __init__(self, name: str, seconds: float, process: int = 0) -> None:
        self.name = name
        self.waiting = b""
        self.socket = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + seconds
        while True:
            self.socket.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                self.socket.connect(f"{qemu.home}/{name}")
                return
            except OSError as error:
                ended = process and os.waitpid(process, os.WNOHANG)[0]
                if ended or time.monotonic() > deadline:
                    self.socket.close()
                    raise GuestError(f"{name} does not answer: {error}") from error
                time.sleep(0.003)

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def put(self, line: bytes) -> None:
        try:
            self.socket.sendall(line + b"\n")
        except OSError as error:
            raise GuestError(f"{self.name} takes nothing: {error}") from error

    def line(self) -> bytes:
        while b"\n" not in self.waiting:
            try:
                data = self.socket.recv(65536)
            except OSError as error:
                raise GuestError(f"{self.name} gives no answer: {error}") from error
            if not data:
                raise GuestError(f"the connection to {self.name} ended")
            self.waiting += data
        found, _, self.waiting = self.waiting.partition(b"\n")
        return found

    def take(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.line().lstrip(b"\xff") or b"{}")
        return found

    def ask(self, name: str, **arguments: Any) -> Any:
        """What the command `name` gives. Raises GuestError."""
        given = {key.replace("_", "-"): value for key, value in arguments.items()}
        self.put(json.dumps({"execute": name, "arguments": given}).encode())
        while True:
            answer = self.take()
            if "error" in answer:
                raise GuestError(f"{name}: {answer['error'].get('desc', answer['error'])}")
            if "return" in answer:
                return answer["return"]


def qmp(seconds: float = 10, process: int = 0) -> Lines:
    """A connection to QEMU, ready for commands."""
    lines = Lines("qmp", seconds, process)
    lines.take()  # its greeting
    lines.ask("qmp_capabilities")
    return lines


def agent(seconds: float = 10) -> Lines:
    """A connection to the guest's agent, in step: what an earlier one left over is passed by."""
    lines = Lines("agent", seconds)
    number = int.from_bytes(os.urandom(4), "big")
    asked = {"execute": "guest-sync-delimited", "arguments": {"id": number}}
    lines.put(b"\xff" + json.dumps(asked).encode())
    while True:
        try:
            if lines.take().get("return") == number:
                return lines
        except ValueError:  # the rest of a line that nobody read
            continue


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
            input_data=binascii.b2a_base64(script, newline=False).decode(),
            capture_output=True,
        )
        pause = 0.005
        while time.monotonic() < deadline:
            found = lines.ask("guest-exec-status", pid=started["pid"])
            if found["exited"]:
                return (
                    found.get("exitcode", 128 + found.get("signal", 0)),
                    binascii.a2b_base64(found.get("out-data", "")),
                    binascii.a2b_base64(found.get("err-data", "")),
                )
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)
    return 124, b"", b""


def tell(words: str, seconds: float) -> None:
    """Has the guest's waker do something, and waits until it did. Raises GuestError."""
    with Lines("waker", seconds) as waker:
        waker.put(words.encode())
        answer = waker.line().strip()
    if answer != b"ok":
        raise GuestError(f"{words.split(maxsplit=1)[0]}: {answer.decode(errors='replace')}")


def size_set(tab: int, rows: int, columns: int) -> None:
    """Gives the guest's terminal its size; its shell draws itself anew."""
    tell(f"size {tab - 1} {rows} {columns}", 5)


def wake(seconds: float = 10) -> None:
    """What no two clones may have in common: name, identity, random numbers, the right time.

    /run/starts says to the guest how often this machine was switched on.
    """
    starts = f"{qemu.home}/starts"
    count = 1 + int(qemu.lines_of(starts).get("starts", "0"))
    identity, seed = os.urandom(16).hex(), os.urandom(32).hex()
    tell(f"wake {os.uname().nodename} {identity} {seed} {count} {time.time_ns()}", seconds)
    with open(starts, "w", encoding="utf-8") as file:
        file.write(f"starts={count}\n")


def ready_set() -> None:
    with open(f"{qemu.home}/ready", "w", encoding="utf-8"):
        pass


def boot_watch(show: int) -> None:
    """Passes what the guest prints to `show`, until its programs run. Raises GuestError."""
    deadline = time.monotonic() + boot_seconds
    os.write(show, b"\x1b]9;4;1;5\x07")  # QEMU was started
    with Lines("tab1", 10) as screen:
        seen = b""
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([screen.socket], [], [], left)[0]:
                raise GuestError(f"no end of the boot within {boot_seconds} s")
            try:
                data = screen.socket.recv(65536)
            except OSError:
                data = b""
            if not data:
                raise GuestError("QEMU ended while the guest booted")
            os.write(show, data)
            seen = (seen + data)[-4096:]
            if any(int(found[2] or 0) >= programs_run for found in progress.finditer(seen)):
                return


def shared_left_out(lines: Lines) -> None:
    """What is in a file already is no part of the state."""
    shared = [{"capability": "x-ignore-shared", "state": True}]
    lines.ask("migrate-set-capabilities", capabilities=shared)


def resume(process: int, template: str = qemu.template) -> None:
    """Has a QEMU that waits for it go on from the template. Raises GuestError."""
    with qmp(resume_seconds, process) as lines:
        shared_left_out(lines)
        lines.ask("migrate-incoming", uri=f"file:{template}/state")
        settled(lines)
        lines.ask("cont")


def go_on(process: int) -> None:
    """Has a QEMU that was kept whole, and is stopped, go on. Raises GuestError."""
    with qmp(resume_seconds, process) as lines:
        lines.ask("cont")


def settled(lines: Lines, seconds: float = 60) -> None:
    """Waits for a migration's end. Raises GuestError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = lines.ask("query-migrate").get("status", "")
        if status == "completed":
            return
        if status in ("failed", "cancelled"):
            raise GuestError(f"migration {status}")
        time.sleep(0.002)
    raise GuestError("migration takes too long")

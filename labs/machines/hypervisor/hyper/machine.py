"""A virtual machine: its folder under /tmp/vm, and the QEMU processes that it has run in.

/tmp/vm/NAME holds about.json and, for each process, a folder 1, 2, … with QEMU's sockets (qmp,
tty), its pid, the console's log, and the exit status once it has ended. Which of them is the
machine now, about.json says: a migration changes that number.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import VmError
from .guests import Host, budget_mb, command_line, cost_mb, guests
from .qmp import Qmp

home = Path("/tmp/vm")  # noqa: S108 - the machine's own
start_seconds = 40.0
log_most = 4 * 1024 * 1024  # bytes; then a process's log begins anew
# A QEMU's exit status outlives it: this shell writes it down, and keeps its log from filling /tmp.
keeper = f"""
( while sleep 5; do
    [ "$(stat -c %s "$0/log" 2>/dev/null || echo 0)" -gt {log_most} ] && : >"$0/log"
done ) &
"$@"
echo $? >"$0/exit"
kill $!
"""


@dataclass
class Machine:
    name: str
    guest: str
    memory: int
    process: int  # the number of the one that it runs in

    @property
    def folder(self) -> Path:
        return home / self.name

    def place(self, process: int = 0) -> Path:
        return self.folder / str(process or self.process)

    @property
    def moving(self) -> Path:
        """Is there while the machine has no process, and is about to have another."""
        return self.folder / "moving"

    def qmp(self, process: int = 0) -> Qmp:
        if self.exit_status(process) is not None:
            raise VmError(
                f"{self.name} is off. `vm start {self.name}` switches it on again.",
                f"{self.name} está apagada. `vm start {self.name}` la enciende de nuevo.",
            )
        return Qmp(self.place(process) / "qmp")

    def exit_status(self, process: int = 0) -> int | None:
        """None while it runs."""
        try:
            text = (self.place(process) / "exit").read_text()
        except FileNotFoundError:
            return None
        return int(text) if text.strip() else None  # between its making and its writing

    def pid(self, process: int = 0) -> int:
        try:
            return int((self.place(process) / "pid").read_text())
        except (OSError, ValueError):
            return 0

    def log(self, process: int = 0) -> bytes:
        try:
            return (self.place(process) / "log").read_bytes()
        except FileNotFoundError:
            return b""

    def save(self) -> None:
        about = {"guest": self.guest, "memory": self.memory, "process": self.process}
        written = self.folder / "about.new"
        written.write_text(json.dumps(about))
        written.replace(self.folder / "about.json")

    def launch(self, process: int, *, incoming: bool = False) -> None:
        """A QEMU of this machine, which lives on when the command ends."""
        place = self.place(process)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        host = Host(kvm=accelerator() == "kvm", tsc_khz=tsc_khz())
        line = command_line(self.guest, self.memory, place, host, incoming=incoming)
        with (place / "said").open("wb") as said:
            subprocess.Popen(
                ["/bin/sh", "-c", keeper, str(place), *line],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def answered(self, process: int = 0) -> None:
        """Waits until QEMU answers, or has done its work and gone. Raises VmError."""
        deadline = time.monotonic() + start_seconds
        place = self.place(process)
        while time.monotonic() < deadline:
            status = self.exit_status(process)
            if status is not None:
                if guests[self.guest].ends and status != 1:
                    return
                words = (place / "said").read_text(errors="replace").strip()
                raise VmError(
                    f"QEMU ended with code {status}: {words}",
                    f"QEMU terminó con el código {status}: {words}",
                )
            if (place / "qmp").exists():
                return
            time.sleep(0.005)
        raise VmError("QEMU does not start.", "QEMU no arranca.")

    def quit(self, process: int = 0) -> None:
        """Ends a process of it; one that has ended is success."""
        if self.exit_status(process) is None:
            try:
                with Qmp(self.place(process) / "qmp", seconds=2) as qmp:
                    qmp.ask("quit")
            except VmError:
                if pid := self.pid(process):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while self.exit_status(process) is None and time.monotonic() < deadline:
            time.sleep(0.005)


def machine_get(name: str) -> Machine:
    try:
        about = json.loads((home / name / "about.json").read_text())
    except (OSError, ValueError) as error:
        raise VmError(
            f"There is no machine '{name}'. `vm list` shows what there is;"
            f" `vm start {name}` makes it.",
            f"No hay ninguna máquina '{name}'. `vm list` muestra las que hay;"
            f" `vm start {name}` la crea.",
        ) from error
    return Machine(name, about["guest"], about["memory"], about["process"])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Nobody else changes this machine meanwhile. Raises VmError where somebody does."""
    with (home / f".{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise VmError(
                f"Another `vm` is at work on {name}. Try again in a moment.",
                f"Otra orden `vm` trabaja con {name}. Inténtalo dentro de un momento.",
            ) from error
        yield


def machine_list() -> list[Machine]:
    return [machine_get(path.parent.name) for path in sorted(home.glob("*/about.json"))]


def running(machines: list[Machine]) -> list[Machine]:
    return [machine for machine in machines if machine.exit_status() is None]


def room_check(memory: int) -> None:
    """Raises VmError where the container has no room for one more process of so much memory."""
    used = sum(cost_mb(machine.memory) for machine in running(machine_list()))
    if used + cost_mb(memory) > budget_mb:
        raise VmError(
            f"There is no room: this needs {cost_mb(memory)} MB with QEMU's own, and "
            f"{max(0, budget_mb - used)} of {budget_mb} MB are left. `vm stop` makes room.",
            f"No hay sitio: hacen falta {cost_mb(memory)} MB con los de QEMU, y quedan "
            f"{max(0, budget_mb - used)} de {budget_mb} MB. `vm stop` hace sitio.",
        )


def accelerator() -> str:
    """ "kvm" where the engine passed the device in, which it does where a guest boots with it."""
    return "kvm" if os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def tsc_khz() -> int:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("cpu MHz"):
            return int(float(line.partition(":")[2]) * 1000)
    return 2_000_000

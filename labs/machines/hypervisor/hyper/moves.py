"""A machine that goes on in another QEMU process: snapshot, restore, live migration."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress

from . import figures
from .errors import VmError
from .machine import Machine, accelerator, room_check
from .qmp import Qmp
from .seam import Watch, seam_lines

settle_seconds = 30.0
silence_seconds = 3.0  # how long the console is watched for its next word


def snapshot(machine: Machine) -> dict[str, float]:
    """Memory and devices into one file. The guest stands still meanwhile, and goes on."""
    state = machine.folder / "snapshot"
    with machine.qmp() as qmp:
        went = qmp.ask("query-status")["status"] == "running"
        began = time.monotonic()
        if went:
            qmp.ask("stop")
        try:
            qmp.ask("migrate-set-parameters", max_bandwidth=10**10)
            qmp.ask("migrate", uri=f"file:{state}")
            settled(qmp)
        except VmError as error:
            state.unlink(missing_ok=True)
            raise full(error) from error
        finally:
            qmp.ask("cont")
            if not went:  # QEMU would call it "postmigrate", and never migrate it again
                qmp.ask("stop")
    return {
        "stood_ms": round((time.monotonic() - began) * 1000),
        "file_mb": round(state.stat().st_size / 1e6, 1),
    }


def full(error: VmError) -> VmError:
    """The same, or what to do about it where /tmp is full."""
    if os.strerror(errno.ENOSPC) not in error.en:
        return error
    return VmError(
        "There is no room in /tmp for this snapshot. `vm stop` of a machine that has one makes "
        "room; the guest goes on as before.",
        "En /tmp no hay sitio para esta instantánea. `vm stop` con una máquina que tenga una hace "
        "sitio; el invitado sigue como antes.",
    )


def restore(machine: Machine) -> str:
    """The machine as the snapshot holds it, in a new process; the one of now ends."""
    state = machine.folder / "snapshot"
    if not state.exists():
        raise VmError(
            f"{machine.name} has no snapshot. `vm snapshot {machine.name}` makes one.",
            f"{machine.name} no tiene instantánea. `vm snapshot {machine.name}` hace una.",
        )
    source, target = machine.process, machine.process + 1
    began = time.monotonic()
    machine.moving.touch()  # who looks at the console then waits for the next process
    try:
        machine.quit()
        machine.launch(target, incoming=True)
        machine.answered(target)
        with machine.qmp(target) as qmp:
            qmp.ask("migrate-incoming", uri=f"file:{state}")
            settled(qmp)
            qmp.ask("cont")
        machine.process = target
        machine.save()
    finally:
        machine.moving.unlink(missing_ok=True)
    facts: dict[str, float] = {"total_ms": round((time.monotonic() - began) * 1000)}
    return remember(machine, "restore", (source, target), facts)


def migrate(machine: Machine, downtime_limit: float, bandwidth: float) -> dict[str, float]:
    """Moves the running machine into a second process. Milliseconds, as query-migrate tells them.

    `downtime_limit` in ms, `bandwidth` in MB/s; 0 leaves QEMU's own (300 ms, 128 MiB/s).
    Where it fails, the guest goes on where it was.
    """
    room_check(machine.memory)
    source, target = machine.process, machine.process + 1
    watch = Watch(machine.place(), machine.place(target))
    with machine.qmp() as old:
        watch.before()
        machine.launch(target, incoming=True)
        try:
            machine.answered(target)
            uri = f"unix:{machine.place(target)}/moving"
            new = machine.qmp(target)
            new.ask("migrate-incoming", uri=uri)
            wanted: dict[str, int] = {}
            if downtime_limit:
                wanted["downtime_limit"] = int(downtime_limit)
            if bandwidth:
                wanted["max_bandwidth"] = int(bandwidth * 1e6)
            if wanted:
                old.ask("migrate-set-parameters", **wanted)
            limit = old.ask("query-migrate-parameters")["downtime-limit"]
            old.ask("migrate", uri=uri)
            answer = settled(old, machine)
        except VmError:
            watch.over.set()
            machine.quit(target)
            raise
        stopped = old.events.get("STOP")
    machine.process = target
    machine.save()
    with new:
        resumed = resumed_at(new)
    facts = {**figures.migration(answer), "limit_ms": limit}
    facts["silence_ms"] = silence(machine, source)
    machine.quit(source)
    seam = "".join(f"{line}\n" for line in seam_lines(watch.after(), stopped, resumed))
    (machine.place() / "seam").write_text(seam)
    remember(machine, "migrate", (source, target), facts)
    return facts


def resumed_at(new: Qmp) -> float | None:
    """When the guest went on, in seconds of the epoch; None where it has not, or QEMU is gone."""
    deadline = time.monotonic() + silence_seconds
    with suppress(VmError):
        while new.ask("query-status")["status"] == "inmigrate" and time.monotonic() < deadline:
            time.sleep(0.005)
    return new.events.get("RESUME")


def silence(machine: Machine, source: int) -> float:
    """Milliseconds from the last word of the old process to the first of the new; 0: none came."""
    after = machine.place() / "log"
    last = (machine.place(source) / "log").stat().st_mtime
    deadline = time.monotonic() + silence_seconds
    if time.time() - last > silence_seconds:
        return 0.0  # a quiet guest
    while time.monotonic() < deadline:
        if after.exists() and (found := after.stat()).st_size:
            return round(max(0.0, found.st_mtime - last) * 1000)
        time.sleep(0.002)
    return 0.0


def settled(qmp: Qmp, machine: Machine | None = None) -> dict[str, object]:
    """The answer of query-migrate when it is over. Raises VmError where it failed."""
    deadline = time.monotonic() + settle_seconds
    while time.monotonic() < deadline:
        answer: dict[str, object] = qmp.ask("query-migrate")
        status = answer.get("status", "")
        if status == "completed":
            return answer
        if status in {"failed", "cancelled"}:
            said = answer.get("error-desc", status)
            raise VmError(f"The migration failed: {said}", f"La migración falló: {said}")
        time.sleep(0.002)
    qmp.ask("migrate_cancel")
    raise VmError(
        "The migration does not come to an end: the guest writes its memory faster than it is "
        "sent. It goes on where it was. A larger --downtime-limit or --bandwidth helps.",
        "La migración no termina: el invitado escribe su memoria más deprisa de lo que se envía. "
        "Sigue donde estaba. Ayuda un --downtime-limit o un --bandwidth mayor.",
    )


def remember(
    machine: Machine, kind: str, processes: tuple[int, int], facts: dict[str, float]
) -> str:
    line = figures.history_line(kind, processes, facts, accelerator())
    with (machine.folder / "history").open("a") as file:
        file.write(line + "\n")
    return line

"""How often a guest went to its devices' registers, by QEMU's own trace of them.

Each of these accesses leaves the guest: under KVM as an exit, under TCG as a call of the device's
code. QEMU's trace events memory_region_ops_read and _write name the region, which is the device's.
"""

from __future__ import annotations

import re
import time

from . import console
from .errors import VmError
from .machine import Machine

events = "memory_region_ops_*"
line = re.compile(rb"memory_region_ops_(read|write) .*name '([^']+)'")
done = b"accesses-done"
watch_seconds = 120.0


def counted(trace: bytes) -> dict[str, tuple[int, int]]:
    """Reads and writes by device, most accesses first."""
    found: dict[str, list[int]] = {}
    for access in line.finditer(trace):
        found.setdefault(access[2].decode(), [0, 0])[access[1] == b"write"] += 1
    return {
        device: (reads, writes)
        for device, (reads, writes) in sorted(found.items(), key=lambda item: -sum(item[1]))
    }


def watched(machine: Machine, text: str) -> dict[str, tuple[int, int]]:
    """What `counted` says of the time in which the guest carries out a line. Raises VmError."""
    said = machine.place() / "said"
    begin, shown = said.stat().st_size, len(machine.log())
    with machine.qmp() as qmp:
        qmp.ask("trace-event-set-state", name=events, enable=True)
    try:
        # The console echoes what is typed, quotes included; the shell prints it without them.
        console.type_line(machine, f"{text}; echo accesses-'done'")
        deadline = time.monotonic() + watch_seconds
        while done not in machine.log()[shown:]:
            if machine.exit_status() is not None or time.monotonic() > deadline:
                raise VmError(
                    f"{machine.name} has not finished that line.",
                    f"{machine.name} no ha terminado esa línea.",
                )
            time.sleep(0.05)
    finally:
        if machine.exit_status() is None:
            with machine.qmp() as qmp:
                qmp.ask("trace-event-set-state", name=events, enable=False)
    with said.open("rb") as file:
        file.seek(begin)
        found = counted(file.read())
    if not found:
        raise VmError(
            "The guest went to no device meanwhile.",
            "Mientras tanto el invitado no acudió a ningún dispositivo.",
        )
    return found

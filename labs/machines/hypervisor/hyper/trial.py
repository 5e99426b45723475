"""Whether guests can have KVM here: the test is a boot."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .errors import VmError
from .guests import guests
from .machine import Machine, accelerator, home

name = "probe"


def fault(seconds: float) -> str:
    """Why no guest boots with KVM within so long; empty where one did."""
    if not Path("/dev/kvm").exists():
        return "there is no /dev/kvm"
    if accelerator() != "kvm":
        return "/dev/kvm may not be opened by who runs machines"
    home.mkdir(exist_ok=True)
    machine = Machine(name, "linux", guests["linux"].memory, 1)
    try:
        return boot(machine, seconds)
    except VmError as error:
        return f"no guest boots with it: {error.en}"
    finally:
        machine.quit()
        shutil.rmtree(machine.folder, ignore_errors=True)


def boot(machine: Machine, seconds: float) -> str:
    machine.launch(1)
    machine.answered()
    with machine.qmp() as qmp:
        if not qmp.ask("query-kvm")["enabled"]:
            return "QEMU runs, and not with KVM"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if b"ready after" in machine.log():
            return ""
        if machine.exit_status() is not None:
            return "QEMU ended while the guest booted"
        time.sleep(0.02)
    return f"no guest boots with it within {seconds:g} s"

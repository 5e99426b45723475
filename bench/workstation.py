"""What a machine with a Docker Engine of its own costs: made of its template, its first container,
idle, and twenty of them at once.

Floors, measured in turns with the values: for a start (`cold`: no pool has it ready) a container's
by the same engine; for the first `docker run` in a fresh machine the same by the engine of this
host, on its own processor; for the memory, which is what one more idle machine has for itself, a
QEMU of the same devices that runs no guest; for twenty, what five take that were booted instead.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.lab import label
from bench.vm import (
    Turns,
    booting,
    container_once,
    figures,
    idle_seconds,
    lab_path,
    machine,
    private_bare,
    private_idle,
    start_once,
)

names = (
    "workstation_cold_ms",
    "workstation_docker_run_ms",
    "workstation_pss_mb",
    "workstation_twenty_mb",
)
many, few = 20, 5
many_seconds = 150.0  # until all of them are there, or the figure is given up
at_once = 2  # machines that are being made at the same time, also on a small host
run = "a=$(date +%s%N); docker run --rm busybox true; echo $((($(date +%s%N) - a) / 1000))"
bare = lab_path + (
    "import power, time; power.prepare(); qemu.disk_lay('disk.boot', qemu.home); "
    "line = qemu.command(); qemu.spawn([*line[:line.index('-kernel')], '-S']); "
    "print('root@guest:~# ', flush=True); time.sleep(60)"
)


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    turns = {
        "workstation_cold_ms": Turns(partial(start_once, "workstation"), container_once, 7),
        "workstation_docker_run_ms": Turns(docker_run_once, floor_once, primed=False),
        "workstation_pss_mb": Turns(
            partial(private_idle, "workstation"),
            partial(private_bare, "workstation", bare),
            primed=False,
        ),
        "workstation_twenty_mb": Turns(
            partial(host_lost_mb, many), partial(host_lost_mb, few, booting), 1, primed=False
        ),
    }
    yield from figures("workstation", turns, wanted)


def docker_run_once() -> float:
    """Milliseconds of the first `docker run` in a machine that was just started."""
    from labs.engines.docker.engine import DockerEngine

    with machine("workstation") as (handle, _text):
        time.sleep(idle_seconds)
        found = DockerEngine().run(handle, run, user="root", timeout=120)
        return float(found.output.split()[-1]) / 1e3


def floor_once() -> float:
    """The same by the engine of this host."""
    from labs.engines.docker.engine import DockerEngine
    from labs.provisioning.images import image_of

    api: Any = DockerEngine().api
    began = time.perf_counter()
    made = api.create_container(
        image_of("container"), command=["true"], network_disabled=True, labels={label: "floor"}
    )
    try:
        api.start(made["Id"])
        api.wait(made["Id"])
    finally:
        api.remove_container(made["Id"], force=True)
    return (time.perf_counter() - began) * 1e3


def host_lost_mb(count: int, program: str = "") -> float:
    """Megabytes of available memory that the host lost to so many idle machines, with all that
    runs around them; `program` instead of their own main process.

    One machine that was there before has read the files that they share.
    """
    command = ["python3", "-IS", "-c", program] if program else None
    until = time.monotonic() + many_seconds
    with ExitStack() as stack:
        stack.enter_context(machine("workstation", command))
        time.sleep(idle_seconds)
        before = host_available_mb()
        entering = [machine("workstation", command) for _ in range(count)]
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(partial(entered, stack, until), entering))
        time.sleep(idle_seconds)
        return before - host_available_mb()


def entered(stack: ExitStack, until: float, entering: AbstractContextManager[Any]) -> None:
    """RuntimeError where it is too late to begin: what one takes is bounded itself."""
    if time.monotonic() > until:
        raise RuntimeError(
            f"not all machines were there within {many_seconds:.0f} s: this host is too busy, or "
            f"too small, for this figure (load {os.getloadavg()[0]:.1f})"
        )
    stack.enter_context(entering)


def host_available_mb() -> float:
    """MemAvailable: this host's, where the engine has to run."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return float(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the kernel does not say what memory is available")

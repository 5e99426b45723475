"""What a machine with a Docker Engine of its own costs: its first container, and idle.

Floors, measured in turns with the values: for the first `docker run` in a fresh machine the same
by the engine of this host, on its own processor; for the memory, which is what one more idle
machine has for itself, a QEMU of the same devices that runs no guest.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from bench.figure import Figure, in_turns
from bench.lab import backend, images_ready, label
from bench.vm import idle_seconds, lab_path, machine, private_bare, private_idle

names = ("workstation_docker_run_ms", "workstation_pss_mb")
rounds = 3
run = "a=$(date +%s%N); docker run --rm busybox true; echo $((($(date +%s%N) - a) / 1000))"
bare = lab_path + (
    "import power, time; power.prepare(); qemu.disk_lay('disk.boot', qemu.home); "
    "line = qemu.command(); qemu.spawn([*line[:line.index('-kernel')], '-S']); "
    "print('root@guest:~# ', flush=True); time.sleep(60)"
)


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    from django.core.management import call_command

    from labs.engines.registry import engine_get
    from labs.images import accelerator_of, image_of

    if not engine_get().image_present(image_of("workstation")):
        call_command("lab", "images", "workstation")
    on = f"{backend()}, {accelerator_of('workstation')}"
    if names[0] in wanted:
        value, floor = in_turns(docker_run_once, floor_once, rounds)
        yield Figure(names[0], value, "ms", floor, rounds, on)
    if names[1] in wanted:
        value, floor = in_turns(
            partial(private_idle, "workstation"), partial(private_bare, "workstation", bare), rounds
        )
        yield Figure(names[1], value, "MB", floor, rounds, on)


def docker_run_once() -> float:
    """Milliseconds of the first `docker run` in a machine that was just started."""
    from labs.engines.registry import engine_get

    with machine("workstation") as (handle, _text):
        time.sleep(idle_seconds)
        found = engine_get().run(handle, run, user="root", timeout=120)
        return float(found.output.split()[-1]) / 1e3


def floor_once() -> float:
    """The same by the engine of this host."""
    from labs.engines.docker import DockerEngine
    from labs.images import image_of

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

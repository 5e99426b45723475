"""What a virtual machine costs: booted, made of its template, and idle.

Floors, measured in turns with the values: for a boot QEMU alone, from its start to the guest's last
stage; for one of the template (`cold`: no pool has it ready) a container's start by the same
engine; for the memory, which is what one more idle machine has for itself, a QEMU of the same
devices that runs no guest.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, NamedTuple
from uuid import uuid4

from bench.figure import Figure, in_turns
from bench.here import django_ready
from bench.lab import backend, images_ready, label, stream_until

names = ("vm_boot_ms", "vm_cold_ms", "vm_pss_mb")
prompt = re.compile(rb"\w+@guest:\S*[$#] ")
idle_seconds = 5.0
patience = 120.0
lab_path = "import sys; sys.path.insert(0, '/lab'); import qemu; "
# The machine's own main process, for which there is no template.
booting = lab_path + "qemu.template = '/none'; exec(open('/lab/console').read())"
alone = lab_path + (
    "import guest, os, power, time; power.prepare(); qemu.template = '/none'; "
    "began = time.monotonic(); qemu.spawn(qemu.command()); "
    "guest.boot_watch(os.open(os.devnull, os.O_WRONLY)); "
    "print('took', time.monotonic() - began, 'root@guest:~# ', flush=True)"
)
bare = lab_path + (
    "import power, time; power.prepare(); line = qemu.command(); "
    "line = [*line[:line.index('-kernel')], '-S']; qemu.spawn(line); "
    "print('root@guest:~# ', flush=True); time.sleep(60)"
)
# Kilobytes that no other process has: Private_Clean and Private_Dirty of all processes.
private = (
    "for p in /proc/[0-9]*; do cat $p/smaps_rollup 2>/dev/null; done "
    "| awk '/^Private_/ {kb += $2} END {print kb}'"
)


class Turns(NamedTuple):
    """What is measured in turns with its floor; `primed` has both run once before, so that what is
    read from the disk at first use is there."""

    value: Callable[[], float]
    floor: Callable[[], float]
    rounds: int = 3
    primed: bool = True


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    turns = {
        "vm_boot_ms": Turns(boot_once, alone_once),
        "vm_cold_ms": Turns(partial(start_once, "vm"), container_once, 7),
        "vm_pss_mb": Turns(partial(private_idle, "vm"), partial(private_bare, "vm", bare)),
    }
    yield from figures("vm", turns, wanted)


def figures(kind: str, turns: Mapping[str, Turns], wanted: Collection[str]) -> Iterator[Figure]:
    """Give those of `turns`, by name, that are wanted, of a kind of virtual machine."""
    images_ready(kind)
    from labs.provisioning.images import accelerator_of

    on = f"{backend()}, {accelerator_of(kind)}"
    for name, each in turns.items():
        if name in wanted:
            if each.primed:
                each.value(), each.floor()
            value, floor = in_turns(each.value, each.floor, each.rounds)
            yield Figure(name, value, "MB" if name.endswith("mb") else "ms", floor, each.rounds, on)


def container_once() -> float:
    return start_once("container")


def boot_once() -> float:
    return start_once("vm", ["python3", "-IS", "-c", booting])


def start_once(kind: str, command: list[str] | None = None) -> float:
    """Milliseconds from the creation of a machine to its prompt."""
    began = time.perf_counter()
    with machine(kind, command):
        return (time.perf_counter() - began) * 1e3


def alone_once() -> float:
    """Milliseconds as the program in the container counts them: its own start is no part."""
    with machine("vm", ["python3", "-IS", "-c", alone]) as (_handle, text):
        return float(text.partition(b"took ")[2].split()[0]) * 1e3


def private_idle(kind: str) -> float:
    """Megabytes of an idle machine, beside another of its kind: the template is both's."""
    with ExitStack() as stack:
        stack.enter_context(machine(kind))
        handle, _text = stack.enter_context(machine(kind))
        time.sleep(idle_seconds)
        return private_mb(handle)


def private_bare(kind: str, program: str) -> float:
    """The same of a machine that runs the Python `program` instead, beside another such one."""
    with ExitStack() as stack:
        command = ["python3", "-IS", "-c", program]
        stack.enter_context(machine(kind, command))
        handle, _text = stack.enter_context(machine(kind, command))
        time.sleep(1)
        return private_mb(handle)


def private_mb(handle: Any) -> float:
    from labs.engines.docker.engine import DockerEngine

    found = DockerEngine().program(handle, ["sh", "-c", private], timeout=20)
    return float(found.output) * 1024 / 1e6


@contextmanager
def machine(kind: str, command: list[str] | None = None) -> Iterator[tuple[Any, bytes]]:
    """A machine as learners have it, of whichever main process, and what it printed until its
    prompt; removed after."""
    django_ready()
    from labs.engines.base import Handle, Limits
    from labs.engines.docker.engine import DockerEngine
    from labs.engines.docker.profile import hardening
    from labs.provisioning.images import image_of

    engine = DockerEngine()
    limits: Limits = engine.limits_of(image_of(kind))
    profile: Mapping[str, Any] = hardening(limits)
    made = engine.api.create_container(
        image_of(kind),
        command=command,
        name=f"virtlearn-bench-{uuid4().hex[:12]}",
        hostname="guest",
        labels={label: "vm"},
        user="1000:1000",
        tty=True,
        stdin_open=True,
        host_config=engine.api.create_host_config(**profile),
    )
    handle = Handle(made["Id"], "bench")
    try:
        stream = engine.attach(handle)
        engine.start(handle)
        text = stream_until(stream, prompt, patience)
        stream.close()
        yield handle, text
    finally:
        engine.remove(handle)

"""From the click on Start to the prompt in the browser's websocket, for virtual machines from the
warm pool: the small one, and the one with a Docker Engine.

Floor, measured in turns with each: the same for a container, from the same pool.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial

from bench.figure import Figure, in_turns
from bench.here import signed_in, site, whole_site
from bench.lab import Browser, Where, backend, images_ready, in_container
from bench.start_pool import pool_of, pool_wait, start_once
from tests.site import course_folder

courses = "courses/containers-vs-kvm/labs/"
prompt = re.compile(rb"root@\S*# ")
# By figure: the kind of machine, and a lab that has one such machine alone.
guests = {
    "vm_pool_ms": ("vm", Where(f"{courses}how-many-fit/", "guest", prompt)),
    "workstation_pool_ms": ("workstation", Where(f"{courses}containers-by-hand/", "main", prompt)),
}
names = tuple(guests)
rounds = 9
waiting = 2  # machines of each kind


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    asked = {name: guest for name, guest in guests.items() if name in wanted}
    images_ready(*(kind for kind, _where in asked.values()))
    site()
    whole_site().publish(course_folder)  # with the labs of virtual machines; one of them is read
    for name, (kind, where) in asked.items():
        yield guest_measure(name, kind, where)


def guest_measure(name: str, kind: str, where: Where) -> Figure:
    """Give the figure of one kind, with a pool of its machines and of containers."""
    from labs.provisioning.images import accelerator_of

    guest, box = (
        Browser(site(), signed_in(f"{name}, {at.lab}"), at) for at in (where, in_container)
    )
    pooled = [in_container.lab, where.lab]
    with pool_of(waiting, pooled):
        value_of, floor_of = (
            partial(start_warm, each, waiting * len(pooled)) for each in (guest, box)
        )
        value_of(), floor_of()  # what is imported on first use
        value, floor = in_turns(value_of, floor_of, rounds)
    return Figure(name, value, "ms", floor, rounds, f"{backend()}, {accelerator_of(kind)}")


def start_warm(browser: Browser, size: int) -> float:
    """Milliseconds from the click to the prompt, once `size` machines wait in the pool."""
    pool_wait(size)
    return start_once(browser)

"""From the click on Start to the prompt in the browser's websocket, for a virtual machine from the
warm pool.

Floor, measured in turns with it: the same for a container, from the same pool.
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

names = ("vm_pool_ms",)
in_guest = Where(
    "courses/containers-vs-kvm/labs/how-many-fit/", "guest", re.compile(rb"root@\S*# ")
)
rounds = 9
waiting = 2  # machines of each kind


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure."""
    images_ready("vm")
    from labs.images import accelerator_of

    serving = site()
    whole_site().publish(course_folder)  # with the labs of virtual machines; one of them is read
    guest, box = (Browser(serving, signed_in(str(at)), at) for at in (in_guest, in_container))
    pooled = [in_container.lab, in_guest.lab]
    with pool_of(waiting, pooled):
        value_of, floor_of = (
            partial(start_warm, each, waiting * len(pooled)) for each in (guest, box)
        )
        value_of(), floor_of()  # what is imported on first use
        value, floor = in_turns(value_of, floor_of, rounds)
    yield Figure(names[0], value, "ms", floor, rounds, f"{backend()}, {accelerator_of('vm')}")


def start_warm(browser: Browser, size: int) -> float:
    """Milliseconds from the click to the prompt, once `size` machines wait in the pool."""
    pool_wait(size)
    return start_once(browser)

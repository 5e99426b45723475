"""From the click on Start to the prompt in the browser's websocket, from the warm pool, for virtual
machines.

Floor, measured in turns with it: the same for a container, from the same pool.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial

from bench.figure import Figure, in_turns
from bench.here import signed_in, site
from bench.lab import Browser, Where, backend, images_ready, in_container
from bench.start_pool import pool_of, pool_wait, start_once

root_prompt = re.compile(rb"root@\S*# ")
labs = "courses/containers-vs-kvm/labs/"
places = {
    "vm_pool_ms": Where(f"{labs}how-many-fit/", "guest", root_prompt),
    "workstation_pool_ms": Where(f"{labs}containers-by-hand/", "main", root_prompt),
}
kinds = {"vm_pool_ms": "vm", "workstation_pool_ms": "workstation"}
names = tuple(places)
rounds = 9
waiting = 2  # machines of each kind


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    from django.core.management import call_command

    from labs.engines.registry import engine_get
    from labs.images import accelerator_of, image_of

    for name, place in places.items():
        if name not in wanted:
            continue
        if not engine_get().image_present(image_of(kinds[name])):
            call_command("lab", "images", kinds[name])
        with pool_of(waiting, (in_container.lab, place.lab)):
            virtual = Browser(site(), signed_in(name), place)
            box = Browser(site(), signed_in(f"{name}-floor"))
            start_once(virtual), start_once(box)  # what is imported on first use
            value, floor = in_turns(partial(start_warm, virtual), partial(start_warm, box), rounds)
            on = f"{backend()}, {accelerator_of(kinds[name])}"
            yield Figure(name, value, "ms", floor, rounds, on)


def start_warm(browser: Browser) -> float:
    """Milliseconds from the click to the prompt, once the pool is full."""
    pool_wait(2 * waiting)
    return start_once(browser)

"""C7: machines that spin take their share of the processor, and pages are answered as ever."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest
import requests

from labs.engines.base import Limits
from tests.redteam.conftest import CarelessMake, MachineMake
from tests.redteam.machines import Target
from tests.site import Site

pytestmark = pytest.mark.alone  # what they begin fills the machine

lab_path = "/en/courses/containers-vs-kvm/labs/whose-kernel/"
bound = 0.3  # seconds: what 95 of 100 pages stay under while machines spin
pages = 60
measured_seconds = 2.0
patience = 60.0  # seconds in which the host has a moment of processors that nobody else wants


def spin(targets: Sequence[Target]) -> None:
    """As many endless loops in each as would keep every processor of the host busy."""
    loops = min(40, 2 * (os.cpu_count() or 1))
    for target in targets:
        target.run(
            f"i=0; while [ $i -lt {loops} ]; do setsid sh -c 'while :; do :; done' & "
            "i=$((i+1)); done >/dev/null 2>&1"
        )


def processors_taken(targets: Sequence[Target]) -> list[float]:
    """How many processors each takes, by the engine's count of their time."""

    def seconds() -> list[float]:
        found = [
            target.engine.api.stats(target.handle.id, stream=False, one_shot=True)
            for target in targets
        ]
        return [each["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9 for each in found]

    begin, before = time.monotonic(), seconds()
    time.sleep(measured_seconds)
    took, after = time.monotonic() - begin, seconds()
    return [(end - start) / took for start, end in zip(before, after, strict=True)]


def page_seconds(site: Site) -> float:
    """What 95 of 100 requests for the lab's page take at most."""
    times = []
    with requests.Session() as browser:
        for _ in range(pages):
            begin = time.monotonic()
            assert browser.get(site.url + lab_path, timeout=20).status_code == 200
            times.append(time.monotonic() - begin)
            time.sleep(0.02)
    return sorted(times)[int(pages * 0.95)]


def test_c7_machines_that_spin_leave_the_pages_quick(
    careless: CarelessMake, machine_make: MachineMake, site: Site
) -> None:
    share = Limits().cpus
    page_seconds(site)  # what is imported and connected to on first use
    before = page_seconds(site)
    loose = careless()
    spin([loose])
    end = time.monotonic() + patience
    while max(processors_taken([loose])) <= 1.5 * share:
        assert time.monotonic() < end, "a container without a limit takes what is there"
    loose.engine.remove(loose.handle)

    machines = [machine_make() for _ in range(3)]
    spin(machines)
    end = time.monotonic() + patience
    taken = [0.0]
    while min(taken) <= 0.1 * share:  # until all of them spin
        assert time.monotonic() < end, taken
        taken = processors_taken(machines)
        assert max(taken) < 1.2 * share
    assert page_seconds(site) < max(bound, 4 * before)  # the host may have been busy before

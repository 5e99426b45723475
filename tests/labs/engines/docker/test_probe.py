"""How the kernel's files are read. That they are read at all, tests/redteam/test_runtimes.py."""

from __future__ import annotations

import pytest

from labs.engines.base import Limits
from labs.engines.docker.probe import difference, limits_wanted

wanted = limits_wanted(Limits(memory_mb=96, cpus=0.4), 60)
first = {
    "memory.limit_in_bytes": "100663296",
    "memory.memsw.limit_in_bytes": "100663296",
    "pids.max": "60",
    "cpu.cfs_quota_us": "40000",
    "cpu.cfs_period_us": "100000",
}
second = {
    "memory.max": "100663296",
    "memory.swap.max": "0",
    "pids.max": "60",
    "cpu.max": "40000 100000",
}


@pytest.mark.parametrize("found", [first, second])
def test_limits_that_are_in_force(found: dict[str, str]) -> None:
    assert difference(found, *wanted) == ""
    uncounted = {name: value for name, value in found.items() if "sw" not in name}
    assert difference(uncounted, *wanted) == ""


@pytest.mark.parametrize(
    ("found", "name", "value"),
    [
        (first, "memory.limit_in_bytes", "9223372036854771712"),
        (first, "memory.memsw.limit_in_bytes", "201326592"),
        (first, "pids.max", "max"),
        (first, "cpu.cfs_quota_us", "-1"),
        (second, "memory.max", "max"),
        (second, "memory.swap.max", "max"),
        (second, "pids.max", "max"),
        (second, "cpu.max", "max 100000"),
    ],
)
def test_a_limit_that_is_not(found: dict[str, str], name: str, value: str) -> None:
    assert f"{name} is {value}" in difference({**found, name: value}, *wanted)
    if "sw" not in name and name != "memory.limit_in_bytes":
        rest = {each: text for each, text in found.items() if each != name}
        assert f"{name} is not there" in difference(rest, *wanted)


def test_no_cgroup_at_all() -> None:
    assert "memory.max is not there" in difference({}, *wanted)

"""Probes whether a runtime enforces cgroup limits on a container's processes.

A runtime may start containers and limit nothing: gVisor with --ignore-cgroups, any runtime of an
engine that has no right to make cgroups. The engine's own answers don't tell, so that a second
container reads the kernel's side: the cgroups that the first one's main process is in.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from docker import APIClient, errors

from labs.engines.base import Limits
from labs.engines.docker.profile import hardening

label_probe = "virtlearn.probe"
probe_seconds = 60  # a probe ends by itself; what is older than this was left by a dead process
unlike_the_default = Limits(memory_mb=96, cpus=0.4, pids=60, home_mb=4, tmp_mb=4)
MIB = 1024 * 1024

# Prints `file value` for each limit, of cgroup v1 and v2. `$1` is a process of the host.
reading = """
while IFS=: read -r number controllers path; do
  case "$controllers" in
    "") folder=/cgroups$path; [ -d "$folder" ] || folder=/cgroups/unified$path ;;
    *memory*) folder=/cgroups/memory$path ;;
    *pids*) folder=/cgroups/pids$path ;;
    cpu|cpu,*|*,cpu|*,cpu,*) folder=/cgroups/cpu$path ;;
    *) continue ;;
  esac
  for file in memory.max memory.swap.max pids.max cpu.max memory.limit_in_bytes \
      memory.memsw.limit_in_bytes cpu.cfs_quota_us cpu.cfs_period_us; do
    [ -r "$folder/$file" ] && echo "$file $(cat "$folder/$file")"
  done
done <"/proc/$1/cgroup"
"""


def probe(api: APIClient, runtime: str, image: str) -> str:
    """Why `runtime` is not to be used, seen on a container of `image`; empty where limits hold.

    Takes about half a second for runc, one for runsc. Raises the library's errors where it could
    not look; nothing is left of it either way.
    """
    leftovers_remove(api)
    limits = unlike_the_default
    profile = hardening(limits, runtime)
    made = container_make(api, image, ["sleep", str(probe_seconds)], profile)
    try:
        try:
            api.start(made)
        except errors.APIError as error:
            return f"it starts no container: {error.explanation or error}"
        state = api.inspect_container(made)["State"]
        if not state["Running"] or not state["Pid"]:
            return f"a container on it ended at once, with {state['ExitCode']}"
        found = limits_read(api, image, state["Pid"])
    finally:
        remove(api, made)
    return difference(found, *limits_wanted(limits, profile["pids_limit"]))


def limits_read(api: APIClient, image: str, pid: int) -> dict[str, str]:
    """The limits of the cgroups that the host's process `pid` is in, by the kernel's file names."""
    profile = {
        "runtime": "runc",
        "pid_mode": "host",
        "userns_mode": "host",
        "cgroupns": "host",
        "network_mode": "none",
        "binds": {"/sys/fs/cgroup": {"bind": "/cgroups", "mode": "ro"}},
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "read_only": True,
        "mem_limit": 64 * MIB,
        "pids_limit": 64,
    }
    made = container_make(api, image, ["sh", "-c", reading, "reading", str(pid)], profile)
    try:
        api.start(made)
        api.wait(made, timeout=probe_seconds)
        lines = api.logs(made, stderr=False).decode(errors="replace").splitlines()
    finally:
        remove(api, made)
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


Wanted = Mapping[str, str]  # the kernel's file → what it must say


def limits_wanted(limits: Limits, pids: int) -> tuple[Wanted, Wanted, Wanted]:
    """Under version 1 of cgroups, under version 2, and under either where swap is counted."""
    memory = str(limits.memory_mb * MIB)
    period = 100_000  # microseconds, the kernel's own
    quota = str(int(limits.cpus * period))
    first = {
        "memory.limit_in_bytes": memory,
        "pids.max": str(pids),
        "cpu.cfs_quota_us": quota,
        "cpu.cfs_period_us": str(period),
    }
    second = {"memory.max": memory, "pids.max": str(pids), "cpu.max": f"{quota} {period}"}
    swap = {"memory.memsw.limit_in_bytes": memory, "memory.swap.max": "0"}
    return first, second, swap


def difference(found: Mapping[str, str], first: Wanted, second: Wanted, swap: Wanted) -> str:
    """In words, what of the limits is not in force; empty where one version has them all."""
    rules = first if "memory.limit_in_bytes" in found else second
    # Where the kernel does not count swap, there is no file for it, and Docker says so by itself.
    rules = {**rules, **{name: value for name, value in swap.items() if name in found}}
    wrong = [
        f"{name} is {found.get(name, 'not there')} instead of {value}"
        for name, value in rules.items()
        if found.get(name) != value
    ]
    if not wrong:
        return ""
    return "it does not enforce limits: in the cgroup of a container " + "; ".join(wrong)


def container_make(
    api: APIClient,
    image: str,
    command: list[str],
    profile: Mapping[str, Any],
    user: str = "65534:65534",
) -> str:
    made = api.create_container(
        image,
        command=command,
        entrypoint=[],
        name=f"virtlearn-probe-{uuid.uuid4().hex[:12]}",
        labels={label_probe: "1"},
        user=user,
        host_config=api.create_host_config(**profile),
    )
    return str(made["Id"])


def remove(api: APIClient, container: str) -> None:
    with suppress(errors.APIError):  # the next probe removes what stays
        api.remove_container(container, force=True, v=True)


def leftovers_remove(api: APIClient) -> None:
    for each in api.containers(all=True, filters={"label": label_probe}):
        if time.time() - each["Created"] > 2 * probe_seconds:
            remove(api, each["Id"])

"""Which OCI runtimes of a Docker engine can be used: installed, and seen to enforce limits."""

from __future__ import annotations

from collections.abc import Sequence

from docker import APIClient

ours = ("runc", "runsc")  # what machines were tried with; others may be installed
sandbox_pids = 1024  # runsc's own threads count too: 119 were seen with 40 processes inside


def installed(api: APIClient) -> Sequence[str]:
    """Those of `ours` that the engine has, in that order."""
    known = api.info()["Runtimes"]
    return [name for name in ours if name in known]


def fault(api: APIClient, runtime: str) -> str:
    """Why `runtime` cannot be used; empty where it can."""
    if runtime == "runc":
        return ""
    if runtime not in installed(api):
        return f"the engine has no runtime {runtime}"
    return f"the runtime {runtime} was not seen to enforce limits"


def pids_limit(runtime: str, pids: int) -> int:
    return max(sandbox_pids, pids) if runtime == "runsc" else pids

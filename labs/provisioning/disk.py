"""Whether there is room on the engine's disk for an image that is to be built."""

from __future__ import annotations

import re

from labs.engines.base import Info
from labs.provisioning.images import dockerfile

need_pattern = re.compile(r"virtlearn\.build\.disk_mb=\"?([0-9]+)")
need_least_mb = 400  # for a kind that says nothing: its packages and a base
reserve_mb = 500  # stays free: databases and logs are on the same disk as a rule


def build_need_mb(kind: str) -> int:
    """What a build of `kind` takes at most while it lasts, by the label in its Dockerfile."""
    found = need_pattern.search(dockerfile(kind))
    return int(found[1]) if found else need_least_mb


def disk_fault(kind: str, info: Info) -> str:
    """Why there is not enough room to build `kind`; empty where there is, or nobody knows."""
    if not info.disk_free:
        return ""
    need, free = build_need_mb(kind) + reserve_mb, info.disk_free >> 20
    if free >= need:
        return ""
    return (
        f"building {kind} needs {need / 1024:.1f} GB of disk at {info.disk}, "
        f"and {free / 1024:.1f} GB are free"
    )

"""Hardening profile of a learner's machine; each setting has a red team test.

Setting by setting in docs/decisions/0003-hardening.md and 0009-isolation.md.
"""

from __future__ import annotations

from typing import Any

from docker.types import LogConfig, Ulimit

from labs.engines.base import Limits
from labs.engines.docker.seccomp import profile_text

# gVisor's own threads count too: 119 were seen with 40 processes inside, and a sandbox that can't
# have a thread ends. Inside it the learner's processes are bounded by their memory.
sandbox_pids = 1024
# The learner's home belongs to the user that checks run as. Its group, the learner's, may do
# everything in it but keep checks out, or take the place of files that are theirs (sticky).
home_owner = "mode=1770,uid=2000,gid=1000"


def hardening(limits: Limits, runtime: str = "") -> dict[str, Any]:
    """The profile of a learner's machine, in docker-py's words. Each has a red team test."""
    memory = limits.memory_mb * 1024 * 1024
    mount = "rw,exec,nosuid,nodev,nr_inodes=2048"
    return {
        "runtime": runtime or None,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", f"seccomp={profile_text()}"],
        "read_only": True,
        "tmpfs": {
            "/tmp": f"{mount},size={limits.tmp_mb}m,mode=1777",  # noqa: S108 - the machine's own
            "/home/learner": f"{mount},size={limits.home_mb}m,{home_owner}",
        },
        "mem_limit": memory,
        "memswap_limit": memory,
        "nano_cpus": int(limits.cpus * 1e9),
        "pids_limit": pids_limit(runtime, limits.pids),
        "ulimits": [
            Ulimit(name="nofile", soft=limits.files, hard=limits.files),
            Ulimit(name="core", soft=0, hard=0),
        ],
        "network_mode": "none",
        "ipc_mode": "private",
        "cgroupns": "private",  # else /proc/self/cgroup has the container's id
        "shm_size": 8 * 1024 * 1024,
        "init": True,
        "oom_score_adj": 500,
        "restart_policy": {"Name": "no"},
        # Not compressed: at every full file the engine spends more on that than on all output.
        "log_config": LogConfig(
            type="local", config={"max-size": "1m", "max-file": "2", "compress": "false"}
        ),
    }


def pids_limit(runtime: str, pids: int) -> int:
    return max(sandbox_pids, pids) if runtime == "runsc" else pids

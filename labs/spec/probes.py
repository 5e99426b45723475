"""Probes of a running machine, and the scripts that read them there.

Pure. A script prints the one value and nothing else; with nothing printed there is no such thing.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from labs.engines.base import Script, User


class FactScript(msgspec.Struct, frozen=True, kw_only=True):
    """`unit` of a number, "" for a number without one, None for a text.

    Without a `script` the value is one that only the host sees.
    """

    script: str = ""
    unit: str | None = None
    user: User = "learner"


# The limit of the machine's cgroup, of version 2 or 1; in a virtual machine, what it has.
memory_limit = """
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    bytes=$(cat "$file" 2>/dev/null) || continue
    case "$bytes" in '' | max | ???????????????*) continue ;; esac
    echo $((bytes / 1048576)); exit 0
done
awk '/^MemTotal:/ {print int($2 / 1024 + 0.5)}' /proc/meminfo
"""
pids_limit = """
for file in /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max; do
    limit=$(cat "$file" 2>/dev/null) || continue
    case "$limit" in '' | max) continue ;; esac
    echo "$limit"; exit 0
done
cat /proc/sys/kernel/pid_max
"""
newest_sleep = """
for status in /proc/[0-9]*/comm; do
    [ "$(cat "$status" 2>/dev/null)" = sleep ] || continue
    folder=${status%/comm}; echo "${folder#/proc/}"
done | sort -n | tail -n 1
"""

# Prints what a check may not read of the learner's: a script would take it for missing.
kept_from_checks = Script(
    r"find /home/learner -mindepth 1 -maxdepth 3 ! -path '*/.*' "
    r"\( \( -type f -o -type d -o -type p \) ! -readable -o -type d ! -executable \) -print -quit",
    5,
)

fact_scripts: Mapping[str, FactScript] = {
    "hostname": FactScript(script="cat /proc/sys/kernel/hostname"),
    "kernel.release": FactScript(script="uname -r"),
    "boot.id": FactScript(script="cat /proc/sys/kernel/random/boot_id"),
    "memory.limit": FactScript(script=memory_limit, unit="MiB"),
    "pids.limit": FactScript(script=pids_limit, unit=""),
    "cpu.count": FactScript(script="grep -c ^processor /proc/cpuinfo", unit=""),
    "uptime": FactScript(script="cut -d. -f1 /proc/uptime", unit="s"),
    "sleep.pid": FactScript(script=newest_sleep, unit=""),
    "sleep.host-pid": FactScript(unit=""),
}

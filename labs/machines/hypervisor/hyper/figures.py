"""Figures out of what QEMU, /proc and a console say, and how they are shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

pss_pattern = re.compile(r"^(Pss|Private_Clean|Private_Dirty):\s+(\d+) kB", re.MULTILINE)
blocks_pattern = re.compile(r"^TB count\s+(\d+)", re.MULTILINE)


def smaps_mb(text: str) -> dict[str, float]:
    """`pss` and `private` in MiB out of /proc/PID/smaps_rollup; empty where it can't be read."""
    found = {key: int(value) / 1024 for key, value in pss_pattern.findall(text)}
    if "Pss" not in found:
        return {}
    private = found.get("Private_Clean", 0.0) + found.get("Private_Dirty", 0.0)
    return {"pss": found["Pss"], "private": private}


def cpu_seconds(stat: str, ticks: int) -> float:
    """User and system time out of /proc/PID/stat (proc(5), fields 14 and 15).

    The name, field 2, may hold spaces and parentheses: one counts from the last of them.
    """
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / ticks


def exits(answer: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What a virtual processor left the guest for, out of QMP's query-stats; KVM alone has it."""
    found: dict[str, int] = {}
    for provider in answer:
        for entry in provider.get("stats", ()):
            value = entry.get("value")
            if isinstance(value, int) and entry["name"].endswith("exits"):
                found[entry["name"]] = found.get(entry["name"], 0) + value
    return found


def blocks(text: str) -> int | None:
    """How many blocks of the guest's code TCG has translated and kept, out of x-query-jit."""
    found = blocks_pattern.search(text)
    return int(found[1]) if found else None


def migration(answer: Mapping[str, Any]) -> dict[str, float]:
    """What query-migrate tells of a migration that is over: milliseconds, MB, rounds."""
    ram = answer.get("ram", {})
    return {
        "total_ms": answer.get("total-time", 0),
        "downtime_ms": answer.get("downtime", 0),
        "setup_ms": answer.get("setup-time", 0),
        "sent_mb": round(ram.get("transferred", 0) / 1e6, 1),
        "rounds": ram.get("dirty-sync-count", 0),
    }


def history_line(
    kind: str, processes: tuple[int, int], facts: Mapping[str, float], accelerator: str
) -> str:
    """`migrate 1>2 total_ms=227 downtime_ms=119 on=TCG`"""
    source, target = processes
    words = (f"{key}={facts[key]:g}" for key in facts)
    return " ".join([kind, f"{source}>{target}", *words, f"on={accelerator.upper()}"])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def shown(text: str) -> str:
    """What a console has said, without the questions in it that a terminal would answer."""
    return text.replace("\x1b[6n", "")

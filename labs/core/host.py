"""Reads how much memory the host has free. Pure."""

from __future__ import annotations

import re
from pathlib import Path

meminfo = Path("/proc/meminfo")


def memory_free_mb() -> int:
    """MiB that programs can still have without swapping; 0 where the host does not say."""
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0

"""Waits for what happens in another thread or process."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float = 40, what: str = "it") -> float:
    """How long it took until `condition` held, in seconds; fails after `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{what} took more than {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - began

"""Bytes of one terminal's connection, told to the metrics every few seconds and at its end.

A key costs two additions and a comparison here, and no write to what processes count in.
"""

from __future__ import annotations

from labs.terminal.core.viewer import Viewer
from virtlearn.operation.metrics import declared as metrics

told_every = 5.0  # seconds


class Traffic:
    def __init__(self, viewer: Viewer, now: float) -> None:
        self.viewer = viewer
        self.typed = 0  # bytes, since they were last told
        self.shown = 0  # bytes of output that were told
        self.told_at = now

    def arrived(self, typed: int, now: float) -> None:
        """A frame came: `typed` bytes of input, or 0 for one of another kind. A page whose terminal
        is silent still sends some (pings)."""
        self.typed += typed
        if now - self.told_at >= told_every:
            self.told_at = now
            self.tell()

    def tell(self) -> None:
        metrics.terminal_moved(self.typed, self.viewer.total - self.shown)
        self.typed, self.shown = 0, self.viewer.total

"""Many who come at once: what nobody waits for yet leaves the way to those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

calm_seconds = 0.15  # without anybody new after which a rush is over
delay_most = 1.0  # and however many come, nothing is put off for longer


class LoadShedder:
    """Of one event loop, whose clock `time` is."""

    def __init__(self, time: Callable[[], float]) -> None:
        self.time = time
        self.latest = -calm_seconds

    def come(self) -> None:
        """Somebody new is here."""
        self.latest = self.time()

    async def over(self) -> None:
        """Returns once nobody new has come for a moment."""
        end = self.time() + delay_most
        while (wait := min(self.latest + calm_seconds, end) - self.time()) > 0:
            await asyncio.sleep(wait)

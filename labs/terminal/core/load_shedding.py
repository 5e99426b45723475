"""Puts work that nobody waits for off while many connect at once.

Who comes then waits for a prompt; checks and preparations can come a moment later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

calm_seconds = 0.15  # without anybody new after which it is calm again
delay_most = 1.0  # and however many come, nothing is put off for longer


class LoadShedder:
    """Of one event loop, whose clock `time` is."""

    def __init__(
        self,
        time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.time = time
        self.sleep = sleep
        self.latest = -calm_seconds

    def arrived(self) -> None:
        """Somebody new is here."""
        self.latest = self.time()

    async def calm(self) -> None:
        """Returns once nobody new has come for a moment."""
        end = self.time() + delay_most
        while (wait := min(self.latest + calm_seconds, end) - self.time()) > 0:
            await self.sleep(wait)

"""When to look whether a task is done: once the terminal has gone quiet after somebody acted.

One `Watch` a session, whatever number of tabs it has. Checks run one at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

quiet_seconds = 0.3  # without output
gap_acting = 0.7  # between two checks while somebody types
gap_watching = 10.0  # between two checks while output comes by itself
acting_seconds = 60.0  # for so long after a command's start its output counts as somebody's
acts = frozenset(b"\r\n\x03\x04\x0f\x13\x18\x1a")  # Enter, and what ends, saves, stops
echo_seconds = 0.1  # so soon after a letter comes its echo
echo_most = 40  # bytes of an echo, with what moves the cursor


class Watch:
    """`check` runs the open tasks' checks; it is awaited, and its errors are its own to handle."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, check: Callable[[], Awaitable[None]]
    ) -> None:
        self.loop = loop
        self.check = check
        self.last_output = -acting_seconds
        self.last_act = -acting_seconds  # when a command was entered
        self.last_letter = -acting_seconds  # when something else was typed
        self.began = -acting_seconds  # the last check
        self.finished = loop.time()  # the first prompt is nobody's doing
        self.timer: asyncio.TimerHandle | None = None
        self.task: asyncio.Task[None] | None = None
        self.closed = False

    def input(self, data: bytes) -> None:
        """Only what can start something counts, not each letter of a command."""
        now = self.loop.time()
        if acts.isdisjoint(data):
            self.last_letter = now
        else:
            self.last_act = now
            self.arm(quiet_seconds)

    def output(self, count: int) -> None:
        """The shell printed `count` bytes."""
        now = self.loop.time()
        if count <= echo_most and now - self.last_letter < echo_seconds:
            return
        self.last_output = now
        if self.timer is None:
            self.arm(quiet_seconds)

    def arm(self, delay: float) -> None:
        if self.timer is None and self.task is None and not self.closed:
            self.timer = self.loop.call_later(delay, self.fire)

    def fire(self) -> None:
        self.timer = None
        now = self.loop.time()
        latest = max(self.last_output, self.last_act)
        if latest <= self.began:
            return
        gap = gap_acting if now - self.last_act < acting_seconds else gap_watching
        wait = max(latest + quiet_seconds, self.finished + gap) - now
        if wait > 0.002:
            self.arm(wait)
            return
        self.began = now
        self.task = self.loop.create_task(self.run())

    async def run(self) -> None:
        try:
            await self.check()
        finally:
            self.task = None
            self.finished = self.loop.time()
            if max(self.last_output, self.last_act) > self.began:
                self.arm(quiet_seconds)

    def close(self) -> None:
        self.closed = True
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

"""Debounces checks until the terminal is idle after somebody acted.

One `Watch` a session, whatever number of tabs it has. Checks run one at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from labs.terminal.core.times import Times, usual

gap_acting = 0.35  # between two checks while somebody types
gap_watching = 10.0  # between two checks while output comes by itself
acting_seconds = 60.0  # for so long after a command's start its output counts as somebody's
acts = frozenset(b"\r\n\x03\x04\x0f\x13\x18\x1a")  # Enter, and what ends, saves, stops
echo_most = 40  # bytes of an echo, with what moves the cursor
soon = 0.002  # seconds that are not worth another timer


class IdleDetector:
    """`check` runs the open tasks' checks; it is awaited, and its errors are its own to handle.

    It gives the seconds after which it wants to be called again by itself, or None.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        check: Callable[[], Awaitable[float | None]],
        times: Times = usual,
    ) -> None:
        self.loop = loop
        self.check = check
        self.times = times
        self.last_output = -acting_seconds
        self.last_act = -acting_seconds  # when a command was entered
        self.last_letter = -acting_seconds  # when something else was typed
        self.pending = False  # there was output, or an act, whose end no check has seen
        self.first = -acting_seconds  # the first of these
        self.finished = loop.time()  # the first prompt is nobody's doing
        self.asked: float | None = None  # when a check was asked for, whatever the terminal does
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
            self.seen(now)
            self.arm(self.times.quiet)

    def output(self, count: int) -> None:
        """The shell printed `count` bytes."""
        now = self.loop.time()
        if count <= echo_most and now - self.last_letter < self.times.echo:
            return
        self.last_output = now
        self.seen(now)
        if self.timer is None:
            self.arm(self.times.quiet)

    def ask(self, delay: float) -> None:
        """A check in `delay` seconds at the latest."""
        when = self.loop.time() + max(0.0, delay)
        self.asked = when if self.asked is None else min(self.asked, when)
        self.arm(delay)

    def seen(self, now: float) -> None:
        if not self.pending:
            self.pending, self.first = True, now

    def due(self) -> float | None:
        """When the next check may begin, on the loop's clock; None where none is wanted."""
        if not self.pending:
            return self.asked
        acting = self.loop.time() - self.last_act < acting_seconds
        gap = gap_acting if acting else gap_watching
        due = max(self.settled(), self.finished + gap)
        return due if self.asked is None else min(due, self.asked)

    def settled(self) -> float:
        """When what is pending has come to rest, or has had its time."""
        latest = max(self.last_output, self.last_act)
        quiet = min(latest + self.times.quiet, self.first + self.times.patience)
        # A look takes the machine's processor from whoever types: their next pause comes soon.
        typing = min(self.last_letter + self.times.quiet, self.first + self.times.typing)
        return max(quiet, typing)

    def arm(self, delay: float) -> None:
        """Has `fire` called then, unless it is called sooner."""
        if self.task is not None or self.closed:
            return
        when = self.loop.time() + max(0.0, delay)
        if self.timer is not None:
            if self.timer.when() <= when:
                return
            self.timer.cancel()
        self.timer = self.loop.call_at(when, self.fire)

    def fire(self) -> None:
        self.timer = None
        if (due := self.due()) is None:
            return
        now = self.loop.time()
        if due - now > soon:
            self.arm(due - now)
            return
        # A check that was asked for may come before the end of a command that was entered just now.
        if self.settled() - now <= soon:
            self.pending = False
        self.asked = None
        self.task = self.loop.create_task(self.run())

    async def run(self) -> None:
        again = None
        try:
            again = await self.check()
        finally:
            self.task = None
            self.finished = self.loop.time()
            if again is not None:
                self.ask(again)
            if (due := self.due()) is not None:
                self.arm(due - self.finished)

    def close(self) -> None:
        self.closed = True
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

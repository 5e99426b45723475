"""A terminal tab: reads a shell's stream, keeps its latest output, controls its flow.

All of it runs on the event loop. Output goes from the socket into a bounded ring, and every viewer
sends from the ring at a pace of its own: there is no queue that could grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, cast
from uuid import UUID

from labs.engines.base import Handle
from labs.engines.stream import Stream
from labs.terminal.core.history import KIB, History
from labs.terminal.core.protocol import ToPage, is_answer
from labs.terminal.core.recorder import Recorder
from labs.terminal.core.times import Times, usual

ring_size = 256 * KIB
read_size = 64 * KIB
# Reading stops while a viewer is so far behind. One read more still leaves it within the ring.
backlog_limit = 128 * KIB
unseen_rate = 256 * KIB  # bytes a second that are read while nobody looks
input_limit = 1024 * KIB  # typed bytes that may wait for a shell that doesn't read


class Reader(Protocol):
    """Who looks at a tab, as far as the tab and what happens in its session need to know."""

    session: UUID
    session_key: str  # of the browser's session, to ask again who it is
    visit: int | None  # the permission of somebody else than the learner
    mode: str  # what they may: "watch", "type"
    group: bool  # one of the group whose session it is
    own: bool  # may do all that a learner may with a terminal of theirs
    wish: tuple[int, int] | None  # columns and rows that its page has room for, where that was told
    joined: float  # in the loop's time
    holds: bool  # output waits for it, and it answers what the shell asks
    live: bool  # False: it stalls, and catches up from the ring once it moves again
    sent: int  # its offset in the ring
    moved: float  # when it last made progress, in the loop's time
    closing: tuple[int, str] | None

    def wake(self) -> None: ...

    def tell(self, frame: ToPage) -> None: ...

    def close(self, code: int, reason: str = "", *, now: bool = False) -> None: ...


class Tab(asyncio.BufferedProtocol):
    """`on_output` is called after every read, `on_end` once when the shell has gone."""

    def __init__(  # noqa: PLR0913
        self,
        stream: Stream,
        handle: Handle,
        *,
        screen: bytes = b"",
        on_output: Callable[[int], None],
        on_end: Callable[[Tab], None],
        times: Times = usual,
    ) -> None:
        self.stream = stream
        self.handle = handle
        self.history = History(ring_size)
        self.ring = self.history.ring  # to read from
        self.history.append(screen)
        self.history.append(stream.head)
        self.recorder: Recorder | None = None
        self.viewers: list[Reader] = []  # the learner's before those of visitors
        self.size = (80, 24)  # columns, rows
        self.ended = False
        self.unseen_since = 0.0  # when the last viewer went, in the loop's time
        self.on_output = on_output
        self.on_end = on_end
        self.times = times
        self.buffer = bytearray(read_size)
        self.view = memoryview(self.buffer)
        self.transport: asyncio.Transport | None = None
        self.loop = asyncio.get_running_loop()
        self.reading = True
        self.unseen_budget = unseen_rate
        self.timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Begins to read. The socket belongs to the loop from here on."""
        raw = self.stream.socket
        raw.setblocking(False)
        if raw.family.name == "AF_UNIX":
            await self.loop.create_unix_connection(lambda: self, sock=raw)
        else:
            await self.loop.create_connection(lambda: self, sock=raw)

    # The engine's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by name
        self.unseen_since = self.loop.time()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self.view

    def buffer_updated(self, nbytes: int) -> None:
        ring = self.ring
        data = self.view[:nbytes]
        self.history.append(data)
        if (recorder := self.recorder) is not None and recorder.on:
            recorder.output(data)
        held = False
        seen = False
        for viewer in self.viewers:
            if viewer.live:
                viewer.wake()
                if viewer.holds:
                    seen = True
                    if ring.end - viewer.sent > backlog_limit:
                        held = True
        if not seen:
            self.unseen_budget -= nbytes
            held = self.unseen_budget <= 0
        if held:
            self.reading_set(False)
        self.on_output(nbytes)

    def eof_received(self) -> bool:
        return False  # the transport closes itself

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        if self.timer is not None:
            self.timer.cancel()
        self.stream.close()
        if self.recorder is not None:
            self.recorder.close()
        self.on_end(self)

    # Flow control

    def flow(self) -> None:
        """Reads on or stops, as the viewers' progress allows. Called when a viewer moved.

        Visitors hold nobody up: one that is too slow is given the latest screen.
        """
        live = [viewer for viewer in self.viewers if viewer.live and viewer.holds]
        if live:
            limit = backlog_limit if self.reading else backlog_limit // 2
            self.reading_set(all(self.ring.end - viewer.sent <= limit for viewer in live))
        else:
            self.reading_set(self.unseen_budget > 0)

    def reading_set(self, reading: bool) -> None:
        if reading == self.reading or self.ended or self.transport is None:
            return
        self.reading = reading
        if reading:
            self.transport.resume_reading()
        else:
            self.transport.pause_reading()
            if self.timer is None:
                self.timer = self.loop.call_later(1.0, self.held_check)

    def held_check(self) -> None:
        """Each second while reading is stopped: viewers that stall no longer count."""
        self.timer = None
        self.unseen_budget = unseen_rate
        before = self.loop.time() - self.times.stall
        for viewer in self.viewers:
            if viewer.moved < before and viewer.sent < self.ring.end:
                viewer.live = False
        self.flow()
        if not self.reading and not self.ended:
            self.timer = self.loop.call_later(1.0, self.held_check)

    # The viewers' side

    def write(self, data: bytes, viewer: Reader) -> bool:
        """Types `data` into the shell; False where it was thrown away since the shell doesn't read.

        Where several viewers look, only the first answers what the shell asks its terminal.
        """
        if self.transport is None or self.ended:
            return False
        if len(self.viewers) > 1 and viewer is not self.viewers[0] and is_answer(data):
            return True
        if self.transport.get_write_buffer_size() > input_limit:
            return False
        self.transport.write(data)
        return True

    def join(self, viewer: Reader) -> None:
        self.viewers.append(viewer)
        self.viewers.sort(key=lambda each: not each.holds)
        self.flow()

    def leave(self, viewer: Reader) -> None:
        if viewer in self.viewers:
            self.viewers.remove(viewer)
        if not self.viewers:
            self.unseen_since = self.loop.time()
            self.unseen_budget = unseen_rate
        self.flow()

    def close(self) -> None:
        """Lets go of the stream; the shell inside the machine goes on."""
        if self.transport is not None:
            self.transport.abort()

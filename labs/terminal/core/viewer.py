"""A viewer of a tab: one websocket, what it was sent and what it acknowledged."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from labs.terminal.core.history import KIB
from labs.terminal.core.protocol import Replay, ToPage, frame_encode
from labs.terminal.core.tab import Tab

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

chunk_size = 64 * KIB  # output that goes into one frame, at most
window = 1024 * KIB  # output that the page may leave unacknowledged


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Whose page it is. `session_key` is of the browser's session, to ask again who it is; `visit`
    is the permission of somebody else than the learner, `mode` what they may: "watch", "type";
    `group`: they are one of the group whose session it is."""

    session: UUID
    session_key: str
    visit: int | None = None
    mode: str = "type"
    group: bool = False


class Viewer:
    """Sends a tab's output to one websocket by one task (`run`), no faster than it is taken."""

    def __init__(self, tab: Tab, send: Send, who: Who, *, fresh: bool = False) -> None:
        self.tab = tab
        self.send = send
        self.session = who.session
        self.session_key = who.session_key
        self.visit = who.visit
        self.mode = who.mode
        self.group = who.group
        self.own = who.visit is None or who.group
        self.wish: tuple[int, int] | None = None
        self.holds = self.own  # output waits for it, and it answers what the shell asks
        self.joined = tab.loop.time()
        self.sent = tab.ring.start if fresh else -1  # offset in the ring; -1 asks for a replay
        self.total = 0  # bytes of output sent on this connection
        self.acked = 0  # of these, bytes that the page has written to its terminal
        self.live = True  # False: it stalls, and catches up from the ring once it moves again
        self.moved = tab.loop.time()  # when it last made progress
        self.frames: deque[str] = deque([frame_encode(Replay(0))] if fresh else [])
        self.closing: tuple[int, str] | None = None
        self.muted = False  # no output any more
        self.waiter: asyncio.Future[None] | None = None
        self.on_first: Callable[[], None] | None = None  # called once output has been sent

    def wake(self) -> None:
        waiter = self.waiter
        if waiter is not None:
            self.waiter = None
            if not waiter.done():
                waiter.set_result(None)

    def ack(self, count: int) -> None:
        """The page has taken in `count` bytes in all."""
        if self.acked < count <= self.total:
            self.acked = count
            self.moved = self.tab.loop.time()
            self.live = True
            self.wake()

    def tell(self, frame: ToPage) -> None:
        """Queues a control frame; one that waits already is not queued twice, and comes last."""
        text = frame_encode(frame)
        if text in self.frames:
            self.frames.remove(text)
        self.frames.append(text)
        self.wake()

    def close(self, code: int, reason: str = "", *, now: bool = False) -> None:
        """Ends the connection once all that waits has been sent; with `now` without more output."""
        if self.closing is None:
            self.closing = (code, reason)
            self.muted = now
            self.wake()

    async def run(self) -> None:
        """Sends until `close` is called or the task is cancelled."""
        tab, ring, send = self.tab, self.tab.ring, self.send
        while True:
            if self.frames:
                await send({"type": "websocket.send", "text": self.frames.popleft()})
                continue
            if self.total - self.acked < window and not self.muted:
                if self.sent < ring.start and self.sent != ring.end:
                    before, self.sent = tab.history.replay()
                    self.total += len(before)
                    replay = frame_encode(Replay(len(before) + ring.end - self.sent))
                    await send({"type": "websocket.send", "text": replay})
                    if before:
                        await send({"type": "websocket.send", "bytes": before})
                    continue
                if self.sent < ring.end:
                    data = ring.read(self.sent, chunk_size)
                    self.sent += len(data)
                    self.total += len(data)
                    await send({"type": "websocket.send", "bytes": data})
                    if self.on_first is not None:
                        self.on_first()
                        self.on_first = None
                    self.moved = tab.loop.time()
                    if not tab.reading or not self.live:
                        self.live = True
                        tab.flow()
                    continue
            if self.closing is not None:
                code, reason = self.closing
                await send({"type": "websocket.close", "code": code, "reason": reason})
                return
            self.waiter = tab.loop.create_future()
            await self.waiter

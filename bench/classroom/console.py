"""The console of a learner's machine: a websocket that comes back by itself, as the page's does."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bench.classroom.browser import Browser, lab_path
from bench.classroom.lab_page import lab_page_read
from bench.here import cookie_header

ack_every = 128 * 1024  # bytes; what the page does
back_off = [0.3, 0.7, 1.5, 3.0, 6.0, 10.0]  # seconds between attempts to connect, as the page has
due = {"idle", "expired", "learner", "reset"}  # ends that are as they should be
final = {4400, 4401, 4404, 4410, 4429, 1009}
kept = 64 * 1024  # bytes of output that a learner still sees


class LostError(Exception):
    """The console went, or did not show what it should have."""


class Console:
    """`on_tasks` is called when a task has changed."""

    def __init__(self, browser: Browser, session: str, on_tasks: Callable[[], None]) -> None:
        self.browser, self.book, self.who = browser, browser.book, browser.who
        self.session = session
        self.on_tasks = on_tasks
        self.screen = b""
        self.shown = 0  # bytes of output so far
        self.at = 0.0  # when the last came
        self.news = asyncio.Event()
        self.socket: ClientConnection | None = None
        self.attempts = 0
        self.connections = 0
        self.ended = ""  # why the session or this console is over
        self.close_code = 0
        self.task = asyncio.create_task(self.run())

    async def run(self) -> None:
        """What ended it counts from then on, whenever its learner looks at the page again: that
        says why, and has a button to go on."""
        await self.connect_until_over()
        if self.ended not in due:
            self.book.failed(self.who, "lab", f"ended: {self.ended}")
        self.book.worked(self.who)

    async def connect_until_over(self) -> None:
        self.attempts = 0
        url = self.browser.url.replace("http", "ws", 1)
        while not self.ended:
            try:
                async with connect(
                    f"{url}/ws/terminal/{self.session}/main/1/?cols=80&rows=24",
                    origin=self.browser.url,  # type: ignore[arg-type]  # a plain string to it
                    additional_headers={"Cookie": cookie_header(self.browser.cookies)},
                    compression=None,
                    ping_interval=None,
                    max_size=None,
                    open_timeout=20,
                ) as socket:
                    self.socket = socket
                    self.connections += 1
                    await self.read(socket)
            except ConnectionClosed as closed:
                self.close_code = closed.rcvd.code if closed.rcvd else 1006
                if self.close_code != 4410:
                    self.book.failed(self.who, "console", f"closed with {self.close_code}")
            except (OSError, InvalidHandshake, TimeoutError) as error:
                self.close_code = 1006
                self.book.failed(self.who, "console", f"no connection: {handshake(error)}")
            self.socket = None
            self.news.set()
            if self.close_code in final:
                self.ended = self.ended or str(self.close_code)
                return
            wait = back_off[min(self.attempts, len(back_off) - 1)]
            self.attempts += 1
            await asyncio.sleep(wait * random.uniform(0.75, 1.25))
            if self.attempts % 3 == 2:
                await self.ask_state()

    async def ask_state(self) -> None:
        """As the page does: perhaps there is nothing to connect to any more."""
        page = await self.browser.ask("GET", f"{lab_path}state/")
        lab = lab_page_read(page.text)
        if page.ok and lab.session != self.session:
            self.ended = "another session"
        elif page.ok and lab.state == "ended":
            self.ended = "ended"

    async def read(self, socket: ClientConnection) -> None:
        taken = acked = 0
        while True:
            data = await socket.recv()
            if isinstance(data, bytes):
                self.at = time.perf_counter()
                self.screen = (self.screen + data)[-kept:]
                self.shown += len(data)
                taken += len(data)
                if taken - acked >= ack_every:
                    acked = taken
                    await socket.send(json.dumps({"type": "ack", "bytes": taken}))
                self.news.set()
                if self.connections > 1:
                    self.book.worked(self.who)
                continue
            frame = json.loads(data)
            if frame["type"] == "replay":
                self.attempts = 0
                self.screen = b""
            elif frame["type"] == "tasks":
                self.on_tasks()
            elif frame["type"] == "ended":
                self.ended = frame["reason"]
            elif frame["type"] == "warning":
                self.book.counts[f"warning: {frame['code']}"] += 1

    async def send(self, data: bytes) -> None:
        if self.socket is None:
            raise LostError("there is no connection")
        with suppress(ConnectionClosed):
            await self.socket.send(data)

    async def until(self, wanted: bytes, since: int, seconds: float = 15.0) -> float:
        """When `wanted` was in what was shown after the first `since` bytes."""
        deadline = time.perf_counter() + seconds
        connections = max(1, self.connections)
        while self.shown == since or wanted not in self.screen[since - self.shown :]:
            if self.ended:
                raise LostError(f"the console ended: {self.ended}")
            if self.connections > connections:
                raise LostError("the connection was lost meanwhile")
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), deadline - time.perf_counter())
            except TimeoutError:
                raise LostError(f"{wanted!r} did not come, but {self.screen[-80:]!r}") from None
        return self.at

    async def key(self, letter: str) -> None:
        """Types one letter and waits for its echo."""
        since = self.shown
        begin = time.perf_counter()
        await self.send(letter.encode())
        at = await self.until(letter.encode(), since)
        self.book.timed("echo", (at - begin) * 1e3)
        self.book.worked(self.who)

    async def run_line(self, text: str, wanted: str) -> None:
        """Pastes a line, and waits for what it prints."""
        since = self.shown
        await self.send(text.encode() + b"\r")
        await self.until(wanted.encode(), since)
        self.book.worked(self.who)

    async def close(self) -> None:
        """Closes the page."""
        self.ended = self.ended or "closed"
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def vanish(self) -> None:
        """Goes without a word, as a laptop that is out of power."""
        if self.socket is not None:
            self.socket.transport.abort()
        await self.close()


def handshake(error: Exception) -> str:
    """What a handshake failed with, shortly."""
    response = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response is not None else type(error).__name__

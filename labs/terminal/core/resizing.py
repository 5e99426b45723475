"""Resizes terminals: one size a tab, the latest that its learner's page has told.

Of a group's tab it is that of the page in which somebody typed last; the others are told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from labs.engines.base import Handle
from labs.engines.errors import EngineError
from labs.engines.stream import Stream
from labs.terminal.core.load_shedding import LoadShedder
from labs.terminal.core.presence import visitors_tell
from labs.terminal.core.protocol import Size, size_clamp
from labs.terminal.core.tab import Reader, Tab

redraw_least = 0.02
redraw_seconds = 0.15  # how long a shell may take to see that its size has changed


class Resizer:
    """The sizes of a hub's tabs, on the way to the engine.

    `to_engine` takes a machine, rows, columns and the stream, and may raise EngineError; `spawn`
    runs a coroutine on the loop.
    """

    def __init__(
        self,
        to_engine: Callable[[Handle, int, int, Stream], Awaitable[None]],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        load: LoadShedder,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.to_engine = to_engine
        self.spawn = spawn
        self.load = load
        self.sleep = sleep
        self.loop = asyncio.get_running_loop()
        self.wanted: dict[Tab, tuple[int, int]] = {}  # rows, columns that a tab is to have
        self.resizing: set[Tab] = set()

    def wish(self, tab: Tab, viewer: Reader, cols: int, rows: int) -> None:
        """A page has so much room. Where others of a group look too, it waits for somebody to type
        there, so that nobody's screen jumps by a window elsewhere."""
        viewer.wish = size_clamp(cols, rows)
        if not any(each.group and each is not viewer for each in tab.viewers):
            self.resize(tab, cols, rows)

    def typed(self, tab: Tab, viewer: Reader) -> None:
        """A tab of a group follows the page in which somebody types."""
        if viewer.group and viewer.wish is not None and viewer.wish != tab.size:
            self.resize(tab, *viewer.wish)

    def resize(self, tab: Tab, cols: int, rows: int) -> None:
        """The latest size wins; while the engine is at one, those in between are skipped."""
        tab.size = cols, rows = size_clamp(cols, rows)
        visitors_tell(tab, Size(cols, rows))
        first = tab not in self.resizing
        self.wanted[tab] = (rows, cols)
        if first:
            self.resizing.add(tab)
            self.spawn(self.run(tab, rows, cols))

    async def run(self, tab: Tab, rows: int, cols: int) -> None:
        try:
            while not tab.ended:
                await self.to_engine(tab.handle, rows, cols, tab.stream)
                if tab.recorder is not None:
                    tab.recorder.resize(cols, rows)
                wanted = self.wanted.get(tab, (rows, cols))
                if wanted == (rows, cols):
                    return
                rows, cols = wanted
        except EngineError:
            pass  # a terminal of the wrong size still works
        finally:
            self.resizing.discard(tab)
            self.forget(tab)

    async def redraw(self, tab: Tab, *, known: bool) -> None:
        """Gives a console that was opened just now its size, once the shell has seen the other: the
        size that it is to have by then.

        Where its prompt is known and shown already, this leaves the way to others that start now.
        """
        if known:
            await self.load.calm()
        end = self.loop.time() + redraw_seconds
        while tab.ring.end == 0 and self.loop.time() < end:
            await self.sleep(redraw_least)
        self.resize(tab, *tab.size)

    async def repaint(self, tab: Tab) -> None:
        """Has a full-screen program draw anew: it is told another size, and then its own again."""
        while tab in self.resizing:
            await self.sleep(redraw_least)
        if tab.ended:
            return
        cols, rows = tab.size
        self.resizing.add(tab)
        self.wanted[tab] = (rows, cols)
        try:
            await self.to_engine(tab.handle, rows - 1 if rows > 1 else 2, cols, tab.stream)
            await self.sleep(redraw_seconds)
        except EngineError:
            pass  # as much as is known of its screen is shown
        await self.run(tab, *self.wanted.get(tab, (rows, cols)))

    def forget(self, tab: Tab) -> None:
        self.wanted.pop(tab, None)

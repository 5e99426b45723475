"""Screens of terminals as text, for sessions whose screens a class's board shows. On the loop.

Nothing is emulated for the others, and nothing on the way of a key: each round takes what came
since the one before out of the ring. However much that is, its last `catch_up` bytes are enough for
a screen, and all sessions together get `work_most` of a round: a flood costs its own screen the
truth of a moment, and nobody else anything.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from labs.core.presence import UnavailableError
from labs.core.screen import Screen, columns, rows, screens_digest
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.emulator import Emulator
from labs.terminal.core.history import KIB
from labs.terminal.core.protocol import Screens as ScreensFrame
from labs.terminal.core.session import Session
from labs.terminal.core.tab import Tab
from labs.terminal.core.times import Times, usual
from labs.terminal.core.viewer import Viewer

log = logging.getLogger(__name__)

catch_up = 16 * KIB  # bytes that a screen is made from where more came since the last look
piece = KIB  # that is emulated at once: between two of them keys have their turn
work_most = 0.01  # of a round's time
terminals_most = 4  # of a session: those that showed something last


class ScreenReader:
    """The screen of one tab, from the bytes that its ring has."""

    def __init__(self, machine: str, number: int, tab: Tab) -> None:
        self.machine = machine
        self.number = number
        self.tab = tab
        self.emulator: Emulator | None = None
        self.read = 0  # offset in the ring after what was emulated
        self.changed = 0.0  # when it last showed something, in the loop's time
        self.made: Screen | None = None
        self.made_for = (0, (0, 0))

    @property
    def is_due(self) -> bool:
        return self.made is None or self.made_for != (self.tab.ring.end, self.tab.size)

    async def look(self) -> float:
        """Brings `made` up to date; gives the seconds of the processor that it took."""
        tab, ring, size = self.tab, self.tab.ring, self.tab.size
        end, took = ring.end, 0.0
        if self.emulator is None or end - self.read > catch_up:
            self.emulator = Emulator(*size)
            self.read = ring.beginning(end - catch_up)
        self.emulator.resize(*size)
        while self.read < end:
            self.read = max(self.read, ring.start)  # a flood may overtake it
            data = ring.read(self.read, piece)
            began = time.thread_time()
            self.emulator.feed(data)
            took += time.thread_time() - began
            self.read += len(data)
            await asyncio.sleep(0)
        began = time.thread_time()
        self.made = self.screen(self.emulator, *size)
        self.made_for = self.read, size
        self.changed = tab.loop.time()
        return took + time.thread_time() - began

    def screen(self, emulator: Emulator, cols: int, lines: int) -> Screen:
        """As much of it as is shown, the cursor's line among it."""
        top = max(0, min(emulator.cursor_row + 1, lines) - rows)
        text = "\n".join(emulator.lines(top, rows, columns)).rstrip("\n")
        return Screen(
            machine=self.machine, tab=self.number, cols=cols, lines=lines, top=top, text=text
        )


class Screens:
    """Of a hub's `sessions`.

    `wanted` gives the sessions whose screens are wanted, with the digest of what was written last;
    `write` writes screens down. Both raise UnavailableError.
    """

    def __init__(
        self,
        sessions: Mapping[UUID, Session],
        *,
        wanted: Callable[[], Awaitable[Mapping[UUID, str]]],
        write: Callable[[Mapping[UUID, Sequence[Screen]]], Awaitable[None]],
        written: ChangeDetector,
        times: Times = usual,
    ) -> None:
        self.sessions = sessions
        self.wanted = wanted
        self.write = write
        self.written = written
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.known: dict[UUID, str] = {}  # sessions that are wanted, and what is written of them
        self.readers: dict[Tab, ScreenReader] = {}
        self.looked: dict[UUID, float] = {}  # when a session's screens were last made
        self.task: asyncio.Task[None] | None = None

    def joined(self, viewer: Viewer) -> None:
        """To be called when a page comes; it stops by itself when there is no session."""
        if viewer.own and viewer.session in self.known:
            viewer.tell(ScreensFrame(shown=True))
        if self.task is None or self.task.done():
            self.task = self.loop.create_task(self.run())

    async def run(self) -> None:
        while self.sessions:
            await asyncio.sleep(self.times.screens)
            try:
                await self.round()
            except UnavailableError:
                self.written.again()  # nobody sees screens meanwhile either
            except Exception:
                self.written.again()
                log.exception("screens could not be made")

    async def round(self) -> None:
        if self.written.since():
            asked = await self.wanted()
            self.tell({key: digest for key, digest in asked.items() if key in self.sessions})
        if not self.known:
            self.readers.clear()
            self.looked.clear()
            return
        readers = self.readers_now()
        changed: dict[UUID, Sequence[Screen]] = {}
        left = self.times.screens * work_most
        for key in sorted(self.known, key=lambda each: self.looked.get(each, 0.0)):
            if left <= 0:
                break
            for reader in readers[key]:
                if reader.is_due:
                    left -= await reader.look()
            self.looked[key] = self.loop.time()
            screens = screens_of(readers[key])
            if screens_digest(screens) != self.known.get(key):
                changed[key] = screens
        if changed:
            await self.write(changed)
            self.known |= {key: screens_digest(screens) for key, screens in changed.items()}

    def tell(self, asked: Mapping[UUID, str]) -> None:
        """Learners hear when their screens begin to be shown, and when that is over."""
        for key in asked.keys() ^ self.known.keys():
            if (session := self.sessions.get(key)) is None:
                continue
            for tab in session.tabs.values():
                for viewer in tab.viewers:
                    if viewer.own:
                        viewer.tell(ScreensFrame(shown=key in asked))
        self.known = dict(asked)

    def readers_now(self) -> Mapping[UUID, Sequence[ScreenReader]]:
        """Of all tabs of sessions that are wanted; what was known of others is let go."""
        found: dict[UUID, list[ScreenReader]] = {key: [] for key in self.known}
        kept: dict[Tab, ScreenReader] = {}
        for key, readers in found.items():
            session = self.sessions.get(key)
            for (machine, number), tab in session.tabs.items() if session else ():
                reader = self.readers.get(tab) or ScreenReader(machine, number, tab)
                kept[tab] = reader
                readers.append(reader)
        self.readers = kept
        self.looked = {key: at for key, at in self.looked.items() if key in found}
        return found

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()


def screens_of(readers: Sequence[ScreenReader]) -> Sequence[Screen]:
    """By machine and number, of the terminals that showed something last."""
    latest = sorted(readers, key=lambda each: each.changed, reverse=True)[:terminals_most]
    made = [each.made for each in latest if each.made is not None]
    return sorted(made, key=lambda each: (each.machine, each.tab))

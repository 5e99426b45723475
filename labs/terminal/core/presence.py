"""Presence in a learner's terminals: who may be in, who is there, what pages are told.

Permissions are rows that other processes change, so the hub asks for them twice a second, where
anything was written, in one statement for all sessions that somebody looks at. The answer is the
rows themselves: nothing has to be counted or announced by whoever changes one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Mapping
from typing import Any
from uuid import UUID

from labs.core.presence import SessionPresence, UnavailableError
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.protocol import Hand, Mode, People, Size, Tabs
from labs.terminal.core.session import Session
from labs.terminal.core.tab import Reader, Tab
from labs.terminal.core.times import Times, usual
from labs.terminal.core.viewer import Viewer

log = logging.getLogger(__name__)

seen_seconds = 10.0  # presence is written down so often


class Presence:
    """One a hub, whose `sessions` these are.

    `ask` gives who may be in sessions and who is there; `note_visits` writes down whether these
    visitors have a terminal open. Both raise UnavailableError. `send_out` ends a visitor's
    connection; `spawn` runs a coroutine on the loop.
    """

    def __init__(  # noqa: PLR0913
        self,
        sessions: Mapping[UUID, Session],
        *,
        ask: Callable[[Collection[UUID]], Awaitable[Mapping[UUID, SessionPresence]]],
        note_visits: Callable[[Collection[int], bool], Awaitable[None]],
        send_out: Callable[[Reader], None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        written: ChangeDetector,
        times: Times = usual,
    ) -> None:
        self.sessions = sessions
        self.presence_of = ask
        self.note_visits = note_visits
        self.send_out = send_out
        self.spawn = spawn
        self.written = written
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.known: dict[UUID, SessionPresence] = {}
        self.task: asyncio.Task[None] | None = None
        self.asking = asyncio.Lock()  # a later answer never comes before an earlier one
        self.noting = asyncio.Lock()
        self.noted = 0.0

    # Coming and going

    def joined(self, session: Session, machine: str, viewer: Viewer) -> None:
        if viewer.own and (known := self.known.get(session.id)):
            viewer.tell(People(known.people))
            viewer.tell(Hand(known.hand))
        if viewer.visit is not None:
            if not viewer.own:
                viewer.tell(Mode(viewer.mode))
            viewer.tell(Size(*viewer.tab.size))
            viewer.tell(tabs_of(session, machine))
            self.spawn(self.note(session.id, viewer.visit))
        if self.task is None or self.task.done():
            self.task = self.loop.create_task(self.run())

    def left(self, viewer: Reader) -> None:
        if viewer.visit is not None:
            self.spawn(self.note(viewer.session, viewer.visit))

    async def note(self, session_id: UUID, visit: int) -> None:
        """Writes down whether this visitor has a terminal open, and asks at once."""
        try:
            async with self.noting:
                there = visit in self.visitors()
                await self.note_visits([visit], there)
            await self.ask([session_id])
        except UnavailableError:
            pass  # what is not seen for a while counts as gone

    def visitors(self) -> set[int]:
        """All that have a terminal open here."""
        found = (each.visit for session in self.sessions.values() for each in viewers(session))
        return {visit for visit in found if visit is not None}

    def forget(self, session: UUID) -> None:
        self.known.pop(session, None)

    # Asking

    async def run(self) -> None:
        """While there are sessions."""
        while self.sessions:
            await asyncio.sleep(self.times.ask)
            watched = [key for key, each in self.sessions.items() if any(viewers(each))]
            try:
                if self.written.since() or not self.known.keys() >= set(watched):
                    await self.ask(watched)
                if self.loop.time() - self.noted >= seen_seconds and (there := self.visitors()):
                    self.noted = self.loop.time()
                    await self.note_visits(there, True)
            except UnavailableError:
                self.written.again()  # nobody can be sent out meanwhile either
            except Exception:
                self.written.again()
                log.exception("who may be in could not be asked")

    async def ask(self, sessions: Collection[UUID]) -> None:
        if not sessions:
            return
        async with self.asking:
            began = self.loop.time()
            found = await self.presence_of(sessions)
            for key, now in found.items():
                if session := self.sessions.get(key):
                    self.apply(session, now, began)

    def apply(self, session: Session, now: SessionPresence, began: float) -> None:
        """Sends out who may not be in any more, and tells the others what is new."""
        before = self.known.get(session.id)
        self.known[session.id] = now
        for viewer in list(viewers(session)):
            # One that was let in after the rows were read is not among them.
            if viewer.visit is not None and viewer.joined < began:
                self.permit(viewer, now.visits.get(viewer.visit))
            if not viewer.own or viewer.closing is not None:
                continue
            if before is None or now.people != before.people:
                viewer.tell(People(now.people))
            if before is None or now.hand != before.hand:
                viewer.tell(Hand(now.hand))

    def permit(self, viewer: Reader, mode: str | None) -> None:
        """What a visitor may do from here on; None: nothing."""
        if mode is None:
            self.send_out(viewer)
        elif mode != viewer.mode:
            viewer.mode = mode
            viewer.tell(Mode(mode))

    # What visitors are told of the learner's terminals

    def tabs_changed(self, session: Session, machine: str) -> None:
        frame = tabs_of(session, machine)
        for (each, _number), tab in session.tabs.items():
            if each == machine:
                visitors_tell(tab, frame)

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()


def viewers(session: Session) -> Iterator[Reader]:
    for tab in session.tabs.values():
        yield from tab.viewers


def visitors_tell(tab: Tab, frame: Size | Tabs) -> None:
    for viewer in tab.viewers:
        if viewer.visit is not None:
            viewer.tell(frame)


def tabs_of(session: Session, machine: str) -> Tabs:
    numbers = sorted(number for (each, number) in session.tabs if each == machine)
    return Tabs(tuple(numbers))

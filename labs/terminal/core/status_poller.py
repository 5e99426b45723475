"""Polls the status of all watched sessions once a second, in one question.

A warning or an end reaches the page within a second of being due; the access recheck, which
asks of each viewer whether they may still look, comes much less often.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from labs.core.expiry_warnings import ExpiryWarning
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.ports import SessionStatus
from labs.terminal.core.protocol import Ended, ToPage, Warn
from labs.terminal.core.times import Times, usual

if TYPE_CHECKING:
    from labs.terminal.core.session import Session

log = logging.getLogger(__name__)


class StatusPoller:
    """`ask` gives the status of many sessions; `end` lets go of one that has ended.

    Nobody is asked while `written` says that nothing can have changed.
    """

    def __init__(
        self,
        sessions: Mapping[UUID, Session],
        ask: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, SessionStatus]]],
        end: Callable[[Session, str], None],
        written: ChangeDetector,
        times: Times = usual,
    ) -> None:
        self.sessions = sessions
        self.ask = ask
        self.end = end
        self.written = written
        self.times = times
        self.told: dict[UUID, SessionStatus] = {}  # what the pages know
        self.task: asyncio.Task[None] | None = None
        self.failed = False
        self.asked: set[UUID] = set()

    def wake(self) -> None:
        """To be called when a session comes; it stops by itself when there is none."""
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        while self.sessions:
            await asyncio.sleep(self.times.poll)
            asked = list(self.sessions)
            if not self.written.since() and self.asked.issuperset(asked):
                continue
            self.asked = set(asked)
            try:
                found = await self.ask(asked)
            except Exception as error:
                # The database may be away for a while; the terminals go on without it.
                if not self.failed:
                    log.warning("no news of the sessions: %r", error)
                self.failed = True
                self.written.again()
                continue
            self.failed = False
            for key in asked:
                if (session := self.sessions.get(key)) and (status := found.get(key)):
                    self.tell(session, status)
            for key in self.told.keys() - self.sessions.keys():
                del self.told[key]

    def tell(self, session: Session, status: SessionStatus) -> None:
        before = self.told.get(session.id, SessionStatus(memory=session.opened))
        self.told[session.id] = status
        if status.reason:
            self.end(session, status.reason)
            return
        if step_of(status.expiry) != step_of(before.expiry):
            expiry = status.expiry
            say(session, Warn(expiry.code, expiry.seconds) if expiry else Warn("none"))
        if status.memory > before.memory:
            say(session, Warn("memory"))

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()


def step_of(expiry: ExpiryWarning | None) -> tuple[str, int]:
    return (expiry.code, expiry.minutes) if expiry else ("", 0)


def say(session: Session, frame: ToPage) -> None:
    """Tells everybody who looks at one of the session's terminals."""
    for tab in session.tabs.values():
        for viewer in tab.viewers:
            viewer.tell(frame)


def say_ended(session: Session, code: int, reason: str) -> None:
    """The last word to everybody."""
    for tab in session.tabs.values():
        for viewer in tab.viewers:
            if viewer.closing is None:
                viewer.tell(Ended(reason))
                viewer.close(code, reason)

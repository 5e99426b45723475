"""Rechecks access every few seconds, and releases tabs that nobody looks at."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from labs.terminal.core.ports import Admission, Refusal
from labs.terminal.core.protocol import Ended
from labs.terminal.core.session import Session
from labs.terminal.core.tab import Reader
from labs.terminal.core.times import Times, usual

log = logging.getLogger(__name__)

unseen_seconds = 600.0  # a tab that nobody looks at is let go of; its shell goes on


class AccessRecheck:
    """Runs while there are `sessions`, and is woken by each that comes.

    `admit` asks whether the browser of this session key may look at this session's machine;
    `permit` tells a visitor what they may do from now on; `forget` lets go of a session without
    tabs.
    """

    def __init__(
        self,
        sessions: Mapping[UUID, Session],
        admit: Callable[[str, UUID, str], Awaitable[Admission | Refusal]],
        permit: Callable[[Reader, str | None], None],
        forget: Callable[[Session], None],
        times: Times = usual,
    ) -> None:
        self.sessions = sessions
        self.admit = admit
        self.permit = permit
        self.forget = forget
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        if self.task is None or self.task.done():
            self.task = self.loop.create_task(self.run())

    async def run(self) -> None:
        while self.sessions:
            await asyncio.sleep(self.times.recheck)
            for session in list(self.sessions.values()):
                await self.session_recheck(session)
                if not session.tabs:
                    self.forget(session)

    async def session_recheck(self, session: Session) -> None:
        now = self.loop.time()
        for (machine, _number), tab in list(session.tabs.items()):
            for viewer in list(tab.viewers):
                try:
                    await self.ask_again(session, machine, viewer)
                except Exception:
                    # The database may be away for a while: asked again next time.
                    log.exception("cannot ask who may look")
            if not tab.viewers and now - tab.unseen_since > unseen_seconds:
                tab.close()

    async def ask_again(self, session: Session, machine: str, viewer: Reader) -> None:
        answer = await self.admit(viewer.session_key, session.id, machine)
        if isinstance(answer, Refusal):
            if answer.reason:
                viewer.tell(Ended(answer.reason))
            viewer.close(answer.code, answer.reason, now=True)
        elif viewer.visit is not None:
            self.permit(viewer, answer.mode)

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()

"""Rechecks access every few seconds, and releases tabs that nobody looks at."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from labs.terminal.core.ports import Refusal
from labs.terminal.core.protocol import Ended
from labs.terminal.core.viewer import Viewer

if TYPE_CHECKING:
    from labs.terminal.core.hub import Hub
    from labs.terminal.core.session import Session

log = logging.getLogger(__name__)

recheck_seconds = 20.0
unseen_seconds = 600.0  # a tab that nobody looks at is let go of; its shell goes on


class AccessRecheck:
    """Runs while its hub has sessions, and is woken by each that comes."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        if self.task is None or self.task.done():
            self.task = self.hub.loop.create_task(self.run())

    async def run(self) -> None:
        hub = self.hub
        while hub.sessions:
            await asyncio.sleep(recheck_seconds)
            for session in list(hub.sessions.values()):
                await self.look(session)
                if not session.tabs:
                    hub.forget(session)

    async def look(self, session: Session) -> None:
        now = self.hub.loop.time()
        for (machine, _number), tab in list(session.tabs.items()):
            for viewer in list(tab.viewers):
                try:
                    await self.ask_again(session, machine, viewer)
                except Exception:
                    # The database may be away for a while: asked again next time.
                    log.exception("cannot ask who may look")
            if not tab.viewers and now - tab.unseen_since > unseen_seconds:
                tab.close()

    async def ask_again(self, session: Session, machine: str, viewer: Viewer) -> None:
        hub = self.hub
        answer = await hub.call(hub.backend.admit, viewer.session_key, session.id, machine)
        if isinstance(answer, Refusal):
            if answer.reason:
                viewer.tell(Ended(answer.reason))
            viewer.close(answer.code, answer.reason, now=True)
        elif viewer.visit is not None:
            hub.company.permit(viewer, answer.mode)

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()

"""Who is there is written down: when somebody comes or goes, and every ten seconds."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Collection, Coroutine, Mapping
from types import SimpleNamespace
from typing import Any

from labs.core.presence import SessionPresence
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.ports import SessionStatus
from labs.terminal.core.presence import Presence
from labs.terminal.core.status_poller import StatusPoller
from labs.terminal.core.times import Times
from tests.labs.terminal.virtual import run

session_id = uuid.uuid4()


def viewer(visit: int | None) -> Any:
    told: list[object] = []
    return SimpleNamespace(
        visit=visit,
        session=session_id,
        own=visit is None,
        mode="watch",
        tell=told.append,
        joined=0.0,
        closing=None,
    )


def session_of(*viewers: Any) -> Any:
    """A session with one tab, at which these look."""
    return SimpleNamespace(id=session_id, opened=0.0, tabs={1: SimpleNamespace(viewers=[*viewers])})


class Notes:
    """What a Presence over `session` asked and wrote down, at which second of the loop."""

    def __init__(self, session: Any) -> None:
        self.written: list[tuple[float, list[int], bool]] = []
        self.asked = 0
        self.tasks: list[asyncio.Task[None]] = []
        self.loop = asyncio.get_running_loop()
        self.began = self.loop.time()
        self.presence = Presence(
            {session_id: session},
            ask=self.ask,
            note_visits=self.note_visits,
            send_out=lambda _viewer: None,
            spawn=self.spawn,
            written=ChangeDetector(lambda: 1),
            times=Times(ask=0.5),
        )

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(self.loop.create_task(coroutine))

    async def ask(self, _sessions: Collection[uuid.UUID]) -> Mapping[uuid.UUID, SessionPresence]:
        self.asked += 1
        return {session_id: SessionPresence(visits={7: "watch"})}

    async def note_visits(self, visits: Collection[int], there: bool) -> None:
        self.written.append((self.loop.time() - self.began, sorted(visits), there))


def test_visitors_are_all_who_look_by_a_permission() -> None:
    async def main() -> None:
        notes = Notes(session_of(viewer(None), viewer(7), viewer(9), viewer(7)))
        assert notes.presence.visitors() == {7, 9}

    run(main())


def test_who_goes_is_written_down_at_once_and_is_there_while_another_page_is() -> None:
    async def main() -> None:
        first, second = viewer(7), viewer(7)
        session = session_of(first, second)
        notes = Notes(session)
        for gone, there in ((first, True), (second, False)):
            session.tabs[1].viewers.remove(gone)
            notes.presence.left(gone)
            await notes.tasks.pop()
            assert notes.written.pop()[1:] == ([7], there)
        assert notes.asked == 2
        notes.presence.left(viewer(None))  # the learner
        assert notes.tasks == []

    run(main())


def test_who_is_there_is_written_down_every_ten_seconds() -> None:
    async def main() -> None:
        notes = Notes(session_of(viewer(None), viewer(7)))
        asking = asyncio.ensure_future(notes.presence.run())
        await asyncio.sleep(25)
        asking.cancel()
        assert notes.written == [(at, [7], True) for at in (0.5, 10.5, 20.5)]

    run(main())


def test_a_poller_that_is_closed_asks_no_more() -> None:
    async def main() -> None:
        asked: list[float] = []
        loop = asyncio.get_running_loop()
        versions = iter(range(100))

        async def ask(sessions: Collection[uuid.UUID]) -> Mapping[uuid.UUID, SessionStatus]:
            asked.append(loop.time())
            return dict.fromkeys(sessions, SessionStatus())

        end: Callable[..., None] = lambda *_: None  # noqa: E731
        poller = StatusPoller(
            {session_id: session_of()}, ask, end, ChangeDetector(lambda: next(versions)), Times()
        )
        poller.close()  # before it began
        poller.wake()
        await asyncio.sleep(3.5)
        assert len(asked) == 3
        poller.close()
        await asyncio.sleep(3)
        assert len(asked) == 3

    run(main())

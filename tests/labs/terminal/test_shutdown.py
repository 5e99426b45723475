"""The server's start and stop, as ASGI tells the application of them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from labs.terminal.consumer import Settings, TerminalApplication
from labs.terminal.core.ports import Admission, TabRequest, code_restart
from labs.terminal.core.viewer import Viewer
from tests.labs.terminal.core.test_hub import Shells

settings = Settings(origins=(), secure=False, session_cookie="s", host_valid=lambda host: True)


class Server:
    """The server's end of the lifespan."""

    def __init__(self, application: TerminalApplication) -> None:
        self.events: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self.sent: list[str] = []
        scope = {"type": "lifespan"}
        self.task = asyncio.ensure_future(application(scope, self.events.get, self.send))

    async def send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message["type"])

    async def says(self, name: str) -> None:
        before = len(self.sent)
        await self.events.put({"type": f"lifespan.{name}"})
        while len(self.sent) == before:
            await asyncio.sleep(0)


def test_a_server_that_stops_without_any_terminal_just_stops() -> None:
    async def run() -> None:
        application = TerminalApplication(Shells(), settings)
        server = Server(application)
        await server.says("startup")
        assert not server.task.done()
        await server.says("shutdown")
        await asyncio.wait_for(server.task, 5)
        assert server.sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
        assert application.hub is None

    asyncio.run(run())


def test_a_server_that_stops_tells_every_page_to_come_back() -> None:
    async def run() -> None:
        shells = Shells()
        application = TerminalApplication(shells, settings)
        server = Server(application)
        await server.says("startup")
        hub = application.hub_here()
        assert application.hub_here() is hub
        request = TabRequest(
            session_key="key", session=uuid.uuid4(), machine="main", tab=1, rows=24, cols=80
        )
        sent: list[Mapping[str, Any]] = []

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        admission = await hub.call(shells.admit, "key", request.session, "main")
        assert isinstance(admission, Admission)
        viewer = await hub.join(request, admission, send)
        assert isinstance(viewer, Viewer)
        assert viewer.closing is None
        await server.says("shutdown")
        assert viewer.closing == (code_restart, "")
        # Nothing is asked of the database any more.
        assert hub.status_poller.task is not None
        assert hub.status_poller.task.cancelling()
        await asyncio.wait_for(server.task, 5)
        assert server.sent[-1] == "lifespan.shutdown.complete"
        for tab in hub.sessions[request.session].tabs.values():
            tab.close()
        await asyncio.sleep(0)
        shells.ours.close()

    asyncio.run(run())


def test_a_hub_belongs_to_its_loop() -> None:
    application = TerminalApplication(Shells(), settings)

    async def here() -> object:
        return application.hub_here()

    assert asyncio.run(here()) is not asyncio.run(here())


def test_what_is_neither_a_terminal_nor_a_lifespan_is_refused() -> None:
    async def never(*_: object) -> Any:
        raise AssertionError

    with pytest.raises(ValueError, match="no http here"):
        asyncio.run(TerminalApplication(Shells(), settings)({"type": "http"}, never, never))

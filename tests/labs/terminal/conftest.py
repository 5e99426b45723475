"""A server for websockets in a thread, set up as the web process has it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.conf import LazySettings

from labs.terminal.consumer import TerminalApplication
from labs.terminal.core.times import Times, usual
from labs.terminal.routing import application
from virtlearn.serving.config import FRAME_MOST, PING_SECONDS

Serve = Callable[..., int]


@pytest.fixture(autouse=True)
def _recordings(settings: LazySettings, tmp_path: Path) -> None:
    settings.RECORDINGS_DIR = tmp_path / "recordings"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(application, ping)` serves it, pinging every so many seconds, and gives the port."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(application: Any, ping: float | None = PING_SECONDS) -> int:
        config = uvicorn.Config(
            application,
            port=0,
            ws="websockets-sansio",
            ws_max_size=FRAME_MOST,
            ws_per_message_deflate=False,
            ws_ping_interval=ping,
            ws_ping_timeout=ping,
            loop="uvloop",
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        end = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.01)
        port: int = server.servers[0].sockets[0].getsockname()[1]
        return port

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join(40)
        assert not thread.is_alive(), "the server did not end"


@pytest.fixture
def times() -> Times:
    """A test that needs others is parametrized with them."""
    return usual


@pytest.fixture
def port(serve: Serve, times: Times) -> int:
    """Of the terminals as this installation has them."""
    found = application
    return serve(TerminalApplication(found.backend, found.settings, found.archive, times))

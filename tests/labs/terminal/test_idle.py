"""A terminal that nobody types in for long, behind a proxy that closes what is idle.

All times are a fortieth of real ones: the proxy's 60 s, and the server's pings, which the browser
of a hidden tab answers while it holds the tab's own timers back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from labs.terminal.consumer import TerminalApplication
from labs.terminal.core.tab import ring_size
from tests.labs.terminal.client import Client, connected, patience
from tests.labs.terminal.conftest import Serve
from tests.labs.terminal.core.test_hub import Shells, anybody, path
from tests.labs.terminal.idle_proxy import idle_proxy
from virtlearn.serving.config import PING_SECONDS

scale = 40
proxy_seconds = 60 / scale


@pytest.fixture
def shells() -> Iterator[Shells]:
    made = Shells()
    yield made
    made.ours.close()


def hidden(client: Client, seconds: float) -> None:
    """The page sends nothing by itself; what comes is taken, and pings are answered."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not client.code:
        client.socket.settimeout(max(0.01, left))
        try:
            client.read()
        except TimeoutError:
            return


@pytest.mark.slow("waits for a proxy's patience, three times")
def test_a_hidden_tab_keeps_its_connection_and_hears_all(serve: Serve, shells: Shells) -> None:
    port = serve(TerminalApplication(shells, anybody), ping=PING_SECONDS / scale)
    with idle_proxy(port, proxy_seconds) as front, connected(front, path) as client:
        hidden(client, 3 * proxy_seconds)
        assert client.code == 0
        shells.ours.sendall(b"after an hour")
        client.see("after an hour")


def test_without_the_servers_pings_the_proxy_would_close_it(serve: Serve, shells: Shells) -> None:
    port = serve(TerminalApplication(shells, anybody), ping=None)
    with idle_proxy(port, proxy_seconds) as front, connected(front, path) as client:
        assert client.closed(patience) == 1006


def test_one_that_was_closed_comes_back_with_what_was_printed_meanwhile(
    serve: Serve, shells: Shells
) -> None:
    port = serve(TerminalApplication(shells, anybody), ping=None)
    with idle_proxy(port, proxy_seconds) as front:
        with connected(front, path) as client:
            shells.ours.sendall(b"\x1b[?1049h\x1b[?2004hbefore")
            client.see("before")
            assert client.closed(patience) == 1006
        shells.ours.sendall(b"x" * ring_size + b"meanwhile")
        with connected(front, path + "?again=yes") as client:
            client.see("meanwhile")
            # What the shell says as one comes back follows the replay.
            assert 0 < client.told("replay")["bytes"] <= len(client.output)
            assert b"\x1b[?1049h" in client.output
            assert b"\x1b[?2004h" in client.output

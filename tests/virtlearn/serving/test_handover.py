"""A websocket whose handshake one server reads, and that another one serves."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator

import pytest

from tests.virtlearn.serving.servers import Served, read
from tests.waiting import wait_until
from virtlearn.serving.handover import HandoverProtocol, channel_make

page = b"GET /en/ HTTP/1.1\r\nHost: a\r\n\r\n"
handshake = (
    b"GET /ws/terminal/%41/?rows=24 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\nCookie: a=b\r\n\r\n"
)


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    try:
        yield made
    finally:
        made.stop()


def test_a_terminal_is_served_by_the_other_server(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 20) as connection:
        connection.sendall(page)
        assert read(connection, b"}").startswith(b"HTTP/1.1 200 ")
        connection.sendall(handshake)  # on a used connection, as proxies do
        text = read(connection, b"}")
        assert text.startswith(b"HTTP/1.1 101 ")
        said = json.loads(text[text.index(b"{") :])
        assert said["client"] == list(connection.getsockname())
        assert (said["path"], said["query"]) == ("/ws/terminal/A/", "rows=24")
        assert said["cookie"] == "a=b"
        connection.sendall(b"\x82\x83\0\0\0\0abc")
        assert read(connection, b"abc") == b"\x82\x03abc"
        wait_until(lambda: len(served.terminals.server_state.connections) == 1)
    wait_until(lambda: not served.terminals.server_state.connections)


def test_thirty_terminals_at_once(served: Served) -> None:
    connections = [socket.create_connection(("127.0.0.1", served.port), 20) for _ in range(30)]
    for each in connections:
        each.sendall(handshake)
    for each in connections:
        assert read(each, b"}").startswith(b"HTTP/1.1 101 ")
        each.close()


def test_terminals_are_told_when_the_server_stops(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 20) as connection:
        connection.sendall(handshake)
        read(connection, b"}")
        served.terminals.should_exit = True
        assert read(connection, b"\x03\xf4").startswith(b"\x88")  # a close frame: 1012


def test_a_terminal_that_cannot_be_handed_over_is_closed() -> None:
    """Where the terminals' process does not take it, the page connects again."""
    here, there = channel_make()
    here.close()
    there.settimeout(1)

    async def run() -> bytes:
        class Protocol(HandoverProtocol):
            channel = there

            def __init__(self) -> None:
                pass

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                super().connection_made(transport)
                self.data_received(handshake)

        server = await asyncio.get_running_loop().create_server(Protocol, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        async with asyncio.timeout(20):
            text = await reader.read()
        writer.close()
        server.close()
        return text

    assert asyncio.run(run()) == b""

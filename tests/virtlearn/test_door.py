"""The door, between a real socket's client and a page server that notes what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from virtlearn.door import CONNECTIONS_MOST, HEAD_MOST, Door

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Client:
    """One connection to the door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *parts: bytes) -> bytes:
        """Send each part by itself; give what comes within a moment."""
        for part in parts:
            self.writer.write(part)
            await asyncio.sleep(0.02)
        try:
            async with asyncio.timeout(40):
                return await self.reader.read(65536)
        except ConnectionResetError:
            return b""


class House:
    """The door with a page server behind it that answers ok and keeps what it read."""

    def __init__(self) -> None:
        self.read: list[bytes] = []
        self.state = ServerState()
        self.port = 0
        self.door: type[Door] = Door

    @property
    def text(self) -> bytes:
        return b"".join(self.read)

    async def page(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.read.append(data)
            writer.write(ANSWER)
        writer.close()

    async def client(self) -> Client:
        return Client(*await asyncio.open_connection("127.0.0.1", self.port))


async def terminal(scope: Any, receive: Any, send: Any) -> None:
    """A websocket application that says who asks and then echoes."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": f"{scope['client'][0]} {scope['path']}"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


@asynccontextmanager
async def house(folder: Path, *proxies: str, pages: bool = True) -> AsyncIterator[House]:
    class TestDoor(Door):
        pass

    TestDoor.pages = {folder / "pages": 0}
    TestDoor.proxies = [ip_network(text) for text in proxies]
    config = uvicorn.Config(
        terminal,
        http=TestDoor,
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        forwarded_allow_ips="*",
    )
    config.load()
    built = House()
    built.door = TestDoor
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: TestDoor(config, built.state, {}), "127.0.0.1", 0)
    built.port = server.sockets[0].getsockname()[1]
    behind = await asyncio.start_unix_server(built.page, folder / "pages") if pages else None
    try:
        yield built
    finally:
        server.close()
        if behind:
            behind.close()


Scene = Callable[[House], Coroutine[Any, Any, None]]


def play(folder: Path, scene: Scene, *proxies: str, pages: bool = True) -> None:
    """Run `scene` in a house of its own."""

    async def run() -> None:
        async with house(folder, *proxies, pages=pages) as built:
            await scene(built)

    asyncio.run(run())


def test_door_says_who_asks_and_drops_what_the_client_says_of_it(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        answer = await client.say(
            b"GET /en/ HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n"
            b"X_Forwarded_For: 7.7.7.7\r\nx-forwarded-proto: https\r\n"
            b"Forwarded: for=8.8.8.8\r\nX-Forwarded-Host: evil\r\n\r\n"
        )
        assert answer == ANSWER
        assert built.text == b"GET /en/ HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 127.0.0.1\r\n\r\n"

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (b"203.0.113.9", b"203.0.113.9"),
        (b"6.6.6.6, 203.0.113.9", b"203.0.113.9"),
        (b"6.6.6.6, 203.0.113.9, 127.0.0.1", b"203.0.113.9"),
        (b"not an address", b"127.0.0.1"),
        (b"2001:db8::1", b"2001:db8::1"),
    ],
)
def test_door_believes_a_trusted_proxy_alone(tmp_path: Path, said: bytes, heard: bytes) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        await client.say(
            b"GET / HTTP/1.1\r\nX-Forwarded-For: %b\r\nX-Forwarded-Proto: https\r\n\r\n" % said
        )
        assert b"x-forwarded-for: %b\r\n" % heard in built.text
        assert b"x-forwarded-proto: https\r\n" in built.text

    play(tmp_path, scene, "127.0.0.0/8")


def test_door_keeps_a_connection_and_passes_bodies_whole(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        head = b"POST /x HTTP/1.1\r\nContent-Length: 10\r\n\r\n"
        await client.say(head[:7], head[7:] + b"01234", b"56789")
        assert built.text.endswith(b"\r\n\r\n0123456789")
        built.read.clear()
        await client.say(
            b"POST /y HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n", b"0\r\n\r\n"
        )
        assert built.text.endswith(b"\r\n\r\n4\r\nabcd\r\n0\r\n\r\n")

    play(tmp_path, scene)


def test_door_hides_no_request_in_a_body(tmp_path: Path) -> None:
    hidden = b"GET /hidden HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n"

    async def scene(built: House) -> None:
        client = await built.client()
        answer = await client.say(
            b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + hidden
        )
        assert b" 400 " in answer
        assert b"hidden" not in built.text

        client = await built.client()
        await client.say(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + hidden)
        assert b"6.6.6.6" not in built.text
        assert built.text.count(b"x-forwarded-for: 127.0.0.1") == 2

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"NONSENSE\r\n\r\n", b" 400 "),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b" 400 "),
        (b"CONNECT a:1 HTTP/1.1\r\n\r\n", b" 400 "),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * HEAD_MOST, b" 431 "),
    ],
)
def test_door_refuses(tmp_path: Path, sent: bytes, status: bytes) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        assert status in await client.say(sent)
        assert built.text == b""
        assert not built.state.connections

    play(tmp_path, scene)


def test_door_says_503_while_there_is_no_page_server(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        answer = await client.say(b"GET / HTTP/1.1\r\n\r\n")
        assert b" 503 " in answer
        assert b"retry-after" in answer

    play(tmp_path, scene, pages=False)


def test_door_takes_an_unknown_upgrade_for_a_plain_request(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        ask = b"GET /%b HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: %b\r\n\r\n"
        for path, what in [(b"a", b"h2c"), (b"b", b"websocket")]:
            assert await client.say(ask % (path, what)) == ANSWER
        assert b"upgrade" not in built.text.lower()

    play(tmp_path, scene)


WEBSOCKET = (
    b"GET /ws/terminal/ HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"X-Forwarded-For: 6.6.6.6\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def test_door_hands_over_a_websocket_on_a_used_connection_too(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        client = await built.client()
        assert await client.say(b"GET / HTTP/1.1\r\n\r\n") == ANSWER
        answer = await client.say(WEBSOCKET)
        answer += await client.say(b"\x82\x83\0\0\0\0abc")
        assert answer.startswith(b"HTTP/1.1 101 ")
        assert b"127.0.0.1 /ws/terminal/" in answer
        assert answer.endswith(b"\x82\x03abc")
        assert b"/ws/" not in built.text

    play(tmp_path, scene)


def test_door_stops_the_source_of_a_client_that_reads_nothing(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        sent = 0

        async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            await reader.read(100)
            while sent < 200_000_000:
                writer.write(b"x" * 65536)
                await writer.drain()
                sent += 65536

        behind = await asyncio.start_unix_server(flood, tmp_path / "pages")
        client = await built.client()
        client.writer.write(b"GET / HTTP/1.1\r\n\r\n")
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.3)
        assert 0 < sent < 20_000_000
        client.writer.close()
        behind.close()

    play(tmp_path, scene, pages=False)


def test_door_shares_connections_out(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        served = [0, 0]

        async def page(number: int, reader: asyncio.StreamReader, writer: Any) -> None:
            await reader.read(100)
            served[number] += 1
            writer.write(ANSWER)

        sockets = [tmp_path / "zero", tmp_path / "one"]
        for number, path in enumerate(sockets):
            await asyncio.start_unix_server(partial(page, number), path)
        built.door.pages = dict.fromkeys(sockets, 0)
        clients = [await built.client() for _ in range(6)]
        for client in clients:
            assert await client.say(b"GET / HTTP/1.1\r\n\r\n") == ANSWER
        assert served == [3, 3]
        for client in clients:
            client.writer.close()
        await asyncio.sleep(0.1)
        assert set(built.door.pages.values()) == {0}

    play(tmp_path, scene, pages=False)


def test_door_turns_away_more_connections_than_it_can_keep(tmp_path: Path) -> None:
    async def scene(built: House) -> None:
        built.state.connections.update(range(CONNECTIONS_MOST))  # type: ignore[arg-type]
        client = await built.client()
        assert await client.say(b"GET / HTTP/1.1\r\n\r\n") == b""

    play(tmp_path, scene)

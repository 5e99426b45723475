"""The one port: pages go to granian, terminals to uvicorn's own websocket protocol.

uvicorn makes a `Door` for each connection. Request heads are read by llhttp (httptools) and written
anew, so that what the page server reads is what was judged here: who asks is in a header that
only the door sets. Each connection has a page-server connection of its own, whose answers are
passed on as they come; a client that reads slowly stops its own source, nobody else's.
Why not a proxy of somebody else's: docs/decisions/0002-serving.md has the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

import httptools

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network, IPv6Network
    from pathlib import Path

    from uvicorn import Config
    from uvicorn.server import ServerState

    Network = IPv4Network | IPv6Network

logger = logging.getLogger(__name__)

WEBSOCKETS = b"/ws/"
HEAD_MOST = 64 * 1024  # bytes of one request's head
HEAD_SECONDS = 30  # how long a new connection may take to send its first head
CONNECTIONS_MOST = 2000
# The door alone says these; what a client sends under these names is dropped.
SAID_HERE = frozenset(
    {
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"forwarded",
    }
)
REFUSALS = {
    400: b"HTTP/1.1 400 Bad Request",
    431: b"HTTP/1.1 431 Request Header Fields Too Large",
    503: b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2",
}
# All that is said while the page servers start again; it refreshes itself, as the header asks.
STARTING = (
    b'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">'
    b"<title>VirtLearn</title><body><h1>VirtLearn</h1>"
    b"<p>The site is starting again. This page loads itself in a moment.</p>"
    b'<p lang="es">El sitio se est\xc3\xa1 iniciando de nuevo. '
    b"Esta p\xc3\xa1gina se carga sola en un momento.</p></body></html>"
)


class Upstream(asyncio.Protocol):
    """The page server's side of one connection. `path` is the socket that it is connected to."""

    transport: asyncio.Transport

    def __init__(self, door: Door, path: Path) -> None:
        self.door, self.path = door, path

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if not self.door.closed:
            self.door.transport.write(data)

    def pause_writing(self) -> None:
        if not self.door.closed:
            self.door.transport.pause_reading()

    def resume_writing(self) -> None:
        if not self.door.closed:
            self.door.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.door.pages[self.path] -= 1
        self.door.upstream_lost(self)


class Door(asyncio.Protocol):
    """One client's connection, until a websocket takes it over.

    `pages` are the page servers' unix sockets, with the number of connections to each; an address
    in `proxies` may say for whom it asks.
    """

    pages: dict[Path, int]
    proxies: Sequence[Network] = ()

    transport: asyncio.Transport

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.config, self.server_state, self.app_state = config, server_state, app_state
        self.loop = _loop or asyncio.get_running_loop()
        self.upstream: Upstream | None = None
        self.opening: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.parser = httptools.HttpRequestParser(self)
        self.out: list[bytes] = []  # what the page server has yet to be sent
        self.websocket = self.closed = False
        self.head_bytes = 0

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if peer else ""
        self.trusted = self.is_proxy(self.peer)
        connections = cast("set[Any]", self.server_state.connections)
        if len(connections) >= CONNECTIONS_MOST:
            self.transport.abort()
            return
        connections.add(self)
        self.timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def data_received(self, data: bytes) -> None:
        self.head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            rest = data[error.args[0] :]
            if self.websocket:
                self.websocket_begin(rest)
            elif not self.closed:
                # An upgrade that is not offered here (h2c): answered as if it was not asked for.
                self.parser = httptools.HttpRequestParser(self)
                self.data_received(rest)
            return
        except httptools.HttpParserError:
            self.refuse(400)
        if self.closed:
            return
        if self.out:
            self.forward()
        elif self.head_bytes > HEAD_MOST:
            self.refuse(431)

    def pause_writing(self) -> None:
        if self.upstream and not self.closed:
            self.upstream.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.upstream and not self.closed:
            self.upstream.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end()

    def shutdown(self) -> None:
        """The server stops: close what waits for a request; the page server closes the others."""
        if self.upstream is None and self.opening is None:
            self.transport.close()

    # What llhttp calls.

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.forwarded_for = self.forwarded_proto = b""
        self.chunked = False

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        lower = name.lower()
        if lower in SAID_HERE:
            if lower == b"x-forwarded-for":
                self.forwarded_for = b",".join(filter(None, (self.forwarded_for, value)))
            elif lower == b"x-forwarded-proto":
                self.forwarded_proto = value
        elif b"_" in lower:
            pass  # WSGI could not tell it from the name with a hyphen
        else:
            self.chunked = self.chunked or lower == b"transfer-encoding"
            self.headers.append((lower, value))

    def on_headers_complete(self) -> None:
        parser = self.parser
        method = parser.get_method()
        self.head_bytes = 0
        if parser.should_upgrade():
            named = dict(self.headers)
            self.websocket = (
                named.get(b"upgrade", b"").lower() == b"websocket"
                and self.url.startswith(WEBSOCKETS)
                and method == b"GET"
            )
            if method == b"CONNECT":
                self.refuse(400)
            self.headers = [
                header for header in self.headers if header[0] not in {b"upgrade", b"connection"}
            ]
        if self.closed or self.websocket:
            return
        http = parser.get_http_version().encode()
        self.out.append(b"%b %b HTTP/%b\r\n" % (method, self.url, http))
        self.out.extend([b"%b: %b\r\n" % header for header in self.headers])
        self.out.append(b"\r\n".join([*self.said_here(), b"", b""]))

    def on_body(self, body: bytes) -> None:
        self.out.append(b"%x\r\n%b\r\n" % (len(body), body) if self.chunked else body)

    def on_message_complete(self) -> None:
        self.head_bytes = 0
        if self.chunked:
            self.out.append(b"0\r\n\r\n")

    # What the door does.

    def is_proxy(self, address: str) -> bool:
        """Whether `address` may say for whom it asks."""
        if not self.proxies:
            return False
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.proxies)

    def client(self) -> str:
        """Give the address of who asks: the peer, or whom trusted proxies say they ask for."""
        address = self.peer
        hops = self.forwarded_for.decode("latin-1").split(",") if self.trusted else []
        while hops and self.is_proxy(address):
            hop = hops.pop().strip()
            try:
                address = str(ip_address(hop))
            except ValueError:
                break
        return address

    def said_here(self) -> list[bytes]:
        """Give the header lines that say who asks, and how where a trusted proxy says that."""
        lines = [b"x-forwarded-for: " + self.client().encode()]
        if self.trusted and self.forwarded_proto in {b"http", b"https"}:
            lines.append(b"x-forwarded-proto: " + self.forwarded_proto)
        return lines

    def forward(self) -> None:
        """Send what waits to the page server, which is asked in on the first request."""
        if self.upstream:
            self.upstream.transport.write(b"".join(self.out))
            self.out.clear()
        elif self.opening is None:
            if self.timer:
                self.timer.cancel()
            self.transport.pause_reading()
            self.opening = self.loop.create_task(self.open())

    async def open(self) -> None:
        """Connect to the page server that has the fewest connections; 503 while none is there.

        Where several listen on one socket, a burst goes to whichever wakes first.
        """
        for path in sorted(self.pages, key=self.pages.__getitem__):
            self.pages[path] += 1  # before anything is waited for: the next one must see it
            try:
                transport, upstream = await self.loop.create_unix_connection(
                    functools.partial(Upstream, self, path), str(path)
                )
            except OSError as error:
                self.pages[path] -= 1
                logger.warning("%s does not answer: %s", path.name, error)
                continue
            if self.closed:
                transport.abort()
            else:
                self.upstream = upstream
                self.transport.resume_reading()
                self.forward()
            return
        self.refuse(503)

    def websocket_begin(self, rest: bytes) -> None:
        """Hand the connection to uvicorn's websocket protocol: the head, and what came with it."""
        self.end()
        protocol = cast("Any", self.config.ws_protocol_class)(
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        lines = [b"GET %b HTTP/1.1" % self.url, b"connection: upgrade", b"upgrade: websocket"]
        lines += [b"%b: %b" % header for header in self.headers]
        lines += self.said_here()
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        protocol.data_received(b"\r\n".join([*lines, b"", rest]))

    def refuse(self, status: int) -> None:
        """Answer with `status` and close; only close where an answer may be on its way already."""
        if not self.closed:
            if self.upstream is None:
                body = STARTING if status == 503 else b""
                head = b"\r\nconnection: close\r\ncontent-type: text/html; charset=utf-8"
                length = b"\r\ncontent-length: %d\r\n\r\n" % len(body)
                self.transport.write(REFUSALS[status] + head + length + body)
            self.transport.close()
            self.end()

    def upstream_lost(self, upstream: Upstream) -> None:
        """Close after the page server did."""
        if upstream is self.upstream and not self.closed:
            self.transport.close()

    def end(self) -> None:
        """Leave nothing behind: timer, page server's connection, place in the list."""
        self.closed = True
        cast("set[Any]", self.server_state.connections).discard(self)
        if self.timer:
            self.timer.cancel()
        if self.upstream:
            with contextlib.suppress(RuntimeError):
                self.upstream.transport.close()

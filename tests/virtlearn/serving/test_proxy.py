"""Who asks, as the site learns it behind Caddy and nginx with TLS, set up as deploy/ does."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.proxies import host, proxies, proxy_running
from tests.site import free_port
from tests.virtlearn.serving.servers import Served, read

client = "127.0.0.2"  # another address than the proxy's
handshake = (
    b"GET /ws/terminal/?rows=24 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: http\r\n\r\n"
)


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served("127.0.0.1/32")
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(params=list(proxies))
def port(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Iterator[int]:
    """Of the proxy, which answers."""
    port = free_port()
    with proxy_running(request.param, tmp_path, served.port, port=port):
        yield port


def connect(port: int) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), 20, source_address=(client, 0))
    return context.wrap_socket(plain, server_hostname=host)


def test_a_page_and_a_terminal_through_a_proxy(port: int) -> None:
    for _ in range(2):  # on connections that the proxy has used before
        with connect(port) as page:
            page.sendall(
                b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 6.6.6.6\r\n"
                b"X-Forwarded-Proto: http\r\nConnection: close\r\n\r\n"
            )
            said = json.loads(read(page, b"}").partition(b"\r\n\r\n")[2])
            assert (said["client"][0], said["scheme"]) == (client, "https")
            assert said["host"] == host
        with connect(port) as terminal:
            terminal.sendall(handshake)
            text = read(terminal, b"}")
            assert text.startswith(b"HTTP/1.1 101 ")
            said = json.loads(text[text.index(b"{") :])
            assert (said["client"][0], said["scheme"]) == (client, "wss")
            terminal.sendall(b"\x82\x83\0\0\0\0abc")
            assert read(terminal, b"abc").endswith(b"\x82\x03abc")

"""Other systems are asked where they are, and nobody is led to the inside."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from virtlearn.core.outbound import Answer, OutboundError, outbound_request, place_find


def names(*addresses: str) -> Any:
    """A name service that gives these, one a call, and the last one for ever."""
    left = list(addresses)

    def resolve(host: str, port: int, **_more: object) -> list[Any]:
        address = left.pop(0) if len(left) > 1 else left[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    return resolve


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/",
        "https://169.254.169.254/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://224.0.0.1/",
        "https://localhost/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https:///path",
        "https://example.org:99999/",
        "https://example.org/\r\nHost: x",
        "gopher://127.0.0.1:70/",
        "",
    ],
)
def test_the_inside_is_refused(url: str) -> None:
    with pytest.raises(OutboundError) as refused:
        place_find(url)
    assert refused.value.trouble == "address"


def test_all_that_a_name_stands_for_is_looked_at() -> None:
    def resolve(host: str, port: int, **_more: object) -> list[Any]:
        return [*names("93.184.216.34")(host, port), *names("127.0.0.1")(host, port)]

    with pytest.raises(OutboundError):
        place_find("https://example.org/", resolve)
    place = place_find("https://example.org/a?b=c", names("93.184.216.34"))
    assert (place.addresses, place.path, place.port) == (("93.184.216.34",), "/a?b=c", 443)


def test_plain_http_is_for_named_networks(settings: LazySettings) -> None:
    with pytest.raises(OutboundError):
        place_find("http://example.org/", names("93.184.216.34"))
    settings.OUTBOUND_NETWORKS = ["10.0.0.0/8"]
    assert place_find("http://lms.school/", names("10.9.8.7")).addresses == ("10.9.8.7",)
    with pytest.raises(OutboundError):
        place_find("http://lms.school/", names("127.0.0.1"))


class Other(BaseHTTPRequestHandler):
    """Another system, which misbehaves as its path says."""

    asked: list[str] = []

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path == "/never":
            time.sleep(3)
            return
        if self.path == "/drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _each in range(30):
                self.wfile.write(b"X: y\r\n")
                self.wfile.flush()
                time.sleep(0.1)
            return
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", "/secret")
        body = b"x" * (200_000 if self.path == "/large" else 10)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture
def other(settings: LazySettings) -> Iterator[str]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    Other.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url: str, **more: Any) -> Answer:
    return outbound_request("GET", url, seconds=1, **more)


def test_an_answer_comes_whole_and_redirects_are_not_followed(other: str) -> None:
    assert ask(f"{other}/").body == b"x" * 10
    moved = ask(f"{other}/away")
    assert (moved.status, moved.headers["location"]) == (302, "/secret")
    assert Other.asked == ["/", "/away"]


def test_an_answer_has_a_size_and_a_time(other: str) -> None:
    for path, trouble in (("/large", "large"), ("/never", "away"), ("/drip", "away")):
        began = time.monotonic()
        with pytest.raises(OutboundError) as refused:
            ask(f"{other}{path}")
        assert refused.value.trouble == trouble, path
        assert time.monotonic() - began < 2.5


def test_a_name_is_looked_up_once(other: str) -> None:
    port = other.rpartition(":")[2]
    # The second look-up would lead elsewhere, where nobody answers.
    resolve = names("127.0.0.1", "127.0.0.2")
    assert ask(f"http://lms.school:{port}/", resolve=resolve).status == 200


def test_the_next_address_is_tried_where_the_first_does_not_answer(
    other: str, settings: LazySettings
) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    port = other.rpartition(":")[2]

    def resolve(host: str, at: int, **_more: object) -> list[Any]:
        return [*names("127.0.0.2")(host, at), *names("127.0.0.1")(host, at)]

    assert ask(f"http://lms.school:{port}/", resolve=resolve).status == 200


def test_a_certificate_must_be_the_hosts(
    certificate: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1", "::1"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(OutboundError) as refused:
            ask(f"https://localhost:{server.server_port}/", resolve=names("127.0.0.1"))
        assert refused.value.trouble == "certificate"  # nobody trusts it
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        url = f"https://localhost:{server.server_port}/"
        assert ask(url, resolve=names("127.0.0.1")).status == 200
        with pytest.raises(OutboundError) as refused:
            ask(f"https://127.0.0.1:{server.server_port}/")
        assert refused.value.trouble == "certificate"  # it is another host's
    finally:
        server.shutdown()
        server.server_close()

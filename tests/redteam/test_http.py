"""H1, H2, M1, M2: whatever holds the port, attacked with bytes.

Each attack is first seen to work on a careless server of the standard library (raw_http.py), so
that no test passes because it attacks nothing.
"""

from __future__ import annotations

import re
import socket
import time
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import HTTPServer

import pytest

from tests.redteam.malformed import framings, heads, inner
from tests.redteam.raw_http import (
    BlindHandler,
    CarelessHandler,
    Outcome,
    careless,
    exchange,
    slow_clients,
)
from tests.site import Site
from virtlearn.serving.bodies import FORM
from virtlearn.serving.http import HEAD_SECONDS

login = "/en/accounts/login/"
smuggling = {name: sent + inner for name, sent in framings.items()}
few_tries = {"LIMIT_PASSWORD_ADDRESS": "10/5m"}
slack_seconds = 10  # a busy machine's


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    yield from web_alone(few_tries)


@pytest.fixture(scope="module")
def site_behind_a_proxy() -> Iterator[Site]:
    yield from web_alone({**few_tries, "TRUSTED_PROXIES": "127.0.0.0/8"})


def web_alone(env: Mapping[str, str]) -> Iterator[Site]:
    """A site without its keeper."""
    made = Site(env)
    try:
        made.furnish()
        made.start("web")
        made.wait()
        yield made
    finally:
        made.__exit__()


def all_of(port: int, cases: Mapping[str, bytes], seconds: float = 20) -> dict[str, Outcome]:
    with ThreadPoolExecutor(8) as threads:
        sent = (threads.submit(exchange, port, case, seconds=seconds) for case in cases.values())
        return dict(zip(cases, [each.result() for each in list(sent)], strict=True))


def page_seconds(site: Site) -> float:
    begin = time.monotonic()
    with urllib.request.urlopen(f"{site.url}/en/", timeout=30) as response:
        assert response.status == 200
    return time.monotonic() - begin


@pytest.mark.slow("waits until careless servers give up")
def test_h1_careless_servers_are_led_astray() -> None:
    with careless(CarelessHandler) as port:
        taken = [name for name, each in all_of(port, heads, 1).items() if 200 in each.statuses]
        assert len(taken) > len(heads) / 2
        twice = [name for name, each in all_of(port, smuggling, 1).items() if not each.refused]
        assert len(twice) > len(framings) / 2
    with careless(BlindHandler) as port:
        astray = all_of(port, smuggling, 1)
        for name in ("h2c with a body", "websocket with a body"):
            assert astray[name].statuses == [200, 200], name


@pytest.mark.slow("serves a site")
def test_h1_two_good_requests_have_two_answers(site: Site) -> None:
    assert exchange(site.port, inner, inner).statuses == [200, 200]


@pytest.mark.slow("serves a site")
def test_h1_what_is_malformed_is_refused(site: Site) -> None:
    assert len(heads) + len(framings) >= 100
    outcomes = all_of(site.port, heads)
    assert {name: each.text for name, each in outcomes.items() if not each.refused} == {}
    page_seconds(site)


@pytest.mark.slow("serves a site")
def test_h1_no_request_hides_in_another_ones_body(site: Site) -> None:
    outcomes = all_of(site.port, smuggling)
    assert {name: each.text for name, each in outcomes.items() if not each.refused} == {}
    page_seconds(site)


def test_h1_a_fault_of_the_server_would_be_seen() -> None:
    for statuses in ([200], [500], [400, 400], [404, 200]):
        text = b"".join(b"HTTP/1.1 %d X\r\n\r\n" % status for status in statuses)
        assert not Outcome(text, True).refused
    assert not Outcome(b"", False).refused
    assert Outcome(b"", True).refused
    assert Outcome(b"HTTP/1.1 400 X\r\n\r\n", False).refused


def logins_taken(site: Site) -> int:
    """How many of 12 wrong passwords are looked at, each said to be of another address."""
    with urllib.request.urlopen(site.url + login) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.read().decode())
    assert token
    taken = 0
    for number in range(12):
        form = f"csrfmiddlewaretoken={token[1]}&login=somebody-{number}&password=wrong".encode()
        outcome = exchange(
            site.port,
            f"POST {login} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nCookie: {cookie}\r\n"
            f"X-Forwarded-For: 203.0.113.{number}\r\nX_Forwarded_For: 203.0.113.{number}\r\n"
            f"X-Real-IP: 203.0.113.{number}\r\nForwarded: for=203.0.113.{number}\r\n"
            f"Origin: {site.url}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n".encode()
            + form,
        )
        taken += outcome.statuses == [200]
    return taken


@pytest.mark.slow("serves a site")
def test_h1_a_client_does_not_choose_its_address(site: Site, site_behind_a_proxy: Site) -> None:
    assert logins_taken(site_behind_a_proxy) == 12  # each is another one's, says the proxy
    assert logins_taken(site) == 10


@pytest.mark.slow("serves a site")
def test_m1_a_handshake_is_answered_or_closed(site: Site) -> None:
    upgrade = (
        b"GET /ws/terminal/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )
    cases = {
        "plain": upgrade + b"\r\n",
        "a body that does not come": upgrade + b"Content-Length: 1000\r\n\r\nabc",
        "chunks that do not come": upgrade + b"Transfer-Encoding: chunked\r\n\r\n5\r\na",
        "200 headers": upgrade + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
        "a head of 20 kB": upgrade + b"Cookie: " + b"x" * 20_000 + b"\r\n\r\n",
        "half a head": upgrade,
        "half a line": upgrade[:30],
        "nothing": b"",
    }
    outcomes = all_of(site.port, cases, HEAD_SECONDS + slack_seconds)
    # A page of this site is told that there is no such terminal; the others are cut short.
    assert {name: (each.statuses, each.closed) for name, each in outcomes.items()} == {
        "plain": ([404], True),
        "a body that does not come": ([400], True),
        "chunks that do not come": ([400], True),
        "200 headers": ([431], True),
        "a head of 20 kB": ([431], True),
        "half a head": ([], True),
        "half a line": ([], True),
        "nothing": ([], True),
    }


def upload(port: int, head: bytes, piece: bytes, megabytes: int) -> tuple[int, Outcome]:
    """How many bytes of a body of so many MB are taken before the answer, and the answer."""
    sent, text = 0, b""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(head)
        with suppress(OSError):
            while sent < megabytes * 1_000_000 and not text:
                connection.settimeout(0.001)
                with suppress(TimeoutError):
                    text = connection.recv(65536)
                connection.settimeout(20)
                if not text:
                    connection.sendall(piece)
                    sent += len(piece)
            while data := connection.recv(65536):
                text += data
    return sent, Outcome(text, True)


@pytest.mark.slow("serves a site")
def test_m2_a_big_body_is_refused_before_it_is_stored(site: Site) -> None:
    head = f"POST {login} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nConnection: close\r\n".encode()
    head += b"Content-Type: multipart/form-data; boundary=abc\r\n"
    part = b'--abc\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    piece = b"x" * 64_000
    length = b"Content-Length: 96000000\r\n\r\n" + part
    with careless(CarelessHandler) as port:
        assert upload(port, head + length, piece, 96)[0] > 90_000_000
    sent, outcome = upload(site.port, head + length, piece, 96)
    assert outcome.statuses == [413]
    assert sent < 4_000_000  # what lies in the sockets of both sides, at most
    chunk = b"%x\r\n%b\r\n" % (len(piece), piece)
    sent, outcome = upload(site.port, head + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 96)
    assert outcome.statuses in ([413], [])  # it may be lost where the connection is reset
    assert sent < FORM.size + 8_000_000
    page_seconds(site)


slow_head = b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
slow_body = f"POST {login} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc".encode()


@pytest.mark.alone
def test_h2_a_careless_server_is_stopped_by_one_slow_client() -> None:
    good = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for begin in (slow_head, slow_body):
        with careless(CarelessHandler, HTTPServer) as port, slow_clients(port, begin, 1) as clients:
            assert exchange(port, good, seconds=3) == Outcome(b"", False)
            clients[0].close()


@pytest.mark.alone
def test_h2_slow_clients_stop_nobody_and_are_let_go(site: Site) -> None:
    for _ in range(5):
        page_seconds(site)  # every thread has begun
    idle = max(page_seconds(site) for _ in range(30))
    begin = time.monotonic()
    with (
        slow_clients(site.port, slow_head, 200) as in_heads,
        slow_clients(site.port, slow_body, 200) as in_bodies,
    ):
        busy = sorted(page_seconds(site) for _ in range(60))
        # On a machine that other work keeps busy a page may take long by itself.
        assert busy[-2] < max(0.3, 2 * idle)
        assert all(each.fileno() > 0 for each in in_heads)
        assert time.monotonic() - begin < HEAD_SECONDS  # all of this was while they were there
        left = begin + FORM.seconds + slack_seconds
        for each in in_heads:
            assert read_to_end(each, left) in {b"", b"reset"}
        assert time.monotonic() - begin < HEAD_SECONDS + slack_seconds
        for each in in_bodies:
            answer = read_to_end(each, left)
            assert b" 408 " in answer or answer == b"reset"
    page_seconds(site)


def read_to_end(connection: socket.socket, deadline: float) -> bytes:
    """What comes until the server closes the connection; b"reset" where that was lost."""
    text = b""
    while time.monotonic() < deadline:
        try:
            data = connection.recv(4096)
        except TimeoutError:
            continue
        except ConnectionError:
            return text or b"reset"
        if not data:
            return text
        text += data
    raise AssertionError("the connection was kept")

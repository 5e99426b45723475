"""HTTP as no client sends it: bytes over a socket, and what comes back."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import NamedTuple

status_line = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
quiet_seconds = 0.5  # after an answer, for a second one


class Outcome(NamedTuple):
    """What a connection came to."""

    text: bytes
    closed: bool  # by the server

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in status_line.findall(self.text)]

    @property
    def refused(self) -> bool:
        """4xx or closed, and nothing else: no second answer, no fault of the server."""
        statuses = self.statuses
        if not statuses:
            return self.closed
        return len(statuses) == 1 and 400 <= statuses[0] < 500


def exchange(port: int, *pieces: bytes, seconds: float = 20) -> Outcome:
    """Send all pieces on one connection; give what comes until it is closed, or until a moment
    after an answer, or until so many seconds have passed."""
    text, closed = b"", False
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        end = time.monotonic() + seconds
        try:
            for piece in pieces:
                connection.sendall(piece)
            while not closed and (left := end - time.monotonic()) > 0:
                connection.settimeout(min(left, quiet_seconds) if text else left)
                data = connection.recv(65536)
                text, closed = text + data, not data
        except ConnectionError:
            closed = True
        except TimeoutError:
            pass
    return Outcome(text, closed)


class CarelessHandler(BaseHTTPRequestHandler):
    """Answers everything with 200, and reads a body only where it is asked for by a length."""

    protocol_version = "HTTP/1.1"
    reads_bodies = True

    def do_GET(self) -> None:
        if self.reads_bodies:
            self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_HEAD = do_OPTIONS = do_TRACE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is theirs)
        pass


class BlindHandler(CarelessHandler):
    """Takes what follows a head for the next request, whatever the head says of a body."""

    reads_bodies = False


@contextmanager
def careless(
    handler: type[CarelessHandler], kind: type[HTTPServer] = ThreadingHTTPServer
) -> Iterator[int]:
    """A server that makes the mistakes which are looked for; its port."""
    with kind(("127.0.0.1", 0), handler) as server:
        setattr(server, "handle_error", lambda *_: None)  # noqa: B010  (stumbling is no news)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def slow_clients(port: int, begin: bytes, count: int) -> Iterator[list[socket.socket]]:
    """So many connections that send `begin`, and then a byte a second."""
    connections = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(count)]
    done = threading.Event()

    def drip() -> None:
        while not done.wait(1):
            for each in connections:
                with suppress(OSError):
                    each.send(b"x")

    thread = threading.Thread(target=drip)
    try:
        for each in connections:
            each.sendall(begin)
            each.settimeout(0.2)
        thread.start()
        yield connections
    finally:
        done.set()
        if thread.ident:
            thread.join()
        for each in connections:
            each.close()

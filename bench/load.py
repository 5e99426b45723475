"""A load generator for pages: keep-alive connections, one thread, no library.

`python -m bench.load PORT PATH CONNECTIONS SECONDS [COOKIE]` shows what it reaches and what it
costs itself, to hold it against wrk: docs/decisions/0002-serving.md says what was found.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time
from collections.abc import Mapping

buffer = memoryview(bytearray(1 << 20))


class BadAnswerError(Exception):
    """The server answered something else than 200 with a length."""


def request_make(port: int, path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Give the bytes of a GET as a browser would keep asking it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/html"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    """One connection that asks the same again and again."""

    def __init__(self, port: int, request: bytes) -> None:
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(30)
        self.missing = 0  # bytes of the current answer that have not come; 0 between answers
        self.begun = b""  # an answer's head as far as it came

    def ask(self) -> None:
        """Send the request."""
        self.socket.sendall(self.request)

    def take(self) -> bool:
        """Read what is there; True when the answer is complete."""
        count = self.socket.recv_into(buffer)
        if not count:
            raise BadAnswerError("the server closed the connection")
        if self.missing:
            self.missing -= count
            return self.missing == 0
        self.begun += bytes(buffer[: min(count, 8192)])
        end = self.begun.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self.begun[:end].lower()
        before = len(self.begun) - min(count, 8192)
        self.begun = b""
        if not head.startswith(b"http/1.1 200 ") or b"\r\ncontent-length:" not in head:
            raise BadAnswerError(head.decode(errors="replace"))
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        self.missing = end + 4 + length - before - count
        return self.missing == 0


def rate(port: int, request: bytes, connections: int, seconds: float) -> float:
    """Answers a second over `connections` that each ask again as soon as they were answered."""
    selector = selectors.DefaultSelector()
    all_connections = [Connection(port, request) for _ in range(connections)]
    try:
        for each in all_connections:
            selector.register(each.socket, selectors.EVENT_READ, each)
            each.ask()
        answers = 0
        start = time.perf_counter()
        end = start + seconds
        while (now := time.perf_counter()) < end:
            for key, _events in selector.select(1):
                connection: Connection = key.data
                if connection.take():
                    answers += 1
                    connection.ask()
        return answers / (now - start)
    finally:
        selector.close()
        for each in all_connections:
            each.socket.close()


def body(port: int, request: bytes) -> bytes:
    """Give one answer's body."""
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.settimeout(30)
        plain.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        text = b""
        while data := plain.recv(1 << 18):
            text += data
    head, _, content = text.partition(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise BadAnswerError(head.decode(errors="replace"))
    return content


def main() -> None:
    """Say what the generator reaches and takes."""
    port, path, connections, seconds, *cookies = sys.argv[1:]
    headers = {"Cookie": cookies[0]} if cookies else {}
    spent = time.process_time()
    reached = rate(
        int(port), request_make(int(port), path, headers), int(connections), float(seconds)
    )
    own = (time.process_time() - spent) / (reached * float(seconds)) * 1e6
    print(f"{reached:.0f} requests/s; {own:.0f} µs of the generator's own CPU a request")


if __name__ == "__main__":
    main()

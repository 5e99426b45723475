"""A websocket client that reads when it is told to, and so can stall as well."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.test import Client as Browser

patience = 40.0  # seconds for whatever is waited for, on a machine that does much else
prompt = "learner@lab:~$ "
text_frame, binary_frame, close_frame, ping_frame = 1, 2, 8, 9


class RefusedError(Exception):
    """The handshake was answered by `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Client:
    """`output` is all the terminal output so far; `frames` the control frames; `code` the close."""

    def __init__(
        self,
        port: int,
        path: str,
        *,
        cookies: Mapping[str, str] | None = None,
        origin: str | None = "same",
        host: str = "",
        more: Mapping[str, str] | None = None,
        receive_buffer: int = 0,
    ) -> None:
        self.output = b""
        self.total = 0  # bytes of output, with those that were cleared
        self.frames: list[dict[str, Any]] = []
        self.code = 0
        self.buffer = b""
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(patience)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {
            "Host": host or f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        }
        headers |= more or {}
        if origin is not None:
            headers["Origin"] = f"http://127.0.0.1:{port}" if origin == "same" else origin
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self.buffer:
            if not (data := self.socket.recv(65536)):
                break
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1]) if head else 0
        if status != 101:
            self.socket.close()
            raise RefusedError(status)

    def send(self, data: bytes, kind: int = binary_frame) -> None:
        """One frame; masked by zeros, which is as good as any mask here."""
        length = len(data)
        head = bytes([0x80 | kind])
        if length < 126:
            head += bytes([0x80 | length])
        elif length < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", length)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", length)
        self.socket.sendall(head + bytes(4) + data)

    def tell(self, **frame: Any) -> None:
        self.send(json.dumps(frame).encode(), text_frame)

    def type(self, text: str) -> None:
        self.send(text.encode())

    def need(self, length: int) -> None:
        while len(self.buffer) < length:
            data = self.socket.recv(1 << 18)
            if not data:
                raise EOFError
            self.buffer += data

    def read(self) -> bool:
        """Takes one frame; False where the server has closed the connection."""
        if self.code:
            return False
        try:
            self.need(2)
            kind, length, at = self.buffer[0] & 15, self.buffer[1] & 127, 2
            if length >= 126:
                size = 2 if length == 126 else 8
                self.need(2 + size)
                length, at = int.from_bytes(self.buffer[2 : 2 + size], "big"), 2 + size
            self.need(at + length)
        except (EOFError, ConnectionError):
            self.code = 1006
            return False
        data, self.buffer = self.buffer[at : at + length], self.buffer[at + length :]
        if kind == binary_frame:
            self.output += data
            self.total += len(data)
        elif kind == text_frame:
            self.frames.append(json.loads(data))
        elif kind == close_frame:
            self.code = int.from_bytes(data[:2], "big") if data else 1005
            return False
        elif kind == ping_frame:
            self.send(data, 10)
        return True

    def see(self, text: str, seconds: float = patience) -> None:
        """Reads until the output has `text`."""
        self.until(lambda: text.encode() in self.output, seconds, f"{text!r} in the output")

    def told(self, kind: str, seconds: float = patience) -> dict[str, Any]:
        """Reads until a control frame of `kind` has come, and takes the first one."""
        self.until(
            lambda: any(frame["type"] == kind for frame in self.frames), seconds, f"a {kind} frame"
        )
        found = next(frame for frame in self.frames if frame["type"] == kind)
        self.frames.remove(found)
        return found

    def closed(self, seconds: float = patience) -> int:
        """Reads until the server closes, and gives the close code."""
        self.until(lambda: self.code != 0, seconds, "the close")
        return self.code

    def until(self, holds: Any, seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not holds():
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                alive = self.read()
            except TimeoutError:
                alive = False
            if not alive and not holds():
                raise AssertionError(
                    f"{what} did not come; code {self.code}, frames {self.frames}, "
                    f"output ends {self.output[-500:]!r}"
                )

    def close(self) -> None:
        self.socket.close()


@contextmanager
def connected(port: int, path: str, **options: Any) -> Iterator[Client]:
    client = Client(port, path, **options)
    try:
        yield client
    finally:
        client.close()


def cookies_of(browser: Browser) -> dict[str, str]:
    """Those that Django's test client has, for a websocket."""
    return {name: morsel.value for name, morsel in browser.cookies.items()}

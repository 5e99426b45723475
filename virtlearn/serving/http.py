"""Bounds uvicorn's HTTP protocol: a head has a size and a deadline, and asks for what is offered.

llhttp, inside uvicorn, reads the requests. uvicorn answers 400 and closes where a callback of the
parser raises, which is how requests are refused here.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from virtlearn.refusal import HttpCode
from virtlearn.serving.pages import plain

WEBSOCKETS = b"/ws/"  # how their addresses begin, below SITE_PATH
HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 15.0  # from a connection's start, or a request's first byte, to the end of its head


class RefusedError(Exception):
    """A request that is well formed, and is not one for this site."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """One client's connection, until a websocket takes it over."""

    websockets: tuple[bytes, ...] = (WEBSOCKETS,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head_deadline: TimerHandle | None = None
        self.head_bytes = 0  # of the head that is being read
        self.reading_head = True
        self.no_host = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head_deadline = self.loop.call_later(HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self.deadline_cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.reading_head:
            self.head_bytes += len(data)
            if self.head_deadline is None:
                self.head_deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)
        super().data_received(data)
        if self.reading_head and self.head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        self.judge()
        self.reading_head = False
        self.head_bytes = 0
        self.deadline_cancel()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Where no Host came a proxy keeps it to itself: its operator is told, instead of `msg`."""
        if not self.no_host:
            super().send_400_response(msg)
            return
        status = HTTPStatus.BAD_REQUEST
        answer = plain(status, HttpCode.NO_HOST)
        lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode())]
        lines += [name + b": " + value for name, value in answer.headers]
        self.transport.write(b"\r\n".join([*lines, b"", answer.body]))
        self.transport.close()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.reading_head = True

    def judge(self) -> None:
        """Raise RefusedError unless the head asks for a page, or to upgrade to a terminal."""
        names = [name for name, _value in self.headers]
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise RefusedError("the head is too long")
        version = self.parser.get_http_version()
        if version not in {"1.0", "1.1"}:
            raise RefusedError("not HTTP/1")
        if names.count(b"host") != 1 and version == "1.1":
            self.no_host = b"host" not in names
            raise RefusedError("one Host is needed")
        codings = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        if codings and (codings != [b"chunked"] or version == "1.0"):
            # llhttp goes by the last of several, others by the first: such a body has two ends.
            raise RefusedError("a body is chunked and nothing else")
        if not self.url.startswith(b"/"):
            raise RefusedError("no path of this site")
        if self.parser.should_upgrade() and not (
            self._should_upgrade()
            and self.url.startswith(self.websockets)
            and self.parser.get_method() == b"GET"
            and b"content-length" not in names
            and b"transfer-encoding" not in names
        ):
            raise RefusedError("no such upgrade here")

    def deadline_cancel(self) -> None:
        if self.head_deadline is not None:
            self.head_deadline.cancel()
            self.head_deadline = None

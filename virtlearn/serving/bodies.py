"""Reads a request's body before anything else is done for it, within a size and a time.

No thread waits for a client: who sends a byte a second holds a task and a few bytes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

MEMORY_BYTES = 1 << 20  # a longer body is kept in a file


class Bounds(NamedTuple):
    """What one body may take."""

    size: int  # bytes
    seconds: float


FORM = Bounds(1 << 20, 30.0)
DROP_SECONDS = 5.0  # for the rest of a body that was refused
FILE_SECONDS = 600.0  # for a form that takes files


class BodyRefusedError(Exception):
    """A body that is not read to its end; `status` is the answer that it gets."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class ClientGoneError(Exception):
    """The client closed the connection before its body was complete."""


def bounds_make(file_forms: Mapping[str, int]) -> Callable[[str], Bounds]:
    """Give the function from a path to its bounds: `file_forms` has, by regular expressions of
    whole paths, how many MiB a form with files may send."""
    known = [(re.compile(path), size << 20) for path, size in file_forms.items()]

    def bounds_of(path: str) -> Bounds:
        sizes = (size for pattern, size in known if pattern.fullmatch(path))
        return next((Bounds(size, FILE_SECONDS) for size in sizes), FORM)

    return bounds_of


async def body_read(scope: Scope, receive: Receive, bounds: Bounds) -> IO[bytes]:
    """Give the whole body, as a file at its begin. Raises BodyRefusedError and ClientGoneError."""
    if length_said(scope) > bounds.size:
        raise BodyRefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  (closed by who reads it)
    try:
        async with asyncio.timeout(bounds.seconds):
            await body_copy(receive, body, bounds.size)
    except TimeoutError:
        body.close()
        raise BodyRefusedError(HTTPStatus.REQUEST_TIMEOUT) from None
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def body_copy(receive: Receive, body: IO[bytes], size: int) -> None:
    """Write what comes to `body`, which may have `size` bytes."""
    count = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        piece = message.get("body", b"")
        more = message.get("more_body", False)
        count += len(piece)
        if count > size:
            raise BodyRefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body.write(piece)


async def body_drop(receive: Receive) -> None:
    """Take what is still sent and keep nothing of it, for a while.

    To be called once the refusal is sent: a connection that is closed with something unread is
    reset, and a proxy that still writes would have no answer to pass on.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(DROP_SECONDS):
            while (await receive()).get("more_body"):
                pass


def length_said(scope: Scope) -> int:
    """Give Content-Length; 0 where there is none. The server has seen that it is a number."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)

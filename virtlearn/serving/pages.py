"""Pages: Django's WSGI application, called in threads.

Django's own ASGI handler is not used: it has a thread made for each request, and with it a
connection to the database (docs/decisions/0022-serving.md has the figures). A thread has nothing to
do with the client: bodies are complete before it begins, answers are sent after it has ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import IO, Any, NamedTuple

from asgiref.wsgi import WsgiToAsgiInstance
from django.conf import settings
from django.utils.translation import override

from virtlearn.refusal import HttpCode
from virtlearn.serving.bodies import (
    FORM,
    BodyRefusedError,
    Bounds,
    ClientGoneError,
    Receive,
    Scope,
    body_drop,
    body_read,
)

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]

# A request that waits for the engine (a start, a check) holds a thread; pages need few.
THREADS = 8


class Answer(NamedTuple):
    """What the application answered, whole."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Pages:
    """An ASGI application for HTTP; `bounds_of` gives what a body may take, by its path."""

    def __init__(
        self,
        application: WsgiApplication,
        bounds_of: Callable[[str], Bounds] = lambda _path: FORM,
        threads: int = THREADS,
    ) -> None:
        self.application, self.bounds_of = application, bounds_of
        self.threads = ThreadPoolExecutor(threads, "page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self.answer(scope, receive)
        except ClientGoneError:
            return
        start = {"status": answer.status, "headers": answer.headers}
        await send({"type": "http.response.start", **start})
        body = {"type": "http.response.body", "body": answer.body}
        if answer.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            await send(body)
            return
        await send({**body, "more_body": True})  # all of it, while the client still sends
        await body_drop(receive)
        await send({**body, "body": b""})

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Read the body, then have a thread make the page."""
        # WSGI can't tell "x_real" from "x-real": no proxy means the first one.
        scope["headers"] = [header for header in scope["headers"] if b"_" not in header[0]]
        try:
            body = await body_read(scope, receive, self.bounds_of(scope["path"]))
        except BodyRefusedError as refused:
            return plain(refused.status, codes[refused.status])
        with body:
            try:
                environ = Environ(scope).make(body)
            except ValueError:  # a header is given too many times
                return plain(HTTPStatus.BAD_REQUEST, HttpCode.BAD_HEADERS)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.threads, self.call, environ)

    def call(self, environ: dict[str, Any]) -> Answer:
        """In a thread: ask the application, and take all that it answers."""
        said: list[Any] = []
        response = self.application(environ, lambda *given: said.extend(given))
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        status, headers = said[:2]
        encoded = [
            (name.lower().encode("latin-1"), text.strip().encode("latin-1"))
            for name, text in headers
        ]
        return Answer(int(status.partition(" ")[0]), encoded, body)


class Environ(WsgiToAsgiInstance):
    """asgiref's translation of a scope into WSGI's environment."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(None)  # type: ignore[no-untyped-call]
        self.scope = scope

    def make(self, body: IO[bytes]) -> dict[str, Any]:
        """Give the environment. Raises ValueError for a header given more than 100 times."""
        environ: dict[str, Any] = self.build_environ(  # type: ignore[no-untyped-call]
            self.scope, body
        )
        return environ


codes = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: HttpCode.TOO_LARGE,
    HTTPStatus.REQUEST_TIMEOUT: HttpCode.TOO_SLOW,
}


def plain(status: HTTPStatus, code: HttpCode) -> Answer:
    """A refusal in lines of text, after which the connection is closed: what is left of the
    request is dropped. It is in each of the site's languages: none was chosen yet."""
    said = [str(status.phrase), f"({code})"]
    for language, _name in settings.LANGUAGES:
        with override(language):
            said.append(str(code.refusal()))
    body = "\n".join(said).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    return Answer(status, [*headers, (b"content-length", b"%d" % len(body))], body)

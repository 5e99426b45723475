"""The ASGI application of `/ws/terminal/<session>/<machine>/<tab>/`.

Order: the Origin, then who it is and whether the session is theirs, then accept; only then the
engine is asked. The close codes are in core/ports.py.

Over 300 lines: a connection is followed from its handshake to its last word in one place.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec

from labs.core.presence import UnavailableError
from labs.core.refusal import TerminalCode
from labs.engines.errors import EngineError
from labs.terminal.core.hub import Hub
from labs.terminal.core.origin import origin_allowed
from labs.terminal.core.ports import (
    Admission,
    Backend,
    Refusal,
    TabRequest,
    code_ended,
    code_engine,
    code_gone,
)
from labs.terminal.core.protocol import (
    Ack,
    Ended,
    FrameError,
    Ping,
    Resize,
    frame_decode,
    frame_encode,
    frame_limit,
    size_clamp,
)
from labs.terminal.core.recorder import Archive
from labs.terminal.core.times import Times, usual
from labs.terminal.core.viewer import Viewer
from labs.terminal.traffic import Traffic
from virtlearn.core.log_context import Context, id_make, log_context
from virtlearn.operation.metrics import declared as metrics

log = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

path_pattern = re.compile(
    r"/ws/terminal/(?P<session>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"/(?P<machine>[a-z][a-z0-9-]{0,49})/(?P<tab>[1-8])/\Z"
)
language_pattern = re.compile(rb"(?:^|&)lang=([a-z]{2})(?:&|\Z)")
input_rate = 256 * 1024  # bytes a second that may be typed or pasted
input_burst = 1024 * 1024
frame_cost = 64  # what a frame counts beside its bytes
patience = 5.0  # seconds that a page has to take the last frames

code_frame = 4400  # the page sent what it can't send
code_too_big = 1009


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the application needs of Django's settings."""

    origins: Collection[str]  # full origins; empty: same origin
    secure: bool  # pages are served over TLS, whatever this connection is
    session_cookie: str
    host_valid: Callable[[str], bool]


class TerminalApplication:
    """One object a process; its hub belongs to the event loop that calls it."""

    def __init__(
        self,
        backend: Backend,
        settings: Settings,
        archive: Archive | None = None,
        times: Times = usual,
    ) -> None:
        self.backend = backend
        self.archive, self.times = archive, times
        self.settings = settings
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "websocket":
            with log_context(Context(headers_read(scope).get("x-request-id") or id_make())):
                await self.websocket(scope, receive, send)
        else:
            raise ValueError(f"no {scope['type']} here")

    def hub_here(self) -> Hub:
        if self.hub is None or self.hub.loop is not asyncio.get_running_loop():
            self.hub = Hub(self.backend, self.archive, self.times)
        return self.hub

    async def lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown" and self.hub is not None:
                self.hub.close()
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        headers = headers_read(scope)
        request = self.request_read(scope, headers)
        if request is None:
            await refuse(scope, send, 404, TerminalCode.GONE)
        elif not self.from_here(scope, headers):
            await refuse(scope, send, 403, TerminalCode.ELSEWHERE)
        else:
            await self.admit(scope, receive, send, request)

    def request_read(self, scope: Scope, headers: Mapping[str, str]) -> TabRequest | None:
        found = path_pattern.match(scope["path"])
        if found is None:
            return None
        query = scope.get("query_string", b"")
        rows, cols = size_asked(query)
        language = language_pattern.search(query)
        return TabRequest(
            session_key=cookie_read(headers.get("cookie", ""), self.settings.session_cookie),
            session=UUID(found["session"]),
            machine=found["machine"],
            tab=int(found["tab"]),
            rows=rows,
            cols=cols,
            again=b"again=yes" in query.split(b"&"),
            language=language[1].decode() if language else "",
        )

    def from_here(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        host = headers.get("host", "")
        return self.settings.host_valid(host) and origin_allowed(
            headers.get("origin"),
            allowed=self.settings.origins,
            host=host,
            secure=self.settings.secure or scope.get("scheme") == "wss",
        )

    async def admit(self, scope: Scope, receive: Receive, send: Send, request: TabRequest) -> None:
        hub = self.hub_here()
        try:
            answer = await hub.call(
                self.backend.admit, request.session_key, request.session, request.machine
            )
        except UnavailableError:
            await refuse(scope, send, 503, TerminalCode.AWAY)
            return
        if isinstance(answer, Refusal) and answer.code != code_ended:
            await refuse(scope, send, 404, TerminalCode.GONE)
            return
        await send({"type": "websocket.accept"})
        if isinstance(answer, Admission) and answer.awaited:
            hub.load.arrived()
        if isinstance(answer, Refusal):
            await farewell(send, code_ended, answer.reason)
            return
        try:
            viewer = await hub.join(request, answer, send)
        except EngineError as error:
            log.warning(
                "%s of session %s has no stream: %s", request.machine, request.session, error
            )
            await farewell(send, code_engine)
            return
        if isinstance(viewer, Refusal):
            await farewell(send, viewer.code)
        else:
            role = "learner" if viewer.own else "visitor"
            if request.again:
                metrics.terminal_reconnected(role)
            with metrics.terminal_open(role):
                await serve(hub, viewer, request, receive)


async def serve(hub: Hub, viewer: Viewer, request: TabRequest, receive: Receive) -> None:
    """Both directions, until either ends."""
    traffic = Traffic(viewer, hub.loop.time())
    sender = hub.loop.create_task(send_all(viewer))
    receiver = hub.loop.create_task(receive_all(hub, viewer, request, receive, traffic))
    try:
        await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
        if viewer.closing is not None:
            await asyncio.wait((sender,), timeout=patience)
        else:  # what the page sent before it went still counts
            await asyncio.wait((receiver,), timeout=patience)
    finally:
        traffic.tell()
        hub.leave(viewer)
        for task in (sender, receiver):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def send_all(viewer: Viewer) -> None:
    with suppress(OSError):  # the page has gone
        await viewer.run()


async def receive_all(
    hub: Hub, viewer: Viewer, request: TabRequest, receive: Receive, traffic: Traffic
) -> None:
    """Takes the page's frames until it goes, or sends what no page sends."""
    allowance = float(input_burst)
    before = hub.loop.time()
    while True:
        event = await receive()
        if event["type"] != "websocket.receive":
            return
        data = event.get("bytes")
        text = event.get("text")
        length = len(data) if data is not None else len(text or "")
        if length > frame_limit:
            viewer.close(code_too_big, now=True)
            return
        if data:
            hub.typed(request.session, viewer, data)
        elif text:
            try:
                control(hub, viewer, request.tab, text)
            except FrameError:
                viewer.close(code_frame, now=True)
                return
        now = hub.loop.time()
        traffic.arrived(len(data or b""), now)
        allowance = min(input_burst, allowance + (now - before) * input_rate) - length - frame_cost
        before = now
        if allowance < 0:
            await asyncio.sleep(-allowance / input_rate)


def control(hub: Hub, viewer: Viewer, number: int, text: str) -> None:
    """Carries out one control frame. Raises FrameError."""
    frame = frame_decode(text)
    if isinstance(frame, Ack):
        viewer.ack(frame.bytes)
    elif isinstance(frame, Ping):
        viewer.tell(frame)
    elif isinstance(frame, Resize):
        if viewer.own:  # a visitor's terminal has the size of the learner's
            hub.resizer.wish(viewer.tab, viewer, frame.cols, frame.rows)
    elif not viewer.own:
        raise FrameError("a visitor ends no terminal")
    else:
        hub.end_tab(viewer, number)


async def refuse(scope: Scope, send: Send, status: int, code: TerminalCode) -> None:
    """Ends the handshake with an HTTP status and the error's code; with 403 where the server can
    say no other. No page sees it: a browser tells its script only that there is no connection."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": code_gone})
        return
    await send(
        {
            "type": "websocket.http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")],
        }
    )
    await send({"type": "websocket.http.response.body", "body": code.encode()})


async def farewell(send: Send, code: int, reason: str = "") -> None:
    """After accept: says why, and closes."""
    with suppress(OSError):
        if reason:
            await send({"type": "websocket.send", "text": frame_encode(Ended(reason))})
        await send({"type": "websocket.close", "code": code, "reason": reason})


def headers_read(scope: Scope) -> dict[str, str]:
    """Names in lower case. A header given twice is joined as one value, which suits none here."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def cookie_read(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def size_asked(query: bytes) -> tuple[int, int]:
    """Rows and columns from `?cols=…&rows=…`, within bounds."""
    values = parse_qs(query.decode("latin-1"))

    def number(name: str) -> int | None:
        text = values.get(name, [""])[0]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    cols, rows = size_clamp(number("cols"), number("rows"))
    return rows, cols

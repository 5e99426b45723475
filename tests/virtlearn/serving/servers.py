"""Both servers of the web process in threads of this one, with applications of the test's own."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import uvicorn

from tests.waiting import wait_until
from virtlearn.serving.handover import HandoverProtocol, TerminalServer, channel_make
from virtlearn.serving.http import BoundedHttpProtocol


async def page_application(scope: Any, receive: Any, send: Any) -> None:
    """Says how it was asked."""
    assert scope["type"] == "http"
    body = said(scope)
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def terminal_application(scope: Any, receive: Any, send: Any) -> None:
    """Says how it was asked, then echoes until it is told to go."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": said(scope).decode()})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


def said(scope: Any) -> bytes:
    """What a server knows of a request, as JSON without an inner object."""
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    names = ("client", "path", "scheme")
    known = {name: scope[name] for name in names}
    return json.dumps({**headers, **known, "query": scope["query_string"].decode()}).encode()


class Served:
    """The servers, and the port of the pages; `proxies` may say for whom they ask."""

    def __init__(self, *proxies: str) -> None:
        here, HandoverProtocol.channel = channel_make()
        HandoverProtocol.channel.settimeout(1)
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        settings: dict[str, Any] = {"lifespan": "off", "log_config": None, "loop": "uvloop"}
        settings["forwarded_allow_ips"] = list(proxies)
        self.terminals = TerminalServer(
            uvicorn.Config(terminal_application, ws="websockets-sansio", **settings), here
        )
        pages = uvicorn.Server(
            uvicorn.Config(
                page_application, http=BoundedHttpProtocol, ws=HandoverProtocol, **settings
            )
        )
        self.threads = [
            (self.terminals, threading.Thread(target=self.terminals.run)),
            (pages, threading.Thread(target=pages.run, args=[[listener]])),
        ]
        for _server, thread in self.threads:
            thread.start()
        wait_until(lambda: all(server.started for server, _thread in self.threads))

    def stop(self) -> None:
        for server, thread in self.threads:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


def read(connection: socket.socket, wanted: bytes) -> bytes:
    """What comes until `wanted` was in it."""
    text = b""
    while wanted not in text:
        data = connection.recv(65536)
        assert data, text
        text += data
    return text

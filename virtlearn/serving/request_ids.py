"""ASGI middleware: gives every request and handshake an id, and says it as X-Request-ID.

A proxy's own id is taken where the proxy is trusted (TRUSTED_PROXIES) and the id is sane; whatever
else a client sends as X-Request-ID is dropped. It has to stand before uvicorn's own middleware,
which puts the client's address in the place of the proxy's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from virtlearn.core.log_context import id_make, id_sane

HEADER = b"x-request-id"
Application = Callable[[Any, Any, Any], Awaitable[None]]


class RequestIds:
    """`proxies`: addresses and networks, as TRUSTED_PROXIES has them."""

    def __init__(self, application: Application, proxies: Sequence[str]) -> None:
        self.application = application
        self.proxies = [ip_network(each, strict=False) for each in proxies]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.application(scope, receive, send)
            return
        name = self.taken(scope) or id_make()
        header = (HEADER, name.encode())
        others = [each for each in scope["headers"] if each[0] != HEADER]
        scope["headers"] = [*others, header]

        async def said(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        await self.application(scope, receive, said)

    def taken(self, scope: Mapping[str, Any]) -> str:
        """The id that a trusted proxy gave; else empty."""
        given = [value for name, value in scope["headers"] if name == HEADER]
        if len(given) != 1 or not self.trusts(scope.get("client")):
            return ""
        text = given[0].decode("latin-1")
        return text if id_sane(text) else ""

    def trusts(self, client: Sequence[Any] | None) -> bool:
        if not client or not self.proxies:
            return False
        try:
            address = ip_address(client[0])
        except ValueError:  # a socket in the file system has no address
            return False
        return any(address in network for network in self.proxies)

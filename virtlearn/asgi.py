"""Terminals' websockets, with pages beside them for an ASGI server that does both.

`virtlearn.serve` uses the websockets alone: pages go to processes of their own.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")

pages = get_asgi_application()  # sets Django up, which what follows needs

from labs.terminal.routing import application as terminals  # noqa: E402
from virtlearn.warm import types_ready  # noqa: E402

types_ready()


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """Route a connection by its kind; terminals are told when the server stops."""
    chosen = pages if scope["type"] == "http" else terminals
    await cast("Any", chosen)(scope, receive, send)

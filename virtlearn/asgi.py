"""The site as one ASGI application: pages, and the websockets of terminals."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")

django = get_wsgi_application()  # sets Django up, which what follows needs

from labs.terminal.routing import application as terminals  # noqa: E402
from virtlearn.serving.bodies import bounds_make  # noqa: E402
from virtlearn.serving.pages import Pages  # noqa: E402
from virtlearn.serving.site_path import site_path_leave_out  # noqa: E402

pages = Pages(django, bounds_make(settings.FILE_FORMS))


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """Route a connection by its kind; terminals are told when the server stops."""
    site_path_leave_out(scope, settings.SITE_PATH)
    chosen: Any = pages if scope["type"] == "http" else terminals
    await chosen(scope, receive, send)

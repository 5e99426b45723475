"""The web process: `python -m virtlearn.serving [--host HOST] [--port PORT]`.

It holds the port, and the terminals. Pages are answered by processes that it starts, starts again
should they end, and ends.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType
from typing import cast

import django
import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from virtlearn.checks import faults
from virtlearn.core.openable import openable
from virtlearn.operation.metrics.files import metrics_share
from virtlearn.operation.schema import SchemaError, schema_check
from virtlearn.operation.site_lock import site_is_served_here
from virtlearn.serving.config import config_make
from virtlearn.serving.handover import TerminalServer, channel_make
from virtlearn.serving.processes import files_many, memory_modest
from virtlearn.serving.workers import PageServer

logger = logging.getLogger("virtlearn.serving")

# How long a thread that asks the database may keep the terminals' loop waiting; Python's own
# 5 ms were seen by every hundredth key.
SWITCH_SECONDS = 0.0005


class WebServer(TerminalServer):
    """The terminals' server, which starts and ends with the page servers."""

    def __init__(
        self, config: uvicorn.Config, channel: socket.socket, pages: Sequence[PageServer]
    ) -> None:
        super().__init__(config, channel)
        self.pages = pages

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.watchers = [asyncio.create_task(each.watch()) for each in self.pages]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Page servers that end from here on are not missed."""
        for each in self.pages:
            each.stopping = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in self.pages:
            each.stop()
        await super().shutdown(sockets)
        await asyncio.gather(*(each.stopped() for each in self.pages))


def port_open(host: str, port: int, *, shared: bool = True) -> socket.socket:
    """Bind the port, or end with a line that says what to do.

    With `shared` other sockets of this user may bind it too, and the kernel shares connections out
    among them; without, it must be free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(
                f"Port {port} is in use. Stop what uses it, or choose another: PORT={port + 1}"
            )
        sys.exit(f"{host}:{port} can't be listened on: {error.strerror}. Set HOST and PORT.")
    return listener


def serve(host: str, port: int) -> None:
    """Serve pages and terminals on `host` and `port` until SIGTERM or SIGINT."""
    port_open(host, port, shared=False).close()
    here, there = channel_make()
    listeners = [port_open(host, port) for _ in range(settings.WEB_WORKERS)]
    pages = [PageServer(listener, there) for listener in listeners]
    for each in pages:
        each.start()
    sys.setswitchinterval(SWITCH_SECONDS)
    config = config_make(http="h11", ws="websockets-sansio")
    # uvicorn stops cleanly and then raises the signal again: from here that means "end".
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logger.info("Serving %s", openable(host, port) + settings.SITE_PATH.rstrip("/"))
    with contextlib.suppress(KeyboardInterrupt):
        WebServer(config, here, pages).run()


def ready_or_exit() -> None:
    """End with what to mend where a setting is wrong, or the database is not this version's."""
    try:
        django.setup()
        if wrong := faults():
            sys.exit("\n".join(wrong))
        site_is_served_here()
        schema_check()
    except (ImproperlyConfigured, SchemaError) as error:
        sys.exit(f"{error}")
    except DatabaseError as error:
        sys.exit(f"The database does not answer: {error}".strip() + "\nDATABASE_URL names it.")
    connections.close_all()  # page servers make their own


def main() -> None:
    """Read the command line and serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    os.umask(0o077)  # what the installation keeps is for its own user alone
    memory_modest()
    files_many()
    ready_or_exit()
    metrics_share(settings.METRICS_DIR)
    parser = argparse.ArgumentParser(
        prog="python -m virtlearn.serving", description="Serve the site"
    )
    parser.add_argument("--host", default=settings.HOST)
    parser.add_argument("--port", type=int, default=settings.PORT)
    arguments = parser.parse_args()
    serve(cast("str", arguments.host), cast("int", arguments.port))


if __name__ == "__main__":
    main()

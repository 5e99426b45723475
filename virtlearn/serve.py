"""The web process: `python -m virtlearn.serve [--host HOST] [--port PORT]`.

One port for pages and terminals. This process holds the port (`virtlearn.door`) and the terminals;
pages are answered by processes of granian's worker, which it starts, starts again should they end,
and ends.
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
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from types import FrameType
from typing import cast

import django
import uvicorn
from django.conf import settings

from virtlearn.door import Door
from virtlearn.operation.schema import SchemaError, schema_check
from virtlearn.operation.site_lock import site_is_served_here
from virtlearn.pages import preload
from virtlearn.pages import serve as pages_serve
from virtlearn.processes import Forked, fork, memory_modest

logger = logging.getLogger(__name__)

START_SECONDS = 60  # until the page server must answer
# How long a thread that asks the database may keep the terminals' loop waiting; Python's own
# 5 ms were seen by every hundredth key.
SWITCH_SECONDS = 0.0005
STOP_SECONDS = 4  # honcho kills what has not stopped after five
FRAME_MOST = 64 * 1024  # bytes; what a terminal sends is small


class PageServer:
    """A page server's process, started again whenever it ends before it should."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.process: subprocess.Popen[bytes] | Forked | None = None
        self.stopping = False
        self.stop_by = 0.0  # when it has to have ended, in the clock's time

    def begin(self, listener: socket.socket) -> None:
        """Start it the first time, from this process, with which it shares its memory then.

        To be called before there are threads. `listener` is not for it.
        """

        def work() -> None:
            listener.close()
            pages_serve(self.path)

        if sys.platform == "linux":  # elsewhere libraries forbid it
            self.process = fork(work)

    def start(self) -> None:
        """Start it. Its death signal hangs on this thread, which has to be the main one."""
        arguments = [sys.executable, "-m", "virtlearn.pages", str(self.path)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL)

    async def ready(self) -> None:
        """Wait until it accepts connections; end this process when it can't start."""
        for _ in range(START_SECONDS * 20):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_unix_connection(self.path)
                writer.close()
                return
            if self.process and self.process.poll() is not None:
                break
            await asyncio.sleep(0.05)
        sys.exit("A page server can't start; what is wrong stands above.")

    async def watch(self) -> None:
        """Start it again when it ends, until `stop`."""
        while not self.stopping:
            await asyncio.sleep(0.5)
            if self.process and self.process.poll() is not None and not self.stopping:
                logger.error("A page server ended (%s): starting it", self.process.returncode)
                self.path.unlink(missing_ok=True)
                self.start()

    def stop(self) -> None:
        """Ask it to finish what it answers and end."""
        self.stopping = True
        self.stop_by = time.monotonic() + STOP_SECONDS
        if self.process:
            self.process.terminate()

    async def stopped(self) -> None:
        """Wait for its end; kill it when that takes too long."""
        if self.process is None:
            return
        while self.process.poll() is None:
            if time.monotonic() > self.stop_by:
                self.process.kill()
                return
            await asyncio.sleep(0.05)


class WebServer(uvicorn.Server):
    """uvicorn's server that starts and ends with the page servers."""

    def __init__(self, config: uvicorn.Config, pages: Sequence[PageServer]) -> None:
        super().__init__(config)
        self.pages = pages

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        for each in self.pages:
            if each.process is None:
                each.start()
        for each in self.pages:
            await each.ready()
        self.watchers = [asyncio.create_task(each.watch()) for each in self.pages]
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl+C reaches the page servers too: that they end then is no news."""
        for each in self.pages:
            each.stopping = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in self.pages:
            each.stop()
        await super().shutdown(sockets)
        await asyncio.gather(*(each.stopped() for each in self.pages))


def port_open(host: str, port: int) -> socket.socket:
    """Bind the port, or end with a line that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
    listener = port_open(host, port)
    preload()
    with tempfile.TemporaryDirectory(prefix="virtlearn-") as folder:  # nobody else can enter it
        paths = [Path(folder) / f"pages-{number}" for number in range(settings.WEB_WORKERS)]
        pages = [PageServer(path) for path in paths]
        for each in pages:
            each.begin(listener)
        sys.setswitchinterval(SWITCH_SECONDS)
        Door.pages = dict.fromkeys(paths, 0)
        Door.proxies = [ip_network(text) for text in settings.TRUSTED_PROXIES]
        config = uvicorn.Config(
            "virtlearn.asgi:application",
            http=Door,
            ws="websockets-sansio",
            loop="uvloop",
            lifespan="on",
            log_config=None,
            access_log=False,
            # The door has written who asks, for terminals too.
            proxy_headers=True,
            forwarded_allow_ips="*",
            ws_max_size=FRAME_MOST,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=STOP_SECONDS - 1,
        )
        # uvicorn stops cleanly and then raises the signal again: from here that means "end".
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        shown = f"[{host}]" if ":" in host else host
        logger.info("Serving http://%s:%d", shown, listener.getsockname()[1])
        with contextlib.suppress(KeyboardInterrupt):
            WebServer(config, pages).run(sockets=[listener])


def main() -> None:
    """Read the command line and serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    os.umask(0o077)  # what the installation keeps is for its own user alone
    memory_modest()
    django.setup()
    site_is_served_here()
    try:
        schema_check()
    except SchemaError as error:
        sys.exit(str(error))
    parser = argparse.ArgumentParser(prog="python -m virtlearn.serve", description="Serve the site")
    parser.add_argument("--host", default=settings.HOST)
    parser.add_argument("--port", type=int, default=settings.PORT)
    arguments = parser.parse_args()
    serve(cast("str", arguments.host), cast("int", arguments.port))


if __name__ == "__main__":
    main()

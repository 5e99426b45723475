"""Page servers: processes that answer pages, started again whenever one ends before it should."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time

logger = logging.getLogger(__name__)

STOP_SECONDS = 4  # honcho kills what has not stopped after five
LOOK_SECONDS = 0.5


class PageServer:
    """One page server's process.

    Its socket is bound here and stays open here: who connects while it starts again waits.
    """

    def __init__(self, listener: socket.socket, channel: socket.socket) -> None:
        self.listener, self.channel = listener, channel
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def start(self) -> None:
        """Start it. Its death signal hangs on this thread, which has to be the main one."""
        descriptors = [self.listener.fileno(), self.channel.fileno()]
        numbers = map(str, [os.getpid(), *descriptors])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "virtlearn.serving.page_server", *numbers],
            stdin=subprocess.DEVNULL,
            pass_fds=descriptors,
        )

    async def watch(self) -> None:
        """Start it again when it ends, until `stop`."""
        while not self.stopping:
            await asyncio.sleep(LOOK_SECONDS)
            if self.process and self.process.poll() is not None and not self.stopping:
                logger.error("A page server ended (%s): starting it", self.process.returncode)
                self.start()

    def stop(self) -> None:
        """Ask it to finish what it answers and end."""
        self.stopping = True
        if self.process:
            self.process.send_signal(signal.SIGTERM)

    async def stopped(self) -> None:
        """Wait for its end; kill it when that takes too long."""
        end = time.monotonic() + STOP_SECONDS
        while self.process and self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                return
            await asyncio.sleep(0.05)

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
# One that ends so soon has not worked: the next try waits, twice as long each time.
SOON_SECONDS = 10.0
WAIT_MOST = 30.0


class PageServer:
    """One page server's process.

    Its socket is bound here and stays open here: who connects while it starts again waits.
    """

    def __init__(self, listener: socket.socket, channel: socket.socket) -> None:
        self.listener, self.channel = listener, channel
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self.begun = 0.0  # in the clock's time
        self.wait = LOOK_SECONDS  # before it is started again

    def start(self) -> None:
        """Start it. Its death signal hangs on this thread, which has to be the main one."""
        descriptors = [self.listener.fileno(), self.channel.fileno()]
        self.begun = time.monotonic()
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
                await self.start_again()

    async def start_again(self) -> None:
        """Start it after a pause, which grows where it ends at once each time."""
        soon = time.monotonic() - self.begun < SOON_SECONDS
        self.wait = min(2 * self.wait, WAIT_MOST) if soon else LOOK_SECONDS
        await asyncio.sleep(self.wait - LOOK_SECONDS)
        if not self.stopping:
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

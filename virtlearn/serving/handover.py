"""Hands a websocket's connection from the process that read its handshake to the terminals' one.

The hub of a terminal, with its viewers and its recording, lives in one process. Pages are answered
by others, and the kernel chooses whose a connection is. What comes over is the connection itself
(SCM_RIGHTS, unix(7)) and its handshake as uvicorn has read it, so that a key passes one process.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from typing import Any, cast

import uvicorn

from virtlearn.serving.http import HEAD_BYTES

logger = logging.getLogger(__name__)

MESSAGE_BYTES = 2 * HEAD_BYTES  # uvicorn writes a little more than it has read
SEND_SECONDS = 1.0  # for which a page server waits for the terminals' process


def channel_make() -> tuple[socket.socket, socket.socket]:
    """Give both ends of a channel for whole messages: the terminals' one, the page servers' one."""
    kind = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
    here, there = socket.socketpair(socket.AF_UNIX, kind)
    here.setblocking(False)
    return here, there


class HandoverProtocol(asyncio.Protocol):
    """What uvicorn takes for its websocket protocol in a page server."""

    channel: socket.socket

    transport: asyncio.Transport

    def __init__(self, config: uvicorn.Config, server_state: Any, app_state: Any) -> None:
        pass

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        connection = self.transport.get_extra_info("socket")
        try:
            socket.send_fds(self.channel, [data], [connection.fileno()])
        except OSError as error:  # the page connects again
            logger.warning("A terminal can't be handed over: %s", error)
        self.transport.abort()  # this process's descriptor of it


class TerminalServer(uvicorn.Server):
    """uvicorn's server whose connections come over a channel instead of from a port."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self.channel = channel
        self.arrivals: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        asyncio.get_running_loop().add_reader(self.channel.fileno(), self.arrive)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().remove_reader(self.channel.fileno())
        await super().shutdown(sockets)

    def arrive(self) -> None:
        """Take what a page server sends."""
        try:
            head, descriptors, _flags, _address = socket.recv_fds(self.channel, MESSAGE_BYTES, 1)
        except BlockingIOError:
            return
        for descriptor in descriptors:
            task = asyncio.ensure_future(self.serve_one(socket.socket(fileno=descriptor), head))
            self.arrivals.add(task)
            task.add_done_callback(self.arrivals.discard)

    async def serve_one(self, connection: socket.socket, head: bytes) -> None:
        """Have uvicorn's websocket protocol answer the handshake and all that follows."""
        connection.setblocking(False)
        protocol = cast("Any", self.config.ws_protocol_class)(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection)
        protocol.data_received(head)
        if not protocol.handshake_initiated:
            # websockets has more bounds for a head: uvicorn does not send its refusal, nor close.
            transport.write(b"".join(protocol.conn.data_to_send()))
            transport.close()

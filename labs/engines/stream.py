"""A terminal of a machine, as whoever relays it holds it."""

from __future__ import annotations

import socket
import time
from contextlib import suppress


class Stream:
    """Both directions of a terminal: raw bytes on `socket`, what is typed in, what it prints out.

    `head` came together with the engine's answer, before the socket was handed over: it is the
    first output. `socket` is blocking until its owner says otherwise (`setblocking(False)` for
    asyncio); it reads b"" when the shell has ended. Owned by whoever asked for it: `close()` it.
    Closing ends no shell: a machine's console goes on, and so does what `/lab/shell` keeps.
    """

    def __init__(
        self,
        socket: socket.socket,
        *,
        head: bytes = b"",
        exec_id: str = "",
        keep: object = None,
    ) -> None:
        self.socket = socket
        self.head = head
        self.exec_id = exec_id  # empty for a console
        self.began = time.monotonic()  # or, of a console, when its machine began to be made
        self._keep = keep  # whatever must live as long as the socket is used

    def fileno(self) -> int:
        return self.socket.fileno()

    def close(self) -> None:
        """Closing twice is fine."""
        with suppress(OSError):  # the other side went first
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._keep = None

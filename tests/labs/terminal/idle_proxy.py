"""A proxy that closes what nothing is said on, as HAProxy's `timeout tunnel` does."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def idle_proxy(behind: int, seconds: float) -> Iterator[int]:
    """The port of one before `behind`; a connection ends after `seconds` without a byte."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=pass_on, args=(client,), daemon=True).start()

        def pass_on(client: socket.socket) -> None:
            with (
                client,
                socket.create_connection(("127.0.0.1", behind)) as server,
                suppress(OSError),
            ):
                other = {client: server, server: client}
                while ready := select.select([client, server], [], [], seconds)[0]:
                    for each in ready:
                        if not (data := each.recv(65536)):
                            return
                        other[each].sendall(data)

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)

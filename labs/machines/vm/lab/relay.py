"""A terminal of the container, connected to one of the guest: bytes both ways, and the size."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import termios
import threading
import tty
from contextlib import suppress

import guest


class Sizes:
    """Tells the guest the terminal's size; of several in a row the last is enough."""

    def __init__(self, tab: int) -> None:
        self.tab = tab
        self.changed = threading.Event()
        threading.Thread(target=self.tell, daemon=True).start()
        self.changed.set()

    def tell(self) -> None:
        while self.changed.wait():
            self.changed.clear()
            size = shutil.get_terminal_size()
            with suppress(guest.GuestError):
                guest.size_set(self.tab, size.lines, size.columns)


def relay(tab: int) -> bool:
    """Until the guest's side ends (True), or the terminal goes (False)."""
    before = termios.tcgetattr(0)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(guest.home / f"tab{tab}"))
    connection.sendall(b"\n")  # the first shell waits for that
    sizes = Sizes(tab)
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGWINCH, lambda *_: sizes.changed.set())
    tty.setraw(0)
    try:
        while True:
            ready, _, _ = select.select([0, connection.fileno(), reader], [], [])
            if reader in ready:
                os.read(reader, 4096)
            if connection.fileno() in ready:
                if not (data := connection.recv(65536)):
                    return True
                write(1, data)
            if 0 in ready:
                if not (data := os.read(0, 65536)):
                    return False
                connection.sendall(data)
    except ConnectionError:
        return True
    except OSError:  # the terminal has gone
        return False
    finally:
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)
        connection.close()


def write(to: int, data: bytes) -> None:
    while data:
        data = data[os.write(to, data) :]

"""A terminal of the container, connected to one of the guest: bytes both ways, and the size."""

from __future__ import annotations

import os
import select
import signal
import socket
import termios
import threading
from contextlib import suppress

import guest
import qemu


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
            size = os.get_terminal_size(0)
            with suppress(guest.GuestError):
                guest.size_set(self.tab, size.lines, size.columns)


def relay(tab: int, *, at_prompt: bool = False) -> bool:
    """Until the guest's side ends (True), or the terminal goes (False).

    `at_prompt`: its shell waits at a prompt that nobody has seen, and draws a new one.
    """
    before = termios.tcgetattr(0)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(f"{qemu.home}/tab{tab}")
    connection.sendall(b"\n")  # the first shell waits for that
    sizes = Sizes(tab)
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGWINCH, lambda *_: sizes.changed.set())
    raw_set(before)
    try:
        while True:
            ready, _, _ = select.select([0, connection.fileno(), reader], [], [])
            if reader in ready:
                os.read(reader, 4096)
            if connection.fileno() in ready:
                if not (data := connection.recv(65536)):
                    return True
                if at_prompt:  # the rest of the line that had the prompt
                    _, ended, data = data.partition(b"\n")
                    at_prompt = not ended
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


def raw_set(before: list) -> None:  # type: ignore[type-arg]
    """Every byte as it comes, and at once: as tty.setraw, which a start has no time to import."""
    raw = [*before]
    raw[0] &= ~(termios.BRKINT | termios.ICRNL | termios.INPCK | termios.ISTRIP | termios.IXON)
    raw[1] &= ~termios.OPOST
    raw[2] = raw[2] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    raw[6] = [*before[6]]
    raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
    termios.tcsetattr(0, termios.TCSADRAIN, raw)  # what was typed ahead is for the guest


def write(to: int, data: bytes) -> None:
    while data:
        data = data[os.write(to, data) :]

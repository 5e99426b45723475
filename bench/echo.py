"""A keystroke's way to the screen.

Floor: the same shell through `docker attach` on a local terminal, which the same client types into,
fifty keys here and fifty there. Nothing is entered: that would begin a look at the lab's tasks,
whose time is `check_tick_ms`, beside the next keys. "under load": while sixteen connections load
a lesson's page as fast as they get it, from a process of their own.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext

from bench.figure import Figure, percentile
from bench.here import site
from bench.lab import Browser, Terminal, backend, images_ready, lab_running, machine, prompt
from bench.lesson_page import first_lesson, reader_cookies

names = ("echo_p50_ms", "echo_p99_ms", "echo_under_load_p50_ms", "echo_under_load_p99_ms")
keys = 500
load_seconds = 60  # at most: the keys take less
turn = 50  # keys that are typed before the other has its turn
gap = 0.004  # seconds between keys
kill_line = b"\x15"
line_killed = re.compile(rb"\x1b\[J|\x1b\[K")  # the shell's, once the letters are gone
# In no prompt and in no escape sequence of one.
letters = [bytes([letter]) for letter in b"QUVWXYZ"]


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    for under_load in (False, True):
        asked = [name for name in names if name in wanted and ("load" in name) == under_load]
        if not asked:
            continue
        load = pages_loading() if under_load else nullcontext()
        with lab_running(Browser(site())) as terminal, machine() as handle, load:
            values, floors = echoes(terminal, handle.id)
        for name in asked:
            percent = 50 if "p50" in name else 99
            value, floor = percentile(values, percent), percentile(floors, percent)
            yield Figure(name, value, "ms", floor, keys, backend())


@contextmanager
def pages_loading() -> Iterator[None]:
    """Sixteen connections load a page, again and again."""
    arguments = [str(site().port), first_lesson(), "16", str(load_seconds), reader_cookies()]
    load = subprocess.Popen(
        [sys.executable, "-m", "bench.load", *arguments], stdout=subprocess.DEVNULL
    )
    try:
        time.sleep(1)  # until it has begun
        yield
        if load.poll() is not None:
            raise RuntimeError("the pages' load ended before the keys")
    finally:
        load.kill()
        load.wait()


def echoes(terminal: Terminal, container: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to its echo: in the browser's websocket, and on a local pty."""
    process, local = pty.fork()
    if process == 0:
        termios.tcsetwinsize(0, (24, 80))
        os.execvp("docker", ["docker", "attach", container])
    try:
        os.write(local, b"\r")
        local_until(local, prompt)
        values: list[float] = []
        floors: list[float] = []
        while len(values) < keys:
            values += typed(terminal.send, terminal.read)
            terminal.send(kill_line)
            terminal.until(line_killed)
            floors += typed(lambda key: os.write(local, key), lambda: local_read(local))
            os.write(local, kill_line)
            local_until(local, line_killed)
        return values, floors
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(local)


def typed(send: Callable[[bytes], object], read: Callable[[], bytes]) -> list[float]:
    """Type some keys, each once the one before was shown; milliseconds for each."""
    times = []
    for number in range(turn):
        key = letters[number % len(letters)]
        time.sleep(gap)
        begin = time.perf_counter()
        send(key)
        while key not in read():
            pass
        times.append((time.perf_counter() - begin) * 1e3)
    return times


def local_read(terminal: int) -> bytes:
    """Give what comes next on the local pty; within ten seconds."""
    if not select.select([terminal], [], [], 10)[0]:
        raise RuntimeError("docker attach shows nothing")
    return os.read(terminal, 65536)


def local_until(terminal: int, wanted: re.Pattern[bytes]) -> None:
    text = b""
    while not wanted.search(text):
        text += local_read(terminal)

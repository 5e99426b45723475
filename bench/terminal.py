"""A keystroke's way to the screen; 50 MB of a file, and two million short lines.

Floors: the same shell through `docker attach` on a local terminal; the same bytes through
`docker exec` into a pipe.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial

from bench.figure import Figure, in_turns, percentile
from bench.here import site
from bench.lab import Browser, Terminal, backend, images_ready, lab_running, machine, prompt

names = ("echo_p50_ms", "echo_p99_ms", "terminal_mb_s", "terminal_seq_mb_s")
keys = 500
turn = 50  # keys that are typed before the other has its turn
gap = 0.004  # seconds between keys
rounds = 3
kill_line = b"\x15"
# In no prompt and in no escape sequence of one.
letters = [bytes([letter]) for letter in b"QUVWXYZ"]
after_enter = re.compile(rb"\n[^\n]*learner@[^\n]*\$ ")
line = "0123456789" * 7
# What prints; the bytes of it; what is done before. A file of 50 MB has no room in a machine.
floods = {
    "terminal_mb_s": ("cat" + " /tmp/flood" * 5, 50_000_000),
    "terminal_seq_mb_s": ("seq 1 2000000", 14_888_896),
}
prepare = f"yes {line} | head -c 10000000 >/tmp/flood"


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    with lab_running(Browser(site())) as terminal, machine() as handle:
        if not {"echo_p50_ms", "echo_p99_ms"}.isdisjoint(wanted):
            values, floors = echoes(terminal, handle.id)
            for name, percent in (("echo_p50_ms", 50), ("echo_p99_ms", 99)):
                if name in wanted:
                    value, floor = percentile(values, percent), percentile(floors, percent)
                    yield Figure(name, value, "ms", floor, keys, backend())
        for name, (command, size) in floods.items():
            if name in wanted:
                terminal.send(f"{prepare}\r".encode())
                flood_exec(handle.id, prepare, 0)
                terminal.until(after_enter)
                value, floor = in_turns(
                    partial(flood_terminal, terminal, command, size),
                    partial(flood_exec, handle.id, command, size),
                    rounds,
                )
                yield Figure(name, value, "MB/s", floor, rounds, backend())


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
            terminal.send(kill_line + b"\r")
            terminal.until(after_enter)
            floors += typed(lambda key: os.write(local, key), lambda: local_read(local))
            os.write(local, kill_line + b"\r")
            local_until(local, after_enter)
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


def flood_terminal(terminal: Terminal, command: str, size: int) -> float:
    """MB/s of output in the browser's websocket; the terminal's own line ends do not count."""
    terminal.send(f"{command}; echo end-$((40+2))\r".encode())
    begin = time.perf_counter()
    tail = b""
    while b"end-42" not in tail:
        tail = tail[-16:] + terminal.read()
    taken = time.perf_counter() - begin
    terminal.until(prompt, tail)
    return size / 1e6 / taken


def flood_exec(container: str, command: str, size: int) -> float:
    """MB/s of `docker exec` into a pipe."""
    begin = time.perf_counter()
    arguments = ["docker", "exec", container, "bash", "-c", command]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while os.read(process.stdout.fileno(), 1 << 18):
            pass
    return size / 1e6 / (time.perf_counter() - begin)

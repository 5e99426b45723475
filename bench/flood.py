"""50 MB of a file through the console, and two million short lines, in the browser's websocket.

Floors, in machines of the same limits, each read by a bare loop: a shell of `docker exec` on a
terminal (`terminal_…`), and the console itself, whose every line the engine also writes into its
log (`relay_…`: what the site adds to that).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, NamedTuple

from bench.figure import Figure, medians
from bench.here import site
from bench.lab import (
    Browser,
    backend,
    images_ready,
    lab_running,
    machine,
    prompt,
    stream_until,
)

rounds = 5
text = "0123456789" * 7
# A file of 50 MB has no room in a machine.
prepare = f"yes {text} | head -c 10000000 >/tmp/flood"


class Flood(NamedTuple):
    """What prints, and its bytes; a terminal's own line ends do not count."""

    command: str
    size: int
    through_exec: str  # the figure against a shell of `docker exec`
    through_console: str  # and against the console without the site


floods = (
    Flood("cat" + " /tmp/flood" * 5, 50_000_000, "terminal_mb_s", "relay_mb_s"),
    Flood("seq 1 2000000", 14_888_896, "terminal_seq_mb_s", "relay_seq_mb_s"),
)
names = tuple(name for each in floods for name in each[2:])


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    images_ready()
    with ExitStack() as stack:
        terminal = stack.enter_context(lab_running(Browser(site())))
        console, shell = (stack.enter_context(machine()) for _ in range(2))
        ways = [
            Way(terminal.send, terminal.read),
            stream_way(stack, console, "attach"),
            stream_way(stack, shell, "exec", ["bash", "-i"]),
        ]
        for way in ways:
            printed(way, prepare)
        for flood in floods:
            if set(wanted).isdisjoint(flood[2:]):
                continue
            value, bare_console, bare_exec = medians(
                [partial(rate, way, flood) for way in ways], rounds
            )
            for name, floor in zip(flood[2:], (bare_exec, bare_console), strict=True):
                if name in wanted:
                    yield Figure(name, value, "MB/s", floor, rounds, backend())


class Way(NamedTuple):
    """How a shell is typed into, and how what it shows next is read."""

    send: Callable[[bytes], object]
    read: Callable[[], bytes]


def stream_way(stack: ExitStack, handle: Any, kind: str, *words: Any) -> Way:
    """Open a shell's stream by the engine's method `kind`, and wait for its prompt."""
    from labs.engines.registry import engine_get

    stream = stack.enter_context(closing(getattr(engine_get(), kind)(handle, *words)))
    stream.socket.sendall(b"\r")
    stream_until(stream, prompt)
    return Way(stream.socket.sendall, lambda: stream.socket.recv(1 << 18))


def printed(way: Way, command: str) -> None:
    """Run a command, and read until after its end."""
    way.send(f"{command}; echo end-$((40+2))\r".encode())
    tail = b""
    while b"end-42" not in tail:
        tail = tail[-16:] + way.read()


def rate(way: Way, flood: Flood) -> float:
    """MB/s of what a flood prints."""
    begin = time.perf_counter()
    printed(way, flood.command)
    return flood.size / 1e6 / (time.perf_counter() - begin)

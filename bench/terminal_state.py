"""What it costs to know how a terminal stands: `python -m bench.terminal_state [machines]`.

Prints rows of the tables in docs/decisions/0029-terminal-state.md: MB/s of the processor's time for
each way to follow output, and with `machines` what a flood takes in a machine, by its console, by a
shell of `docker exec`, and by tmux in such a shell.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from functools import partial

from tests.site import root

size = 8_000_000  # bytes of each kind of output
piece = 65536
rounds = 5
xterm = """
import { Terminal } from "./node_modules/@xterm/xterm/lib/xterm.mjs";
let input = [];
for await (const each of process.stdin) input.push(each);
input = Buffer.concat(input);
const term = new Terminal({ cols: 80, rows: 24, scrollback: 1000 });
const began = process.cpuUsage();
for (let at = 0; at < input.length; at += 65536) {
  await new Promise((done) => term.write(input.subarray(at, at + 65536), done));
}
const { user, system } = process.cpuUsage(began);
console.log((user + system) / 1e6);
"""


def outputs() -> Mapping[str, bytes]:
    """Kinds of output, each of `size` bytes."""

    def filled(unit: Callable[[int], bytes]) -> bytes:
        made = bytearray()
        number = 0
        while len(made) < size:
            made += unit(number)
            number += 1
        return bytes(made[:size])

    return {
        "seq": filled(lambda number: b"%d\r\n" % number),
        "cat": filled(lambda number: b"0123456789" * 7 + b"\r\n"),
        "an editor": b"\x1b[?1049h\x1b[?1h"
        + filled(
            lambda number: (
                b"\x1b[?25l\x1b[%d;1H\x1b[38;5;%dmword %d\x1b[m and others\x1b[K\x1b[?25h"
                % (number % 24 + 1, number % 256, number)
            )
        ),
        "modes alone": filled(lambda number: b"\x1b[?1h\x1b[?1l"),
    }


def ways() -> Mapping[str, Callable[[bytes], float]]:
    """Each takes output and gives the seconds of a processor that it took."""
    import avt

    from labs.terminal.core.history import History
    from labs.terminal.core.ring_buffer import RingBuffer
    from labs.terminal.core.tab import ring_size

    def timed(feed: Callable[[bytes], object], data: bytes) -> float:
        pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
        began = time.process_time()
        for each in pieces:
            feed(each)
        return time.process_time() - began

    def emulated(data: bytes) -> float:
        vt = avt.Vt(80, 24, 1000)
        return timed(lambda each: vt.feed_str(each.decode("utf-8", "replace")), data)

    def in_node(data: bytes) -> float:
        command = ["node", "--input-type=module", "--eval", xterm]
        return float(
            subprocess.run(command, cwd=root, input=data, capture_output=True, check=True).stdout
        )

    return {
        "the ring alone": lambda data: timed(RingBuffer(ring_size).append, data),
        "the ring and modes": lambda data: timed(History(ring_size).append, data),
        "avt": emulated,
        "xterm.js in node": in_node,
    }


def followed() -> Iterator[str]:
    for kind, data in outputs().items():
        for name, way in ways().items():
            seconds = statistics.median(way(data) for _ in range(rounds))
            yield f"{kind:12} {name:20} {size / 1e6 / max(seconds, 1e-9):10.0f} MB/s"


def machines() -> Iterator[str]:
    """Floods until the shell's prompt is back, and what leaves the machine of them."""
    from bench.flood import Way, floods, prepare, printed
    from bench.lab import images_ready, machine, prompt, stream_until
    from labs.engines.docker.engine import DockerEngine

    images_ready()
    engine = DockerEngine()
    with ExitStack() as stack:
        named: dict[str, Way] = {}
        for name, command in {
            "the console": None,
            "docker exec": ["bash", "-i"],
            "tmux": ["/lab/shell", "2"],
        }.items():
            handle = stack.enter_context(machine())
            stream = engine.exec(handle, command) if command else engine.attach(handle)
            stack.enter_context(closing(stream))
            stream.socket.sendall(b"\r")
            stream_until(stream, prompt)
            named[name] = Way(stream.socket.sendall, partial(stream.socket.recv, 1 << 18))
            printed(named[name], prepare)
        for flood in floods:
            for name, way in named.items():
                taken = [rate(way, flood.command) for _ in range(rounds)]
                seconds = statistics.median(each for each, _ in taken)
                left = statistics.median(each for _, each in taken)
                yield (
                    f"{flood.command[:24]:24} {name:12} {flood.size / 1e6 / seconds:6.1f} MB/s,"
                    f" of which {left / 1e6:6.2f} MB are shown"
                )


def rate(way: object, command: str) -> tuple[float, int]:
    """Seconds until the end of `command`, and bytes that came."""
    from bench.flood import Way, printed

    assert isinstance(way, Way)
    count = 0

    def read() -> bytes:
        nonlocal count
        data = way.read()
        count += len(data)
        return data

    began = time.perf_counter()
    printed(Way(way.send, read), command)
    return time.perf_counter() - began, count


if __name__ == "__main__":
    for row in machines() if "machines" in sys.argv else followed():
        print(row, flush=True)

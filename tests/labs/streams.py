"""What is typed into a machine's stream, and what it prints until a pattern is seen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from labs.engines.stream import Stream

escapes = re.compile(r"\x1b\[\?2004l\r|\x1b[\[(][?0-9;]*[A-Za-z]")


def without_escapes(text: str) -> str:
    return escapes.sub("", text)


def enter(stream: Stream, line: str) -> None:
    stream.socket.sendall(line.encode() + b"\r")


def read_until(
    stream: Stream,
    pattern: str,
    seconds: float = 60,
    plain: Callable[[str], str] = without_escapes,
) -> str:
    """What the stream printed, made `plain`, until `pattern` was seen in its last 100,000
    characters; fails after `seconds`."""
    text = stream.head.decode(errors="replace")
    deadline = time.monotonic() + seconds
    while not re.search(pattern, plain(text[-100_000:])):
        stream.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            data = stream.socket.recv(65536)
        except TimeoutError:
            pytest.fail(f"{pattern!r} did not come within {seconds} s, but: {text[-2000:]!r}")
        assert data, f"the stream ended after {text[-2000:]!r}"
        text += data.decode(errors="replace")
    return plain(text)

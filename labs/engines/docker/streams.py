"""Docker's hijacked connections as plain sockets, and scripts run over one of them."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from docker import APIClient

from labs.engines.base import RunResult, Script
from labs.engines.batch import batch_read, batch_script
from labs.engines.errors import EngineError
from labs.engines.stream import Stream

# Docker ends an attachment when these keys come one after the other. Its default begins with
# Ctrl-P, which people use; these nobody types.
detach_keys = "ctrl-^,ctrl-],ctrl-^,ctrl-],ctrl-^,ctrl-]"
output_limit = 64 * 1024  # bytes of each of a script's two outputs that are kept
grace = 2.0  # seconds beyond a script's own time limit, for the engine's part


class Program(NamedTuple):
    """A command, the user whose it is, and what it reads."""

    command: Sequence[str]
    user: str
    given: bytes = b""


class Runner(NamedTuple):
    """The machine's program that runs scripts (labs/machines/README.md), and as whom."""

    program: str
    user: str


def attach(api: APIClient, container: str) -> Stream:
    """The terminal of the container's main process."""
    wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1, "detachKeys": detach_keys}
    plain, head = hijacked(api.attach_socket(container, params=wanted))
    return Stream(plain, head=head)


def shell(api: APIClient, container: str, command: Sequence[str], user: str) -> Stream:
    """`command` on a new terminal."""
    made = api.exec_create(
        container, list(command), stdin=True, tty=True, user=user, detach_keys=detach_keys
    )
    plain, head = hijacked(api.exec_start(made["Id"], tty=True, socket=True))
    return Stream(plain, head=head, exec_id=made["Id"])


def run(api: APIClient, container: str, script: str, by: Runner, timeout: float) -> RunResult:
    """`script` through a program that ends it after `timeout` seconds; see Engine.run."""
    command = (by.program, f"{timeout:g}")
    return program(api, container, Program(command, by.user, script.encode()), timeout)


def program(api: APIClient, container: str, what: Program, timeout: float) -> RunResult:
    """A program of the machine's; nobody waits longer than `timeout` and grace."""
    deadline = time.monotonic() + timeout + grace
    made = api.exec_create(container, list(what.command), stdin=True, user=what.user, workdir="/")
    plain, head = hijacked(api.exec_start(made["Id"], socket=True))
    with plain:
        ended, output, error = talk(plain, head, what.given, deadline)
    status = exec_status(api, made["Id"]) if ended else None
    timed_out = status in (None, 124, 137)
    return RunResult(
        status=None if timed_out else status,
        output=output.decode(errors="replace"),
        error=error.decode(errors="replace"),
        timed_out=timed_out,
    )


def run_all(
    api: APIClient, container: str, scripts: Sequence[Script], by: Runner
) -> list[RunResult]:
    """Enters the machine once for all of them; see Engine.run_all."""
    if len(scripts) < 2:
        return [run(api, container, script.text, by, script.timeout) for script in scripts]
    mark = secrets.token_hex(16)
    seconds = sum(script.timeout + 1 for script in scripts)
    ran = run(api, container, batch_script(scripts, mark), by, seconds)
    found = batch_read(ran.output, ran.error, mark, len(scripts))
    return [
        # One that printed without end, or ended the shell of all, must not stop the others.
        result or run(api, container, script.text, by, script.timeout)
        for script, result in zip(scripts, found, strict=True)
    ]


def hijacked(raw: Any) -> tuple[socket.socket, bytes]:
    """The connection under docker-py's `raw`, and what came in one packet with its headers.

    The library reads the headers through a buffer; output that stands in there already would be
    lost to whoever reads the socket.
    """
    try:
        response = raw._response
        buffered = response.raw._fp.fp
        ours = raw._sock.dup()
    except AttributeError:
        raise EngineError(
            "terminals need a Docker engine at a unix:// or tcp:// address", permanent=True
        ) from None
    raw._sock.setblocking(False)  # so that looking into the buffer reads nothing more
    head: bytes = buffered.peek()
    ours.setblocking(True)
    response.close()
    return ours, head


def talk(
    plain: socket.socket, head: bytes, script: bytes, deadline: float
) -> tuple[bool, bytes, bytes]:
    """Sends `script`, and reads both outputs until their end (True) or the deadline (False)."""
    kept = {1: bytearray(), 2: bytearray()}
    waiting = bytearray(head)
    try:
        plain.settimeout(max(0.01, deadline - time.monotonic()))
        plain.sendall(script)
        plain.shutdown(socket.SHUT_WR)
        while True:
            frames_take(waiting, kept)
            plain.settimeout(max(0.01, deadline - time.monotonic()))
            if not (data := plain.recv(65536)):
                break
            waiting += data
            if time.monotonic() > deadline:
                return False, bytes(kept[1]), bytes(kept[2])
    except TimeoutError:
        return False, bytes(kept[1]), bytes(kept[2])
    return True, bytes(kept[1]), bytes(kept[2])


def frames_take(waiting: bytearray, kept: dict[int, bytearray]) -> None:
    """Moves whole frames (stream, 3 zero bytes, length, data) to where they belong."""
    while len(waiting) >= 8:
        stream, length = struct.unpack(">BxxxL", waiting[:8])
        if len(waiting) < 8 + length:
            return
        room = output_limit - len(kept.get(stream, b""))
        if stream in kept and room > 0:
            kept[stream] += waiting[8 : 8 + min(length, room)]
        del waiting[: 8 + length]


def exec_status(api: APIClient, exec_id: str) -> int | None:
    """The exit status of what has ended; the engine may write it down a moment later."""
    for pause in (0.0, 0.005, 0.02, 0.05, 0.1, 0.3, 0.5):
        time.sleep(pause)
        found = api.exec_inspect(exec_id)
        if not found["Running"] and found["ExitCode"] is not None:
            return int(found["ExitCode"])
    return None

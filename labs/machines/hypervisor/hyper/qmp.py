"""QMP: JSON objects, one a line, over a unix socket (qemu.org/docs: "QEMU Machine Protocol")."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from .errors import VmError


class Qmp:
    """A connection to a QEMU, ready for commands. QEMU serves one at a time; others wait.

    Raises VmError where it doesn't answer in `seconds`, or says that it can't.
    """

    def __init__(self, path: Path, seconds: float = 20) -> None:
        self.waiting = b""
        self.events: dict[str, float] = {}  # when each was last told of, in seconds of the epoch
        deadline = time.monotonic() + seconds
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(seconds)
            try:
                self.socket.connect(str(path))
                break
            except OSError as error:  # one that is just being made refuses, too
                self.socket.close()
                if time.monotonic() > deadline:
                    raise silent(error) from error
                time.sleep(0.005)
        self.take()  # its greeting
        self.ask("qmp_capabilities")

    def __enter__(self) -> Qmp:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def take(self) -> dict[str, Any]:
        while b"\n" not in self.waiting:
            try:
                data = self.socket.recv(65536)
            except OSError as error:
                raise silent(error) from error
            if not data:
                raise silent("the connection ended")
            self.waiting += data
        line, _, self.waiting = self.waiting.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        if "event" in found:
            when = found["timestamp"]
            self.events[found["event"]] = when["seconds"] + when["microseconds"] / 1e6
        return found

    def ask(self, command: str, **arguments: Any) -> Any:
        """What the command gives. `max_bandwidth=1` is QMP's `"max-bandwidth": 1`."""
        named = {key.replace("_", "-"): value for key, value in arguments.items()}
        return self.send({"execute": command, "arguments": named})

    def send(self, what: object) -> Any:
        """A whole command, as it goes over the wire; what happened meanwhile is in `events`."""
        try:
            self.socket.sendall(json.dumps(what).encode() + b"\n")
        except OSError as error:
            raise silent(error) from error
        while True:
            answer = self.take()
            if "error" in answer:
                said = answer["error"].get("desc", answer["error"])
                raise VmError(f"QEMU says no: {said}", f"QEMU dice que no: {said}")
            if "return" in answer:
                return answer["return"]


def silent(error: object) -> VmError:
    return VmError(f"QEMU does not answer ({error}).", f"QEMU no responde ({error}).")

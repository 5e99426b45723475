"""`python -m virtlearn.operation.restart COMMAND…`: runs it, and again whenever it dies.

Honcho ends everything when one of its processes ends; with this before a command of the Procfile
each is started again without the others. On a server systemd does the same (`Restart=always`).
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

settled_seconds = 5.0  # what ended sooner by itself has never run: its settings are wrong, say
well_seconds = 60.0  # after so long what happened before is forgotten
pause_least, pause_most = 1.0, 30.0


class Restart:
    """Runs one command until `stop`. `sleep` and `clock` are those of the time module."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.command = command
        self.sleep = sleep
        self.clock = clock
        self.stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def stop(self, number: int, frame: FrameType | None = None) -> None:
        """Hands the signal on, and lets the command end for good."""
        self.stopping = True
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def run(self) -> int:
        """The exit status of its last run: of the one that was told to stop, or that never ran."""
        pause, first = pause_least, True
        while True:
            began = self.clock()
            self.process = subprocess.Popen(self.command)
            status = self.process.wait()
            lasted = self.clock() - began
            if self.stopping:
                return status
            if first and lasted < settled_seconds and status >= 0:  # no signal ended it
                return status or 1
            first = False
            pause = pause_least if lasted >= well_seconds else pause
            say(f"{shlex.join(self.command)} ended ({status}): starting it again in {pause:.0f} s")
            self.sleep(pause)
            if self.stopping:
                return status
            pause = min(pause_most, 2 * pause)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(command: Sequence[str]) -> int:
    restart = Restart(command)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, restart.stop)
    return restart.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

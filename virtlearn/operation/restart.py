"""`python -m virtlearn.operation.restart [--unprivileged] COMMAND…`: runs it, and again whenever it
dies.

Honcho ends everything when one of its processes ends; with this before a command of the Procfile
each is started again without the others. On a server systemd does the same (`Restart=always`).

With `--unprivileged` it runs as the user whom SITE_USER names, where root starts it; the set-up
names one where that can be (virtlearn/setup/separation.py).
"""

from __future__ import annotations

import os
import pwd
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
        user: pwd.struct_passwd | None = None,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.command = command
        self.user = user
        self.sleep = sleep
        self.clock = clock
        self.stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def stop(self, number: int, frame: FrameType | None = None) -> None:
        """Hands the signal on, and lets the command end for good."""
        self.stopping = True
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def start(self) -> subprocess.Popen[bytes]:
        if self.user is None:
            return subprocess.Popen(self.command)
        return subprocess.Popen(
            self.command,
            env={**os.environ, "HOME": "/", "USER": self.user.pw_name},
            user=self.user.pw_uid,
            group=self.user.pw_gid,
            extra_groups=[],
        )

    def run(self) -> int:
        """The exit status of its last run: of the one that was told to stop, or that never ran."""
        pause, first = pause_least, True
        while True:
            began = self.clock()
            self.process = self.start()
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


def user_of(name: str) -> pwd.struct_passwd | None:
    """Whom to run as; None for whoever runs this. Raises KeyError for a name that is not known."""
    return pwd.getpwnam(name) if name and os.geteuid() == 0 else None


def main(command: Sequence[str]) -> int:
    user = None
    if command[:1] == ["--unprivileged"]:
        command = command[1:]
        user = user_of(os.environ.get("SITE_USER", ""))
    restart = Restart(command, user=user)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, restart.stop)
    return restart.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the person at the terminal sees: steps, their time, questions, and how to mend a failure."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

root = Path(__file__).resolve().parent.parent.parent
# What the installation keeps; of settings the set-up reads this one alone.
var = Path(os.environ.get("VAR_DIR") or root / "var").expanduser()
log_path = var / "setup.log"


class SetupError(Exception):
    """A step that failed: what went wrong, and what to do about it."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Shows `title` while the work goes on, and how long it took."""
    print(f"▸ {title} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" done ({time.monotonic() - start:.1f} s)", flush=True)


def run(
    command: Sequence[str], *, mend: str = "", env: dict[str, str] | None = None, show: bool = False
) -> None:
    """Runs `command` in the project's folder; its output goes to the log, or is shown.

    Raises SetupError with the last lines of the output where it fails.
    """
    if show:
        if subprocess.run(command, cwd=root, env=env, check=False).returncode:
            raise SetupError(f"{shlex.join(command)} failed.", mend)
        return
    done = subprocess.run(
        command,
        cwd=root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("a") as log:  # in one piece: several may run at once
        log.write(f"$ {shlex.join(command)}\n{done.stdout}")
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise SetupError(
            f"{shlex.join(command)} ended with {done.returncode}:\n{tail}\n(all of it: {log_path})",
            mend,
        )


def answers(command: Sequence[str], *, timeout: float = 20) -> bool:
    """Whether `command` exists, ends with 0 and does so in time."""
    try:
        return (
            subprocess.run(
                command,
                cwd=root,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=timeout,
                check=False,
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def allowed(question: str, announcement: str) -> bool:
    """Asks a person at the terminal; where nobody sits there, says what is done and does it.

    SETUP_INSTALL=yes or no in the environment answers for them.
    """
    if answer := os.environ.get("SETUP_INSTALL", ""):
        if answer == "yes":
            say(announcement)
        return answer == "yes"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say(announcement)
        return True
    reply = input(f"{question} [Y/n] ").strip().lower()
    return reply in {"", "y", "yes", "s", "si", "sí"}

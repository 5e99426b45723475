"""What the person at the terminal sees: steps, their time, questions, and how to mend a failure."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

root = Path(__file__).resolve().parent.parent.parent
# What the installation keeps; of settings the set-up reads this one alone.
var = Path(os.environ.get("VAR_DIR") or root / "var").expanduser()


def logs_folder(owner: int, user: int) -> Path:
    """Where `user` writes what a set-up of `owner`'s checkout says: root leaves no file in that of
    somebody else, who could not write to it again."""
    return Path("/var/log/virtlearn") if user == 0 != owner else var


logs = logs_folder(root.stat().st_uid, os.geteuid())
log_path = logs / "setup.log"


class SetupError(Exception):
    """A step that failed: what went wrong, and what to do about it."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[Callable[[float], None]]:
    """Shows `title` while the work goes on, and how long it took; between, each tenth of the
    percentages that the given function is told."""
    print(f"▸ {title} …", end="", flush=True)
    start = time.monotonic()
    shown = 0

    def tell(percent: float) -> None:
        nonlocal shown
        if percent >= shown + 10:
            shown = int(percent) // 10 * 10
            print(f" {shown} %", end="", flush=True)

    try:
        yield tell
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" done ({time.monotonic() - start:.1f} s)", flush=True)


def run(
    command: Sequence[str],
    *,
    mend: str = "",
    env: dict[str, str] | None = None,
    show: bool = False,
    heard: Callable[[str], bool] = lambda _line: False,
) -> None:
    """Runs `command` in the project's folder; its output goes to the log, or is shown.

    Each line is first offered to `heard`, which keeps it from the log by True. Raises SetupError
    with the last lines of the output where the command fails.
    """
    if show:
        if subprocess.run(command, cwd=root, env=env, check=False).returncode:
            raise SetupError(f"{shlex.join(command)} failed.", mend)
        return
    with subprocess.Popen(
        command,
        cwd=root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        said = "".join(line for line in process.stdout or () if not heard(line))
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("a") as log:  # in one piece: several may run at once
        log.write(f"$ {shlex.join(command)}\n{said}")
    if process.returncode:
        tail = "\n".join(said.splitlines()[-15:])
        raise SetupError(
            f"{shlex.join(command)} ended with {process.returncode}:\n{tail}\n"
            f"(all of it: {log_path})",
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

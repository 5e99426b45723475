"""Serves the site until it is told to stop, with the machines' images being made beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from virtlearn.setup import steps
from virtlearn.setup.console import SetupError, root, say
from virtlearn.setup.processes import children
from virtlearn.setup.separation import separated

stop_signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
stop_seconds = 10.0  # honcho kills after five what does not end
again_least, again_most = 60.0, 1800.0  # seconds until what could not be made is tried again


def site_serve(*, machines: bool, install: bool = False) -> int:
    """Starts what the Procfile names and returns once it has ended: 0 where it was told to stop.

    `machines`: their images are made meanwhile, and with `install` the system packages that this
    needs are fetched. No machine of a learner is left running afterwards.
    """
    if not steps.python.exists():
        raise SetupError("Nothing is set up here yet.", "Run this first: make run")
    env = {**os.environ, "SETUP_INSTALL": "yes" if install else "no"}
    with ThreadPoolExecutor() as pool:  # each reads the whole program
        own = pool.submit(separated, env)
        steps.manage("welcome", show=True)
        env |= own.result()
    with stop_noted() as stopped:
        maker = None
        if machines:
            maker = subprocess.Popen([sys.executable, "-m", "virtlearn.setup", "machines"], env=env)
        site = subprocess.Popen(
            [str(steps.venv / "bin" / "honcho"), "start"],
            cwd=root,
            env=env,
            start_new_session=True,
        )
        while site.poll() is None and not stopped:
            with suppress(subprocess.TimeoutExpired):
                site.wait(0.2)
        for process in filter(None, (site, maker)):
            end(process)
    machines_clear()
    return 0 if stopped else site.returncode or 1


@contextmanager
def stop_noted() -> Iterator[list[int]]:
    """A list that is empty until this process is told to stop."""
    noted: list[int] = []
    before = {number: signal.getsignal(number) for number in stop_signals}
    for number in stop_signals:
        signal.signal(number, lambda got, _frame: noted.append(got))
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(process: subprocess.Popen[bytes], *, seconds: float = stop_seconds) -> None:
    """Tells it to end; after `seconds` it is killed, and with it all that it started."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        started = descendants(process.pid)
        process.kill()
        process.wait()
        for pid in started:  # each in a process group of its own, which honcho gave it
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """The processes that `pid` and what it started have started, parents before children."""
    found = list(children(pid))
    for child in found:
        found.extend(children(child))  # the list grows while it is walked
    return found


def machines_clear() -> None:
    """Whoever stops the site wants its machines gone, too."""
    command = [str(steps.python), "manage.py", "lab", "clean"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env=quiet_env()
    )
    reason = done.stderr.strip().rpartition("\n")[2].removeprefix("CommandError: ")
    say(f"No machines were removed: {reason}" if done.returncode else done.stdout.strip())


def quiet_env() -> Mapping[str, str]:
    return {**os.environ, "LOG_LEVEL": "ERROR"}


def machines_make(sleep: Callable[[float], object] = time.sleep) -> int:
    """Makes the images of machines; what fails is tried again, later and later. 0 once all are
    there."""
    pause, said = again_least, ""
    while True:
        fault = machines_try()
        if not fault:
            return 0
        if fault != said:
            say(f"{fault}\n  The course works without. This is tried again by itself.")
            said = fault
        sleep(pause)
        pause = min(again_most, pause * 2)


def machines_try() -> str:
    """Why the images can't be made now; empty where they are there."""
    try:
        return "" if steps.lab_images() else "There are no machines for labs"
    except SetupError as error:
        return f"{error}\n  {error.mend}".rstrip()

"""Processes that end with the one that started them, however that ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8  # malloc.h


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process when `parent`, which started it, is gone.

    To be called early in the child, from its main thread. Only Linux can do it; elsewhere a child
    outlives a parent that was killed.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it was gone before the kernel was told
        os.kill(os.getpid(), signal.SIGTERM)


class Forked:
    """A copy of this process that does something else: see `fork`. As much of subprocess.Popen as
    is needed here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status once it has ended, negative where a signal ended it."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def terminate(self) -> None:
        self.send(signal.SIGTERM)

    def kill(self) -> None:
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def fork(work: Callable[[], object]) -> Forked:
    """Have a copy of this process do `work` and end.

    What this one has imported is there already, and the kernel keeps one copy for both until one
    of them changes it. To be called before there are threads, and without anything open that is
    not for both.
    """
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return Forked(pid)
    status = 1
    try:
        end_with_parent(parent)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # nothing of the other one's is tidied up here


def memory_modest() -> None:
    """Have glibc keep two pools of memory instead of up to eight for each processor.

    Each thread that allocates may get a pool of its own, and what is free in one serves no other:
    a class of thirty took a fifth more. Python runs one thread at a time, so that two are enough.
    Another C library than glibc ignores it.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_ARENA_MAX, 2)

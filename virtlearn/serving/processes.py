"""Processes that end with the one that started them, however that ends."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8  # malloc.h
FILES = 8192  # more than the connections of one process, and what stands behind each


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


def memory_modest() -> None:
    """Have glibc keep two pools of memory instead of up to eight for each processor.

    Each thread that allocates may get a pool of its own, and what is free in one serves no other:
    a class of thirty took a fifth more. Python runs one thread at a time, so that two are enough.
    Another C library than glibc ignores it.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_ARENA_MAX, 2)


def files_many() -> None:
    """Let this process and its children have so many open files, where the system's limit is one
    that each may raise: the usual one is 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

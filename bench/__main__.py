"""Measure the figures that are named, or all; print each as soon as it is there."""

from __future__ import annotations

import importlib
import signal
import sys
import traceback
from collections.abc import Collection, Iterator
from typing import Protocol, cast

from bench.figure import Figure


class Subject(Protocol):
    """A module of this folder that measures."""

    names: tuple[str, ...]

    def measure(self, wanted: Collection[str]) -> Iterator[Figure]: ...


subjects = (
    "lesson_page",
    "first_paint",
    "start_cold",
    "start_pool",
    "echo",
    "flood",
    "memory",
    "check_tick",
    "course",
    "backup",
    "board",
    "screens",
    "exam",
    "gradebook",
    "vm",
    "vm_pool",
    "workstation",
    "images",
    "first_page",
)


def main() -> int:
    """Give the exit status: 1 if a figure could not be measured, 2 for an unknown name."""
    found = [cast(Subject, importlib.import_module(f"bench.{name}")) for name in subjects]
    known = [name for subject in found for name in subject.names]
    wanted = {name for text in sys.argv[1:] for name in text.split(",") if name} or set(known)
    if unknown := wanted - set(known):
        print(f"No such figure: {', '.join(sorted(unknown))}. Known are: {', '.join(known)}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is open is closed
    status = 0
    for subject in found:
        if wanted.isdisjoint(subject.names):
            continue
        try:
            for figure in subject.measure(wanted):
                print(figure.line(), flush=True)
        except Exception:  # the other figures are worth having
            traceback.print_exc()
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

"""The processes of this machine and of a bare system on it, as Linux's /proc tells them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

proc = Path("/proc")
# What a system's engine is made of: set-up may start it, and it stays when the site stops.
engine = frozenset({"dockerd", "containerd", "containerd-shim", "containerd-shim-runc-v2"})


@dataclass(frozen=True)
class Process:
    pid: int  # here, not inside
    group: int
    state: str
    words: tuple[str, ...]

    @property
    def program(self) -> str:
        return Path(self.words[0]).name if self.words else ""


def status_parse(text: str) -> tuple[str, int]:
    """State and process group of `/proc/PID/stat`; the name before them may hold anything."""
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[2])


def children(pid: int) -> Iterator[int]:
    """What `pid` has started and what still runs; none where there is no /proc."""
    for stat in proc.glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            if int(stat.read_text(errors="replace").rpartition(")")[2].split()[1]) == pid:
                yield int(stat.parent.name)


def within(first: int) -> Iterator[Process]:
    """All processes in the PID namespace of `first`, zombies and itself left out."""
    space = (proc / str(first) / "ns/pid").readlink()
    for folder in proc.iterdir():
        if not folder.name.isdigit() or folder.name == str(first):
            continue
        try:
            if (folder / "ns/pid").readlink() != space:
                continue
            state, group = status_parse((folder / "stat").read_text())
            words = tuple((folder / "cmdline").read_bytes().decode(errors="replace").split("\0"))
        except OSError:  # it has just ended
            continue
        if state not in "ZX":
            yield Process(int(folder.name), group, state, words[:-1])


def left_over(found: Iterator[Process]) -> list[str]:
    """The command lines of those that are no part of an engine."""
    return [" ".join(each.words)[:200] for each in found if each.program not in engine]

"""When the numbers came that a machine counted on its console while it moved.

Read on this side of the console, as whoever looks on would: the guest itself can't tell, since its
clock stands still with it.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

poll_seconds = 0.003
before_marks, after_marks = 5, 7  # how many numbers are waited for around a move
patience_seconds = 5.0  # for them, at most
quiet_seconds = 10.0  # a console on which nothing came for so long has no counter
marks_most = 60  # the last ones count: they are around the move
tick = re.compile(rb"tick (\d{1,6})\s*\Z")
counting = re.compile(rb"^tick \d{1,6}\r?\n[tick\d\r ]*\Z", re.MULTILINE)  # and no prompt after it
tail_bytes = 400


@dataclass(frozen=True)
class Mark:
    """One number: by which process it was completed, and when (seconds of the epoch)."""

    number: int
    process: int
    at: float


@dataclass
class Lines:
    """Whole lines out of what several processes write, one after the other. A line that the move
    cut in two is one, and belongs to the process that ended it. Pure."""

    left: bytes = b""
    marks: list[Mark] = field(default_factory=list)

    def take(self, data: bytes, process: int, at: float) -> None:
        *whole, self.left = (self.left + data).split(b"\n")
        self.left = self.left[-100:]
        for line in whole:
            if found := tick.match(line.rstrip(b"\r")):
                self.marks.append(Mark(int(found[1]), process, at))
        del self.marks[:-marks_most]


class Watch:
    """Notes what comes on the console of the `source`, then of the `target`, until it is ended."""

    def __init__(self, source: Path, target: Path) -> None:
        self.logs = [source / "log", target / "log"]
        self.lines = Lines()
        self.over = threading.Event()
        self.counts = counts(self.logs[0])
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self) -> None:
        at = [size(self.logs[0]), 0]
        while not self.over.is_set():
            for index, log in enumerate(self.logs):
                if (now := size(log)) == at[index]:
                    continue
                data, seen = read(log, at[index] if now > at[index] else 0), time.time()
                at[index] = (at[index] if now > at[index] else 0) + len(data)
                self.lines.take(data, int(log.parent.name), seen)
            self.over.wait(poll_seconds)

    def before(self) -> None:
        """Waits until some numbers have come, where somebody counts."""
        self.wait(0, before_marks)

    def after(self) -> list[Mark]:
        """Waits for some more, of the new process, and gives what came."""
        self.wait(1, after_marks)
        self.over.set()
        self.thread.join()
        return self.lines.marks

    def wait(self, log: int, count: int) -> None:
        process = int(self.logs[log].parent.name)
        deadline = time.monotonic() + patience_seconds
        while self.counts and time.monotonic() < deadline:
            if sum(mark.process == process for mark in list(self.lines.marks)) >= count:
                break
            time.sleep(poll_seconds)


def counts(log: Path) -> bool:
    """Whether a number was the last that was written, and not long ago."""
    try:
        recent = time.time() - log.stat().st_mtime < quiet_seconds
    except FileNotFoundError:
        return False
    return recent and counting.search(read(log, max(0, size(log) - tail_bytes))) is not None


def size(log: Path) -> int:
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def read(log: Path, start: int) -> bytes:
    with log.open("rb") as file:
        file.seek(start)
        return file.read()


def seam_lines(
    marks: Sequence[Mark], stopped: float | None, resumed: float | None
) -> Iterator[str]:
    """`tick NUMBER PROCESS MS`, `stopped MS`, `resumed MS`: milliseconds since the first number.

    Nothing where no number came. Pure.
    """
    if not marks:
        return
    origin = marks[0].at

    def since(at: float) -> int:
        return round((at - origin) * 1000)

    for mark in marks:
        yield f"tick {mark.number} {mark.process} {since(mark.at)}"
    if stopped is not None and resumed is not None and stopped <= resumed:
        yield f"stopped {since(stopped)}"
        yield f"resumed {since(resumed)}"

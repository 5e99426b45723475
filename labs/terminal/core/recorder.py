"""Records what tabs show, beside their way to the page: a recorder keeps what was read, and threads
write it down in batches. Nothing waits for the disk, and nothing here imports Django.

A file that is being written is `<id>.part`; whoever ends or deletes a recording, from whichever
process, renames or removes that file, and its recorder stops since it only writes what is there.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec

from labs.core.limits import free_least
from labs.terminal.core.asciicast import Cast
from labs.terminal.core.times import Times, usual

log = logging.getLogger(__name__)

flush_size = 512 * 1024  # bytes that wait for no second to end
note_seconds = 15.0  # how often the length of a recording is told while it goes on
waiting_most = 32 * 1024 * 1024  # bytes of all recorders that may wait for a disk that is slow

Event = tuple[float, bytes | tuple[int, int]]  # when; output, or columns and rows


class TabAddress(msgspec.Struct, frozen=True):
    """Whose output it is."""

    session: UUID
    machine: str
    tab: int


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recording goes. `limit`: bytes of the file; `cut_words`: what its end says then."""

    id: UUID
    part: Path  # while it is written
    whole: Path  # afterwards
    limit: int
    title: str
    env: Mapping[str, str]
    cut_words: str


class Archive(Protocol):
    """Where recordings are kept. Its methods block, and are called from threads."""

    @property
    def limit(self) -> int:
        """Bytes of one recording; 0: nothing is recorded."""

    def begin(self, place: TabAddress) -> Target | None:
        """A new recording; None where its learner wants none, or nothing can be recorded."""

    def note(self, target: Target, seconds: float, size: int, *, ended: bool, cut: bool) -> None:
        """How long it is now, in seconds and in bytes."""


class Recorders:
    """All recorders of a hub: their threads, and what waits for these."""

    def __init__(self, archive: Archive | None, times: Times = usual) -> None:
        self.archive = archive
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="recorder")
        self.waiting = 0  # bytes

    def make(self, place: TabAddress, cols: int, rows: int) -> Recorder | None:
        """A recorder of this tab; None where nothing is recorded on this installation."""
        if self.archive is None or self.archive.limit <= 0:
            return None
        return Recorder(self, Script(self.archive, place, cols, rows))


class Recorder:
    """Of one tab; on the event loop. While it is not `on`, nothing is to be given to it."""

    def __init__(self, all_of_them: Recorders, script: Script) -> None:
        self.all = all_of_them
        self.loop = all_of_them.loop
        self.script = script
        self.on = True
        self.again = False  # it ended, and when its tab is looked at anew there may be another
        self.limit = script.archive.limit
        self.taken = 0  # bytes of output in all
        self.events: list[Event] = []
        self.size = 0  # bytes in `events`
        self.timer: asyncio.TimerHandle | None = None
        self.writing = False
        self.cut = False

    def output(self, data: memoryview | bytes) -> None:
        """The hot path: a copy, and an append."""
        length = len(data)
        self.events.append((self.loop.time(), bytes(data)))
        self.taken += length
        self.size += length
        self.all.waiting += length
        if self.timer is None:
            self.timer = self.loop.call_later(self.all.times.flush, self.flush)
        # The lines of the file are longer than the output: no more of it can be needed.
        if self.taken >= self.limit or self.all.waiting > waiting_most:
            self.on, self.cut = False, True
            self.flush()
        elif self.size >= flush_size:
            self.flush()

    def resize(self, cols: int, rows: int) -> None:
        if self.on:
            self.events.append((self.loop.time(), (cols, rows)))
            if self.timer is None:
                self.timer = self.loop.call_later(self.all.times.flush, self.flush)

    def close(self) -> None:
        """The tab has ended; what waits is still written."""
        self.on = False
        self.flush()

    def flush(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.writing or self.script.over or not (self.events or not self.on):
            return
        events, size = self.events, self.size
        self.events, self.size = [], 0
        self.writing = True
        work = self.all.threads.submit(self.script.write, events, last=not self.on, cut=self.cut)
        work.add_done_callback(lambda _: self.written_soon(size))

    def written_soon(self, size: int) -> None:
        """In the thread that has written. A loop that has ended needs to hear nothing."""
        try:
            self.loop.call_soon_threadsafe(self.written, size)
        except RuntimeError:
            log.debug("a recording was written after the server's end")

    def written(self, size: int) -> None:
        self.writing = False
        self.all.waiting -= size
        if self.script.over:
            self.on = False
            self.again = self.script.again
            self.all.waiting -= self.size
            self.events, self.size = [], 0
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
        elif self.size >= flush_size or not self.on:
            self.flush()
        elif self.events and self.timer is None:
            self.timer = self.loop.call_later(self.all.times.flush, self.flush)


class Script:
    """The file of one recorder; one thread at a time writes it."""

    def __init__(self, archive: Archive, place: TabAddress, cols: int, rows: int) -> None:
        self.archive = archive
        self.place = place
        self.cast = Cast(cols=cols, rows=rows, limit=archive.limit)
        self.target: Target | None = None
        self.start = 0.0  # of the recording, in the loop's time
        self.noted = -note_seconds
        self.over = False
        self.again = False

    def write(self, events: list[Event], *, last: bool, cut: bool) -> None:
        """Writes `events` down; never raises. `last`: no more come."""
        try:
            self.write_all(events, last=last, cut=cut)
        except FileNotFoundError:  # it was deleted, or ended from outside
            self.over = self.again = True
        except OSError as error:
            log.warning("a recording of session %s ends: %s", self.place.session, error)
            self.over = True
            if self.target is not None:
                with suppress(OSError):
                    self.target.part.rename(self.target.whole)
                self.note(ended=True, cut=True)
        except Exception:  # the database's, most likely
            log.exception("a recording of session %s ends", self.place.session)
            self.over = self.again = True

    def write_all(self, events: list[Event], *, last: bool, cut: bool) -> None:
        if self.target is None:
            events = self.begin(events)
        if self.target is None:
            self.over = last or self.again
            return
        cast = self.cast
        for at, what in events:
            if isinstance(what, bytes):
                cast.output(at - self.start, what)
            else:
                cast.resize(at - self.start, *what)
            if cast.full:
                break
        if last:
            cast.end()
        lines = cast.take()
        cut = cut or cast.full or disk_full(self.target.part)
        if cut:
            cast.cut(cast.seconds, self.target.cut_words)
            lines += cast.take()
        append(self.target.part, lines)
        self.over = last or cut
        if self.over:
            self.target.part.rename(self.target.whole)
        now = time.monotonic()
        if self.over or now - self.noted >= note_seconds:
            self.noted = now
            self.note(ended=self.over, cut=cut)

    def begin(self, events: list[Event]) -> list[Event]:
        """Makes the file, once there is output; the events from there on."""
        while events and isinstance(size := events[0][1], tuple):
            self.cast.cols, self.cast.rows = size
            events = events[1:]
        if not events:
            return events
        target = self.archive.begin(self.place)
        if target is None:
            self.again = True
            return []
        self.start = events[0][0]
        ago = max(0.0, time.monotonic() - self.start)  # the loop's clock is the same one
        self.cast.limit = target.limit
        self.cast.head(timestamp=int(time.time() - ago), title=target.title, env=target.env)
        os.close(os.open(target.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self.target = target
        return events

    def note(self, *, ended: bool, cut: bool) -> None:
        if self.target is None:
            return
        try:
            self.archive.note(self.target, self.cast.seconds, self.cast.size, ended=ended, cut=cut)
        except Exception:  # the file is what counts
            log.exception("the length of a recording is not noted")


def append(path: Path, lines: bytes) -> None:
    """Adds `lines` to the file, which must be there; all in one call where the system allows it,
    so that a process that is killed leaves whole lines."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def disk_full(path: Path) -> bool:
    about = os.statvfs(path.parent)
    return about.f_bavail * about.f_frsize < free_least

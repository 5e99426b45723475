"""Caches live boards in the process, and brings up to date only the rows that changed.

A board is kept in the process that answers, by class and by all that its words depend on. What a
page shows already it says itself (`Seen`), so that any process of the site may answer it, also one
that was just started, and a page that was away for long.
"""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock

import msgspec
from django.utils import timezone

from lessons.classes.board import core, presenter
from lessons.classes.board.marks import Mark, marks_read
from lessons.classes.board.presenter import Lessons, RowView
from lessons.classes.board.selectors import BoardRow, medians_of, rows_read, state_of
from lessons.models import Class
from lessons.publishing import selectors
from virtlearn.core.sqlite_version import DatabaseVersion

boards_most = 16  # kept in a process
anew_every = timedelta(minutes=1)  # all is read, whatever the marks say
median_every = timedelta(seconds=10)
clock_alone = timedelta(seconds=5)  # who is there, and what ended long ago, changes by the clock
told_every = timedelta(minutes=5)  # the log is asked whether it has who saw whom
digest_length = 4  # characters of base64


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a board depend on. `made` tells a class from another one with its number,
    `digest` is of the revision that it reads; `viewer` is 0 for whom no row is their own."""

    row: int
    made: datetime
    label: int
    digest: str
    language: str
    viewer: int


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows: who (`people`) and in which order, and a digest of each row by the number
    of the membership; `hand` is the mark of the latest hand that it told of."""

    people: str = ""
    order: str = ""
    rows: str = ""
    hand: int = 0


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it is shown until the clock changes its words. `median` is what its state was
    found with."""

    row: BoardRow
    mark: Mark
    state: core.RowState
    median: timedelta | None
    view: RowView
    digest: str
    until: datetime


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board at a moment; `order` has the memberships as they stand."""

    rows: Mapping[int, Shown]
    order: Sequence[int]
    people_digest: str
    order_digest: str

    @property
    def views(self) -> Sequence[RowView]:
        return [self.rows[pk].view for pk in self.order]

    @property
    def seen(self) -> str:
        """As a page that shows all of it says it (`seen_read`)."""
        digests = "".join(self.rows[pk].digest for pk in sorted(self.rows))
        return f"{self.people_digest}.{self.order_digest}.{digests}"

    @property
    def all(self) -> Mapping[int, Shown]:
        """In the order of the board."""
        return {pk: self.rows[pk] for pk in self.order}

    def changed(self, seen: Seen) -> Mapping[int, Shown]:
        """Those that a page lacks, in the order of the board."""
        length = digest_length
        if seen.people != self.people_digest or len(seen.rows) != length * len(self.rows):
            return self.all
        shown = {
            pk: seen.rows[place * length : (place + 1) * length]
            for place, pk in enumerate(sorted(self.rows))
        }
        return {pk: each for pk, each in self.all.items() if each.digest != shown[pk]}


def seen_read(text: str, hand: int) -> Seen:
    """What a page says of itself; anything else is as a page that shows nothing."""
    parts = text.split(".")
    if len(parts) != 3:
        return Seen(hand=hand)
    return Seen(people=parts[0], order=parts[1], rows=parts[2], hand=hand)


class LiveBoard:
    """One board of one class. Its methods may be called from several threads."""

    def __init__(self, row: Class, key: Key) -> None:
        published = selectors.revision_course(row.course.slug, key.digest) if key.digest else None
        self.key = key
        self.lessons = Lessons(published, key.language)
        self.lock = Lock()
        self.written = DatabaseVersion()
        self.version: int | None = None
        self.asked = self.read = self.counted = datetime.min.replace(tzinfo=UTC)
        self.answered: dict[int, int] = {}
        self.attempt: int | None = None
        self.ticked: Mark = ()
        self.medians: Mapping[tuple[str, str], timedelta] = {}
        self.state = State(rows={}, order=(), people_digest="", order_digest="")
        self.pieces: dict[tuple[int, bool], tuple[str, str]] = {}  # rendered rows, by digest
        self.told: dict[tuple[int, str], tuple[Collection[tuple[int, str]], datetime]] = {}

    def now(self, row: Class, *, anew: bool = False) -> State:
        """The board at this moment; `anew`: all of it is read again."""
        with self.lock:
            now, version = timezone.now(), self.written.now()
            anew = anew or now - self.read >= anew_every
            same = version is not None and version == self.version
            if anew or not same or now - self.asked >= clock_alone:
                self.version, self.asked = version, now
                self.state = self.refreshed(row, now, anew=anew)
            elif any(each.until <= now for each in self.state.rows.values()):
                self.state = self.ordered(self.reworded(self.state.rows, now))
            return self.state

    def news_for(self, viewer: int, of: str, seen: Collection[tuple[int, str]]) -> bool:
        """Whether the log is to be asked if it has all `of` that `viewer` sees now."""
        before, at = self.told.get((viewer, of), ((), datetime.min.replace(tzinfo=UTC)))
        now = timezone.now()
        if before == seen and now - at < told_every:
            return False
        self.told[viewer, of] = (seen, now)
        return True

    def refreshed(self, row: Class, now: datetime, *, anew: bool) -> State:
        before = {} if anew else self.state.rows
        marks = marks_read(row, self.key.label, self.answered, None if anew else self.attempt)
        self.attempt = marks.attempt
        changed = [
            pk for pk, mark in marks.members.items() if pk not in before or before[pk].mark != mark
        ]
        found: Collection[BoardRow] = ()
        if changed:
            some = len(changed) < len(marks.members)
            found = rows_read(row, label=self.key.label, only=changed if some else None)
        if anew:
            self.read = now
        if anew or (marks.ticked != self.ticked and now - self.counted >= median_every):
            self.counted, self.ticked = now, marks.ticked
            everybody = [*(each.row for each in before.values()), *found]
            self.medians = medians_of(
                row, {each.open_task[0] for each in everybody if each.open_task}
            )
        rows = {pk: each for pk, each in before.items() if pk in marks.members}
        for each in found:
            if (mark := marks.members.get(each.member.pk)) is not None:
                rows[each.member.pk] = self.shown(each, mark, now)
        return self.ordered(self.reworded(rows, now))

    def reworded(self, rows: Mapping[int, Shown], now: datetime) -> dict[int, Shown]:
        """With other words where the clock, or how long the class takes, makes them other ones."""
        return {
            pk: each
            if each.until > now and each.median == self.median(each.row)
            else self.shown(each.row, each.mark, now)
            for pk, each in rows.items()
        }

    def median(self, row: BoardRow) -> timedelta | None:
        return self.medians.get(row.open_task) if row.open_task else None

    def shown(self, row: BoardRow, mark: Mark, now: datetime) -> Shown:
        median = self.median(row)
        state = state_of(row, median, now)
        view = presenter.row_view(row, state, self.lessons, self.key.language, self.key.viewer)
        return Shown(
            row=row,
            mark=mark,
            state=state,
            median=median,
            view=view,
            digest=digest_of(self.key.language, view, length=digest_length),
            until=presenter.words_until(row, median, now),
        )

    def ordered(self, rows: Mapping[int, Shown]) -> State:
        """The state as it was, where all rows are."""
        before = self.state.rows
        if rows.keys() == before.keys() and all(each is before[pk] for pk, each in rows.items()):
            return self.state
        order = sorted(rows, key=lambda pk: core.order_key(rows[pk].row.name, rows[pk].state))
        return State(
            rows=rows,
            order=order,
            people_digest=digest_of(sorted(rows), length=8),
            order_digest=digest_of(order, length=8),
        )


def digest_of(*parts: object, length: int) -> str:
    """That many characters which stand in a header."""
    found = hashlib.sha256(msgspec.json.encode(parts)).digest()
    return base64.urlsafe_b64encode(found).decode()[:length]


class LiveBoards:
    """The boards that were asked for last."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.boards: OrderedDict[Key, LiveBoard] = OrderedDict()

    def get(self, row: Class, key: Key) -> LiveBoard:
        with self.lock:
            found = self.boards.pop(key, None) or LiveBoard(row, key)
            self.boards[key] = found
            while len(self.boards) > boards_most:
                self.boards.popitem(last=False)
            return found


live_boards = LiveBoards()

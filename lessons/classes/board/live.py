"""Caches live boards in the process, and brings up to date only the rows that changed.

A board is kept in the process that answers, by class and by all that its words depend on. What a
page shows already it says itself (`lessons.classes.live_rows`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock

import msgspec
from django.utils import timezone

from lessons.classes.board import core, presenter
from lessons.classes.board.marks import Mark, marks_read
from lessons.classes.board.presenter import Lessons, RowView
from lessons.classes.board.selectors import BoardRow, medians_of, rows_read, state_of
from lessons.classes.live_rows import Kept, LiveRows, Seen, Told, digest_of, live_rows, never
from lessons.models import Class
from lessons.publishing import selectors
from virtlearn.core.sqlite_version import DatabaseVersion

anew_every = timedelta(minutes=1)  # all is read, whatever the marks say
median_every = timedelta(seconds=10)
clock_alone = timedelta(seconds=5)  # who is there, and what ended long ago, changes by the clock


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a board depend on. `made` tells a class from another one with its number,
    `digest` is of the revision that it reads; `viewer` is 0 for whom no row is their own."""

    row: int
    made: datetime
    label: int
    digest: str
    language: str
    viewer: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it is shown until the clock changes its words. `median` is what its state was
    found with, of the `task` that is open; by `place` rows are in order."""

    row: BoardRow
    mark: Mark
    task: tuple[str, str] | None
    state: core.RowState
    median: timedelta | None
    place: tuple[object, ...]
    view: RowView
    digest: str
    until: datetime


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board at a moment; `live` says how its rows stand. `people` are whose progress it
    shows: accounts, each with the lab or else the lesson in which they are."""

    rows: Mapping[int, Shown]
    live: LiveRows
    people: frozenset[tuple[int, str]] = frozenset()

    @property
    def order(self) -> Sequence[int]:
        return self.live.order

    @property
    def views(self) -> Sequence[RowView]:
        return [self.rows[pk].view for pk in self.order]

    @property
    def seen(self) -> str:
        """As a page that shows all of it says it."""
        return self.live.seen

    @property
    def all(self) -> Mapping[int, Shown]:
        """In the order of the board."""
        return {pk: self.rows[pk] for pk in self.order}

    def changed(self, seen: Seen) -> Mapping[int, Shown]:
        """Those that a page lacks, in the order of the board."""
        return {pk: self.rows[pk] for pk in self.live.lacking(seen)}


class LiveBoard:
    """One board of one class. Its methods may be called from several threads."""

    def __init__(self, row: Class, key: Key) -> None:
        published = selectors.revision_course(row.course.slug, key.digest) if key.digest else None
        self.key = key
        self.lessons = Lessons(published, key.language)
        self.lock = Lock()
        self.written = DatabaseVersion()
        self.version: int | None = None
        self.asked = self.read = self.counted = never
        self.answered: dict[int, int] = {}
        self.attempt: int | None = None
        self.ticked: Mark = ()
        self.medians: Mapping[tuple[str, str], timedelta] = {}
        self.state = State(rows={}, live=live_rows({}, ()))
        self.pieces: dict[tuple[int, bool], tuple[str, str]] = {}  # rendered rows, by digest
        self.told = Told()

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
            if each.until > now and each.median == self.median(each.task)
            else self.shown(each.row, each.mark, now)
            for pk, each in rows.items()
        }

    def median(self, task: tuple[str, str] | None) -> timedelta | None:
        return self.medians.get(task) if task else None

    def shown(self, row: BoardRow, mark: Mark, now: datetime) -> Shown:
        task = row.open_task
        median = self.median(task)
        state = state_of(row, median, now)
        view = presenter.row_view(row, state, self.lessons, self.key.language, self.key.viewer)
        return Shown(
            row=row,
            mark=mark,
            task=task,
            state=state,
            median=median,
            place=core.order_key(row.name, state),
            view=view,
            digest=digest_of(self.key.language, view),
            until=presenter.words_until(row, median, now),
        )

    def ordered(self, rows: Mapping[int, Shown]) -> State:
        """The state as it was, where all rows are."""
        before = self.state.rows
        if rows.keys() == before.keys() and all(each is before[pk] for pk, each in rows.items()):
            return self.state
        order = sorted(rows, key=lambda pk: rows[pk].place)
        return State(
            rows=rows,
            live=live_rows({pk: each.digest for pk, each in rows.items()}, order),
            people=frozenset(place for each in rows.values() if (place := place_of(each.row))),
        )


def place_of(row: BoardRow) -> tuple[int, str] | None:
    """None while there is no progress to be seen."""
    user, where = row.member.user_id, row.lab.session.lab if row.lab else row.lesson
    return (user, where) if user is not None and where else None


live_boards: Kept[Key, LiveBoard] = Kept()

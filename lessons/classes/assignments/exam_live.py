"""Keeps an exam's list in the process, and finds which rows of it a page lacks.

Who is in the class is read every few seconds; places, starts and answers at every question. A row
is worded and rendered when something in it has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

import msgspec
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from lessons.classes.assignments.exam_machines import machines_lines
from lessons.classes.assignments.exam_presenter import (
    BatchView,
    HeadView,
    RowView,
    batches_left,
    head_view,
    row_view,
)
from lessons.classes.assignments.exam_rows import (
    ExamBoard,
    ExamRow,
    Seat,
    exam_board,
    exam_members,
)
from lessons.classes.live_rows import Kept, LiveRows, Told, digest_of, live_rows, never
from lessons.models import Assignment, Membership

members_every = timedelta(seconds=5)


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a list depend on; `made` tells an exam from another one with its number,
    `acts` whether more time can be given there."""

    assignment: int
    made: datetime
    language: str
    acts: bool


class ExamList(msgspec.Struct, frozen=True, kw_only=True):
    """An exam's list at a moment; `of` is how much there is to answer."""

    board: ExamBoard
    head: HeadView
    batches: Sequence[tuple[BatchView, int | None]]
    rows: Mapping[int, tuple[RowView, str]]  # with their digests
    live: LiveRows


class LiveExam:
    """The list of one exam. Its methods may be called from several threads."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.members: Sequence[Membership] = ()
        self.read = never
        self.worded: dict[int, tuple[ExamRow, RowView, str]] = {}
        self.pieces: dict[int, tuple[str, str]] = {}  # rendered rows, by digest
        self.told = Told()

    def now(self, assignment: Assignment, *, anew: bool = False) -> ExamList:
        """The list at this moment; `anew`: with whoever is in the class now."""
        with self.lock:
            now, zone = timezone.now(), ZoneInfo(assignment.in_class.time_zone)
            if anew or now - self.read >= members_every:
                self.members, self.read = exam_members(assignment), now
            board = exam_board(assignment, now, self.members)
            head = head_view(board, zone, now, machines_lines(assignment, now))
            rows = {row.member: self.view_of(row, board.of, zone) for row in board.rows}
            digests = {member: digest for member, (_view, digest) in rows.items()}
            order = [row.member for row in board.rows]
            return ExamList(
                board=board,
                head=head,
                batches=batches_left(board, head, now),
                rows=rows,
                live=live_rows(digests, order, head),
            )

    def view_of(self, row: ExamRow, of: int, zone: ZoneInfo) -> tuple[RowView, str]:
        """What was worded before, but for who is gone: for how long the clock alone says."""
        known = self.worded.get(row.member)
        if known is not None and known[0] == row and row.seat is not Seat.GONE:
            return known[1], known[2]
        view = row_view(row, zone)
        digest = digest_of(view, of)
        self.worded[row.member] = (row, view, digest)
        return view, digest

    def rows_html(
        self, found: ExamList, members: Sequence[int], context: Mapping[str, object]
    ) -> Sequence[SafeString]:
        """Of `members`, in their order."""
        template = get_template("lessons/classes/assignments/_exam_row.html")
        made = []
        for member in members:
            view, digest = found.rows[member]
            known, html = self.pieces.get(member, ("", ""))
            if known != digest:
                values = {**context, "each": view, "digest": digest, "of": found.board.of}
                html = template.render(values)
                self.pieces[member] = (digest, html)
            made.append(mark_safe(html))  # noqa: S308  # made by the template, which escapes
        return made


live_exams: Kept[Key, LiveExam] = Kept()

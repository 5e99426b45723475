"""Presents an exam to who teaches: counts, batches with what may be done, one row a learner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from labs.sharing.views.presence import since
from lessons.assignments.access.rule import Mode
from lessons.classes.assignments.exam_machines import MachinesLine
from lessons.classes.assignments.exam_rows import BatchRow, ExamBoard, ExamRow, Seat

seat_words: Mapping[Seat, str | Promise] = {
    Seat.GONE: _("gone away"),
    Seat.ABSENT: _("not come"),
    Seat.WAITING: _("waiting"),
    Seat.WORKING: _("working"),
    Seat.SENT: _("handed in"),
}


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    member: int
    name: str
    seat: Seat
    words: str
    note: str
    answered: int
    closes: str
    more: int
    batch: int
    may_give: bool


class BatchView(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: "new", "countdown", "running" or "over"."""

    pk: int
    name: str
    code: str
    state: str
    seated: int
    begun: str
    closes: str
    more: int
    may_take_back: bool


class HeadView(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above the list."""

    counts: Sequence[tuple[str, str, int]]
    batches: Sequence[BatchView]
    machines: Sequence[MachinesLine]


def head_view(
    board: ExamBoard, zone: ZoneInfo, now: datetime, machines: Sequence[MachinesLine] = ()
) -> HeadView:
    return HeadView(
        counts=[(str(seat), str(seat_words[seat]), board.counts[seat]) for seat in Seat],
        batches=[batch_view(each, board.mode, zone, now) for each in board.batches],
        machines=machines,
    )


def batches_left(
    board: ExamBoard, head: HeadView, now: datetime
) -> Sequence[tuple[BatchView, int | None]]:
    """Each batch with the seconds until it begins or closes."""
    return [
        (view, left_of(each, view.state, now))
        for view, each in zip(head.batches, board.batches, strict=True)
    ]


def row_view(row: ExamRow, zone: ZoneInfo) -> RowView:
    note = ""
    if row.seat is Seat.GONE and row.seen_at:
        note = since(row.seen_at)
    elif row.seat is Seat.SENT and row.by_site:
        note = str(_("time over: what was saved"))
    return RowView(
        member=row.member,
        name=row.name,
        seat=row.seat,
        words=str(seat_words[row.seat]),
        note=note,
        answered=row.answered,
        closes=clock_words(row.closes_at, zone),
        more=row.own_minutes,
        batch=row.batch,
        may_give=row.seat is not Seat.SENT,
    )


def batch_view(row: BatchRow, mode: Mode, zone: ZoneInfo, now: datetime) -> BatchView:
    return BatchView(
        pk=row.pk,
        name=row.name,
        code=row.code,
        state=state_of(row, mode, now),
        seated=row.seated,
        begun=clock_words(row.started_at, zone),
        closes=clock_words(row.closes_at, zone),
        more=row.more_minutes,
        may_take_back=row.may_take_back,
    )


def state_of(row: BatchRow, mode: Mode, now: datetime) -> str:
    if row.ended_at and now > row.ended_at:
        return "over"
    if mode is Mode.INDIVIDUAL:
        return "running"
    if row.started_at is None:
        return "new"
    if now < row.started_at:
        return "countdown"
    return "over" if row.closes_at and now > row.closes_at else "running"


def left_of(row: BatchRow, state: str, now: datetime) -> int | None:
    at = row.started_at if state == "countdown" else row.closes_at
    if at is None or state not in {"countdown", "running"}:
        return None
    return max(0, round((at - now).total_seconds()))


def clock_words(at: datetime | None, zone: ZoneInfo) -> str:
    """By the class's clock, with seconds: an exam ends at one."""
    return time_format(at.astimezone(zone), "H:i:s") if at else ""

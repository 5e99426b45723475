"""Presents recordings for their pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec
from django.conf import settings
from django.utils.translation import get_language, gettext

from labs.models import LabSession, Recording
from labs.recordings import services
from virtlearn.people.models import User


class RecordingView(msgspec.Struct, frozen=True, kw_only=True):
    row: Recording
    name: str
    length: str
    running: bool


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One session with its recordings."""

    session: LabSession
    title: str
    recordings: Sequence[RecordingView]


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner is told of recording, wherever terminals are."""

    on: bool  # this installation records
    wanted: bool
    full: bool  # no more, until some are deleted
    days: int
    most: int  # MB


def note_of(user: User | None) -> NoteView:
    on = services.recording_is_on()
    wanted = on and services.recording_wanted(user)
    return NoteView(
        on=on,
        wanted=wanted,
        full=wanted and services.recordings_full(user),
        days=settings.RECORDING_DAYS,
        most=settings.RECORDINGS_USER_MB,
    )


def groups_of(rows: Sequence[Recording]) -> Sequence[SessionView]:
    """`rows` as `recordings_of` gives them."""
    language = get_language() or "en"
    latest = {(row.session_id, row.machine, row.tab): row.pk for row in rows}
    groups = []
    for session, of_session in groupby(rows, key=lambda row: row.session):
        views = [
            RecordingView(
                row=row,
                name=name_of(row),
                length=length_of(row.seconds),
                # One without an end, of a process that died, is followed by another of its tab.
                running=session.is_active
                and row.ended_at is None
                and latest[session.pk, row.machine, row.tab] == row.pk,
            )
            for row in of_session
        ]
        groups.append(
            SessionView(session=session, title=session.title_in(language), recordings=views)
        )
    return groups


def name_of(row: Recording) -> str:
    return gettext("Machine %(machine)s, terminal %(tab)d") % {
        "machine": row.machine,
        "tab": row.tab,
    }


def length_of(seconds: float) -> str:
    """As players show it: "2:05", "1:02:05"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

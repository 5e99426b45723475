"""Backend of the terminals on Django's rows and the engine: access, streams, tasks.

Plain functions for threads; each cleans up its thread's connection to the database.
"""

from __future__ import annotations

import logging
import select
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils import timezone

from labs.core.db_threads import in_thread, in_thread_rarely
from labs.core.presence import SessionPresence, visit_over
from labs.core.screen import Screen
from labs.engines.base import Handle
from labs.engines.errors import EngineError
from labs.engines.registry import engine_get
from labs.engines.stream import Stream
from labs.lifecycle.machine_failure import failure_end, failure_find
from labs.measurements.measure import platform_record
from labs.models import EndReason, LabSession, LabState, Visit
from labs.scheduling.replacement import machine_replace
from labs.sessions import transitions
from labs.sessions.end_reasons import ending_is_certain
from labs.sessions.selectors import lease_is_held
from labs.sharing import screens, selectors, visits
from labs.sharing.group_visits import group_visit_ensure
from labs.tasks.checks import Outcome, session_pass
from labs.tasks.setup import task_prepare, tasks_due
from labs.terminal.core.check_scheduler import CheckPass
from labs.terminal.core.ports import (
    Admission,
    Refusal,
    SessionStatus,
    TabRequest,
    code_ended,
    code_gone,
    code_login,
    undecided,
)
from labs.terminal.session_status import sessions_status
from virtlearn.core.sqlite_version import DatabaseVersion
from virtlearn.people.models import User

log = logging.getLogger(__name__)

fresh_time = timedelta(seconds=3)  # so soon after the start the log has nothing but a prompt
prompt_time = timedelta(seconds=30)  # who comes later did not wait for the prompt
draw_ms = 100  # in which a shell has drawn its prompt
overlap_least = 16  # bytes that tell an overlap of log and stream from a coincidence


class DjangoBackend:
    """See `labs.terminal.core.hub.Backend`."""

    def __init__(self) -> None:
        self.written = DatabaseVersion()
        self.begun = timezone.now()

    @in_thread
    def admit(self, session_key: str, session: UUID, machine: str) -> Admission | Refusal:
        user = user_of(session_key)
        if user is None:
            return Refusal(code=code_login)
        row = LabSession.objects.filter(pk=session).first()
        if row is None:
            return Refusal(code=code_gone)
        visit = visit_of(row, user)
        if isinstance(visit, Refusal):
            return visit
        if row.state != LabState.READY:
            return Refusal(code=code_ended, reason=row.end_reason or str(row.state))
        found = next(iter(row.machines.filter(name=machine)), None)
        if found is None:
            return Refusal(code=code_gone)
        ready = row.ready_at
        fresh = ready is not None and timezone.now() - ready < fresh_time
        return Admission(
            handle=found.handle,
            fresh=fresh,
            first=bytes(found.first_output) if fresh and self.is_untouched(row) else b"",
            awaited=row.prompt_ms is None
            and ready is not None
            and timezone.now() - ready < prompt_time,
            visit=visit.pk if visit else None,
            mode=visit.mode if visit else "type",
            group=visit is not None and visit.group,
        )

    def is_untouched(self, row: LabSession) -> bool:
        """Whether nobody can have typed yet. Notes of what a process before this one had shown may
        have died with it, so that what became ready before is not taken for fresh."""
        return row.prompt_ms is None and row.ready_at is not None and row.ready_at >= self.begun

    def version(self) -> int | None:
        try:
            return self.written.now()
        except sqlite3.Error:
            return None  # whoever asks for rows next learns why

    @in_thread
    def presence(self, sessions: Collection[UUID]) -> Mapping[UUID, SessionPresence]:
        return selectors.inside_of(sessions)

    @in_thread
    def note_visits(self, visits_of: Collection[int], there: bool) -> None:
        visits.visits_note(visits_of, there=there)

    @in_thread
    def screens_wanted(self) -> Mapping[UUID, str]:
        return screens.screens_wanted()

    @in_thread
    def screens_write(self, shown: Mapping[UUID, Sequence[Screen]]) -> None:
        screens.screens_write(shown)

    def open(self, request: TabRequest, admission: Admission) -> tuple[Stream, bytes]:
        engine, handle = engine_get(), admission.handle
        if request.tab > 1:
            command = ["/lab/shell", str(request.tab)]
            return engine.exec(handle, command, rows=request.rows, columns=request.cols), b""
        stream = engine.attach(handle)
        if admission.first:  # from the pool: its prompt is known, and nothing was typed since
            stream.head = admission.first + stream.head
            return stream, b""
        try:
            engine.resize(handle, request.rows, request.cols - 1 if request.cols > 1 else 2, stream)
            drawn = admission.fresh and (bool(stream.head) or readable(stream, draw_ms))
            screen = b"" if drawn else engine.log_tail(handle)
        except EngineError:
            stream.close()
            raise
        stream.head = overlap_remove(screen, stream.head + received(stream))
        return stream, screen

    @in_thread
    def replace(self, request: TabRequest, admission: Admission) -> Admission:
        handle = machine_replace(request.session, request.machine, admission.handle)
        return msgspec.structs.replace(admission, handle=handle, first=b"")

    def resize(self, handle: Handle, rows: int, cols: int, stream: Stream) -> None:
        engine_get().resize(handle, rows, cols, stream)

    def language(self, handle: Handle, code: str) -> None:
        engine_get().program(handle, ["/lab/language", code], timeout=5)

    def end_tab(self, handle: Handle, tab: int) -> None:
        engine_get().program(handle, ["/lab/shell", str(tab), "end"], timeout=5)

    @in_thread
    def check(self, session: UUID) -> CheckPass:
        looked = session_pass(session)
        is_open = (
            (result.task, result.outcome, result.hint, result.trouble)
            for result in looked.results
            if result.task not in looked.over
        )
        return CheckPass(
            shown=(looked.over, list(is_open)),
            busy=looked.busy,
            fresh=any(result.fresh for result in looked.results),
            unsure=any(result.outcome == Outcome.COULD_NOT_RUN for result in looked.results),
            due=tuple(looked.due),
        )

    @in_thread_rarely
    def due(self, session: UUID) -> tuple[str, ...]:
        return tasks_due(session)

    @in_thread_rarely
    def prepare(self, session: UUID, task: str) -> bool:
        return task_prepare(session, task)

    @in_thread
    def note_figures(self, session: UUID) -> bool:
        return platform_record(session)

    @in_thread
    def note_input(self, session: UUID) -> None:
        transitions.input_set(session)

    @in_thread
    def note_prompt(self, session: UUID, at: float) -> None:
        transitions.prompt_set(session, datetime.fromtimestamp(at, UTC))

    @in_thread
    def why_ended(self, session: UUID, handle: Handle) -> str:
        row = LabSession.objects.filter(pk=session).first()
        if row is None:
            return EndReason.GONE
        if row.state == LabState.READY:
            lost = failure_find(session)
            if lost is None:
                return ""
            if not ending_is_certain(lost.reason) and lease_is_held():
                return undecided  # the keeper watches the engine: it knows more, and is quick
            failure_end(lost)
            row.refresh_from_db()
        return row.end_reason or str(row.state)

    @in_thread
    def statuses(self, sessions: Sequence[UUID]) -> Mapping[UUID, SessionStatus]:
        return sessions_status(sessions)


def user_of(session_key: str) -> User | None:
    """Whose browser it is, guests included."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def visit_of(row: LabSession, user: User) -> Visit | Refusal | None:
    """The permission of somebody else than the learner, and in a group's session of each member.
    Who had one learns that it is over."""
    if row.group:
        if member := group_visit_ensure(session=row, user=user):
            return member
    elif row.user_id == user.pk:
        return None
    if visit := visits.visit_recheck(session=row.pk, user=user):
        return visit
    if selectors.visit_latest(user, row.pk):
        return Refusal(code=code_ended, reason=visit_over)
    return Refusal(code=code_gone)


def readable(stream: Stream, milliseconds: int) -> bool:
    """Whether something comes in that time."""
    watch = select.poll()
    watch.register(stream, select.POLLIN)
    return bool(watch.poll(milliseconds))


def received(stream: Stream) -> bytes:
    """What has arrived on the stream already, without a wait."""
    pieces = []
    stream.socket.setblocking(False)
    with suppress(BlockingIOError, InterruptedError):
        while piece := stream.socket.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def overlap_remove(screen: bytes, early: bytes) -> bytes:
    """`early`, the stream's first bytes, without those that end `screen`: the log, which was read
    after the stream was opened, has them as well."""
    for length in range(min(len(early), len(screen)), 0, -1):
        if screen.endswith(early[:length]) and (length == len(early) or length >= overlap_least):
            return early[length:]
    return early

"""Who may look at which tab, and what stands behind it: where terminals meet users, rows, engines.

Plain functions for threads; each cleans up its thread's connection to the database.
"""

from __future__ import annotations

import logging
import select
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from importlib import import_module
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import Http404, HttpRequest
from django.utils import timezone

from labs import selectors, services
from labs.checks import Outcome, session_pass
from labs.endings import ending_is_certain, ending_of
from labs.engines.base import EngineError, Handle, Stream
from labs.engines.registry import engine_get
from labs.figures import platform_record
from labs.keeper_lease import lease_is_held
from labs.models import EndReason, LabSession, LabState
from labs.prepare import task_prepare
from labs.terminal.hub import (
    Admission,
    Refusal,
    Wish,
    code_ended,
    code_gone,
    code_login,
    undecided,
)
from labs.terminal.looks import Looked
from labs.terminal.news import sessions_news
from labs.terminal.pulse import News

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

fresh_time = timedelta(seconds=3)  # so soon after the start the log has nothing but a prompt
draw_ms = 100  # in which a shell has drawn its prompt
overlap_least = 16  # bytes that tell an overlap of log and stream from a coincidence


def in_thread(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return wrapped


class DjangoBackend:
    """See `labs.terminal.hub.Backend`."""

    @in_thread
    def admit(self, session_key: str, session: UUID, machine: str) -> Admission | Refusal:
        if not session_key:
            return Refusal(code=code_login)
        request = HttpRequest()
        store = import_module(settings.SESSION_ENGINE).SessionStore
        request.session = store(session_key)
        user = get_user(request)
        if user.pk is None or not user.is_active:
            return Refusal(code=code_login)
        try:
            row = selectors.lab_session_for_user_or_404(user, session)
        except Http404:
            return Refusal(code=code_gone)
        if row.state != LabState.READY:
            return Refusal(code=code_ended, reason=row.end_reason or str(row.state))
        found = row.machines.filter(name=machine).first()
        if found is None:
            return Refusal(code=code_gone)
        ready = row.ready_at
        return Admission(
            handle=found.handle,
            fresh=ready is not None and timezone.now() - ready < fresh_time,
        )

    def open(self, wish: Wish, admission: Admission) -> tuple[Stream, bytes]:
        engine, handle = engine_get(), admission.handle
        if wish.tab > 1:
            command = ["/lab/shell", str(wish.tab)]
            return engine.exec(handle, command, rows=wish.rows, columns=wish.cols), b""
        stream = engine.attach(handle)
        try:
            engine.resize(handle, wish.rows, wish.cols - 1 if wish.cols > 1 else 2, stream)
            drawn = admission.fresh and (bool(stream.head) or readable(stream, draw_ms))
            screen = b"" if drawn else engine.log_tail(handle)
        except EngineError:
            stream.close()
            raise
        stream.head = overlap_remove(screen, stream.head + received(stream))
        return stream, screen

    def resize(self, handle: Handle, rows: int, cols: int, stream: Stream) -> None:
        engine_get().resize(handle, rows, cols, stream)

    def end_tab(self, handle: Handle, tab: int) -> None:
        engine_get().run(handle, f"/lab/shell {tab} end", user="learner", timeout=5)

    @in_thread
    def check(self, session: UUID) -> Looked:
        looked = session_pass(session)
        # What was passed now and what was passed before look the same: only what is open counts.
        return Looked(
            shown=[
                (result.task, result.outcome, result.hint, result.trouble)
                for result in looked.results
                if result.outcome in (Outcome.NOT_YET, Outcome.COULD_NOT_RUN)
            ],
            busy=looked.busy,
            fresh=any(result.fresh for result in looked.results),
            unsure=any(result.outcome == Outcome.COULD_NOT_RUN for result in looked.results),
            due=tuple(looked.due),
        )

    @in_thread
    def prepare(self, session: UUID, task: str) -> bool:
        return task_prepare(session, task)

    @in_thread
    def note_figures(self, session: UUID) -> bool:
        return platform_record(session)

    @in_thread
    def note_input(self, session: UUID) -> None:
        services.lab_session_input(session)

    @in_thread
    def why_ended(self, session: UUID, handle: Handle) -> str:
        row = LabSession.objects.filter(pk=session).first()
        if row is None:
            return EndReason.GONE
        if row.state == LabState.READY:
            state = engine_get().poll(handle)
            machine = row.machines.filter(engine_name=handle.name).first()
            reason = ending_of(
                state,
                memory_at=machine.out_of_memory_at if machine else None,
                now=timezone.now(),
            )
            if reason is None:
                return ""
            if not ending_is_certain(reason) and lease_is_held():
                return undecided  # the keeper watches the engine: it knows more, and is quick
            row = services.lab_session_stop(session=row, reason=reason)
        return row.end_reason or str(row.state)

    @in_thread
    def news(self, sessions: Sequence[UUID]) -> Mapping[UUID, News]:
        return sessions_news(sessions)


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

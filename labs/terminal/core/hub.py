"""Hub of terminals: sessions and their tabs, how viewers join and leave.

One hub an event loop. What blocks (the engine, the database) is behind `Backend` and runs in
threads; nothing here imports Django.

Over 300 lines: joining, typing, leaving and ending all change the same sessions and tabs. What can
stand apart from these does (presence, resizing, access recheck, status poller, check scheduler).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import msgspec

from labs.core.presence import visit_over
from labs.engines.base import Handle
from labs.engines.errors import EngineError, MachineGone
from labs.engines.stream import Stream
from labs.terminal.core.access_recheck import AccessRecheck
from labs.terminal.core.change_detector import ChangeDetector
from labs.terminal.core.check_scheduler import CheckScheduler, CheckThreads
from labs.terminal.core.load_shedding import LoadShedder
from labs.terminal.core.ports import (
    Admission,
    Backend,
    Refusal,
    TabRequest,
    code_busy,
    code_ended,
    code_gone,
    code_restart,
    undecided,
)
from labs.terminal.core.presence import Presence
from labs.terminal.core.protocol import Ended, FrameError, Tasks, Warn
from labs.terminal.core.recorder import Archive, Recorders, TabAddress
from labs.terminal.core.resizing import Resizer
from labs.terminal.core.screens import Screens
from labs.terminal.core.session import Session, first_language, input_seconds
from labs.terminal.core.status_poller import StatusPoller, say_ended
from labs.terminal.core.tab import Reader, Tab
from labs.terminal.core.times import Times, usual
from labs.terminal.core.viewer import Send, Viewer, Who
from virtlearn.core.log_context import in_context

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

viewers_limit = 8  # of one tab, the learner's own
visitors_limit = 8  # of one tab, who take no place of the learner's
windows_limit = 2  # of one tab, for each visitor
undecided_tries = 20
ending_tries = 8  # to end a shell, which else ends with its machine
living_tries = 4  # the engine knows of a machine's end a moment after its console's


class Hub:
    def __init__(
        self, backend: Backend, archive: Archive | None = None, times: Times = usual
    ) -> None:
        """Without an `archive` nothing is recorded."""
        self.backend = backend
        self.times = times
        self.loop = asyncio.get_running_loop()
        self.recorders = Recorders(archive, times)
        self.sessions: dict[UUID, Session] = {}
        self.opening: dict[tuple[UUID, str, int], asyncio.Lock] = {}
        self.calls = ThreadPoolExecutor(8, thread_name_prefix="terminal")
        # What is only written down: it may wait for the database, and nobody waits for it.
        self.notes = ThreadPoolExecutor(1, thread_name_prefix="terminal-notes")
        self.threads = CheckThreads()
        self.load = LoadShedder(self.loop.time)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.resizer = Resizer(self.called(backend.resize), self.spawn, self.load)
        self.presence = Presence(
            self.sessions,
            ask=self.called(backend.presence),
            note_visits=self.called(backend.note_visits),
            send_out=self.send_out,
            spawn=self.spawn,
            written=ChangeDetector(backend.version),
            times=times,
        )
        self.access_recheck = AccessRecheck(
            self.sessions, self.called(backend.admit), self.presence.permit, self.forget, times
        )
        self.status_poller = StatusPoller(
            self.sessions,
            self.called(backend.statuses),
            self.session_over,
            ChangeDetector(backend.version),
            times,
        )

        self.screens = Screens(
            self.sessions,
            wanted=self.called(backend.screens_wanted),
            write=self.called(backend.screens_write),
            written=ChangeDetector(backend.version),
            times=times,
        )

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`function` in a thread."""
        work = in_context(partial(function, *args, **kwargs))
        return await self.loop.run_in_executor(self.calls, work)

    def called(self, function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
        """`function` as one that is awaited, and runs in a thread."""

        async def run(*args: P.args, **kwargs: P.kwargs) -> R:
            return await self.call(function, *args, **kwargs)

        return run

    def note(self, function: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """`function` in a thread, after what was noted before."""
        work = in_context(partial(function, *args, **kwargs))
        future = self.loop.run_in_executor(self.notes, work)
        future.add_done_callback(noted)

    def spawn(self, coroutine: Any) -> None:
        task = self.loop.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # Coming and going

    async def join(self, request: TabRequest, admission: Admission, send: Send) -> Viewer | Refusal:
        """A viewer of the tab, whose `run` the caller awaits. Raises EngineError."""
        machine, number, visitor = request.machine, request.tab, not admission.own
        session = self.sessions.get(request.session)
        if visitor:  # looks at what is there, at the size it has
            if number > 1 and (session is None or (machine, number) not in session.tabs):
                return Refusal(code=code_gone)
            request = msgspec.structs.replace(request, cols=80, rows=24)
        rows, cols = request.rows, request.cols
        if session is None:
            uuid = request.session
            checks = CheckScheduler(
                uuid,
                self.backend,
                self.threads,
                lambda: self.tasks_tell(uuid),
                load=self.load,
                times=self.times,
            )
            session = self.sessions[uuid] = Session(uuid, checks.watch)
            self.spawn(self.begin(checks))
        lock = self.opening.setdefault((request.session, machine, number), asyncio.Lock())
        fresh = False
        async with lock:
            tab = session.tabs.get((machine, number))
            found = tab is not None and not tab.ended
            if tab is None or tab.ended:
                stream, screen, handle = await self.opened(request, admission)
                fresh = not screen
                tab = Tab(
                    stream,
                    handle,
                    screen=screen,
                    on_output=session.watch.output,
                    on_end=lambda tab: self.tab_ended(session, machine, number, tab),
                    times=self.times,
                )
                self.record(tab, request, stream.head)
                tab.size = (cols, rows)
                await tab.open()
                session.tabs[machine, number] = tab
                self.presence.tabs_changed(session, machine)
            elif tab.recorder is not None and tab.recorder.again and not visitor:
                # Its learner may want it recorded now.
                self.record(tab, request, b"")
        if is_full(tab, admission.visit):
            return Refusal(code=code_busy)
        who = Who(
            session=session.id,
            session_key=request.session_key,
            visit=admission.visit,
            mode=admission.mode,
            group=admission.group,
        )
        viewer = Viewer(tab, send, who, fresh=fresh)
        self.prompt_await(viewer, request, admission)
        tab.join(viewer)
        self.size_give(viewer, request, admission, found)
        self.language_tell(session, viewer, request)
        self.presence.joined(session, machine, viewer)
        if session.told:  # perhaps while this page was under way, or without a connection
            viewer.tell(Tasks())
        self.access_recheck.wake()
        self.status_poller.wake()
        self.screens.joined(viewer)
        return viewer

    def size_give(
        self, viewer: Viewer, request: TabRequest, admission: Admission, found: bool
    ) -> None:
        """Has a tab that a page came to drawn at its size. `found`: it was there before."""
        tab, history = viewer.tab, viewer.tab.history
        if not found and request.tab == 1:
            viewer.wish = request.cols, request.rows
            self.spawn(self.resizer.redraw(tab, known=bool(admission.first)))
        elif admission.own:
            self.resizer.wish(tab, viewer, request.cols, request.rows)
        # The further shells are drawn by tmux, always as a whole screen.
        if found and (history.is_partial if request.tab == 1 else history.is_cut):
            self.spawn(self.resizer.repaint(tab))

    def language_tell(self, session: Session, viewer: Viewer, request: TabRequest) -> None:
        """Tells the machine the language of its learner's page, where that is another one now."""
        known = session.languages.get(request.machine, first_language)
        if viewer.own and request.language and request.language != known:
            session.languages[request.machine] = request.language
            self.spawn(self.language_give(viewer.tab.handle, request.language))

    async def language_give(self, handle: Handle, code: str) -> None:
        await self.load.calm()
        try:
            await self.call(self.backend.language, handle, code)
        except EngineError as error:
            log.warning("%s was not told its language: %s", handle.name, error)

    async def opened(
        self, request: TabRequest, admission: Admission
    ) -> tuple[Stream, bytes, Handle]:
        """The tab's stream, its screen, and the machine, which may be another one now."""
        try:
            stream, screen = await self.call(self.backend.open, request, admission)
        except MachineGone:
            admission = await self.call(self.backend.replace, request, admission)
            stream, screen = await self.call(self.backend.open, request, admission)
        return stream, screen, admission.handle

    def prompt_await(self, viewer: Viewer, request: TabRequest, admission: Admission) -> None:
        """Notes when the learner has been sent the console's first output."""

        def prompted() -> None:
            self.note(self.backend.note_prompt, request.session, time.time())

        if admission.awaited and request.tab == 1 and admission.own:
            viewer.on_first = prompted

    async def begin(self, checks: CheckScheduler) -> None:
        await self.load.calm()
        checks.begin()

    def record(self, tab: Tab, request: TabRequest, head: bytes) -> None:
        """Records `tab` from `head`, the first that it showed. What the engine's log had of it is
        not recorded: it may be from a time when its learner wanted no recording."""
        place = TabAddress(request.session, request.machine, request.tab)
        tab.recorder = self.recorders.make(place, request.cols, request.rows)
        if tab.recorder is not None and head:
            tab.recorder.output(head)

    def leave(self, viewer: Viewer) -> None:
        viewer.tab.leave(viewer)
        self.presence.left(viewer)
        others = [each for each in viewer.tab.viewers if each.group and each.wish]
        if len(others) == 1:  # nobody else looks any more: the tab is as this page has room
            self.resizer.typed(viewer.tab, others[0])

    def tab_ended(self, session: Session, machine: str, number: int, tab: Tab) -> None:
        if session.tabs.get((machine, number)) is tab:
            del session.tabs[machine, number]
            self.presence.tabs_changed(session, machine)
        self.resizer.forget(tab)
        self.spawn(self.tab_explain(session, number, tab))

    async def tab_explain(self, session: Session, number: int, tab: Tab) -> None:
        """Tells whoever looked at `tab` why it ended."""
        unknown = False
        try:
            for tried in range(undecided_tries):
                reason = await self.call(self.backend.why_ended, session.id, tab.handle)
                living = not reason and number == 1 and tried < living_tries
                if reason != undecided and not living:
                    break
                await asyncio.sleep(self.times.explain)
            else:
                reason, unknown = "", True
        except EngineError:
            reason, unknown = "", True
        for viewer in list(tab.viewers):
            if viewer.closing is not None:
                continue
            if reason:
                viewer.tell(Ended(reason))
                viewer.close(code_ended, reason)
            elif number > 1 and not unknown:
                viewer.tell(Ended("exited"))
                viewer.close(code_ended, "exited")
            else:
                viewer.close(code_restart)  # the machine may live: the page comes back for it
        if reason:
            self.session_over(session, reason)

    def session_over(self, session: Session, reason: str) -> None:
        say_ended(session, code_ended, reason)
        self.forget(session)

    def forget(self, session: Session) -> None:
        session.watch.close()
        if self.sessions.get(session.id) is session:
            del self.sessions[session.id]
            self.presence.forget(session.id)
        for key in [key for key in self.opening if key[0] == session.id]:
            if not self.opening[key].locked():
                del self.opening[key]
        for tab in list(session.tabs.values()):
            tab.close()

    # What a viewer does

    def typed(self, session_id: UUID, viewer: Viewer, data: bytes) -> None:
        if viewer.closing is not None or viewer.mode != "type":
            return
        if not viewer.tab.write(data, viewer):
            viewer.tell(Warn("input"))
            return
        self.resizer.typed(viewer.tab, viewer)
        session = self.sessions.get(session_id)
        if session is None:
            return
        session.watch.input(data)
        if (now := self.loop.time()) - session.noted >= input_seconds:
            session.noted = now
            self.note(self.backend.note_input, session_id)

    def end_tab(self, viewer: Viewer, number: int) -> None:
        """Ends the tab's shell, also where the page that asked for it goes at once. Raises
        FrameError."""
        if number < 2:
            raise FrameError("the console has no end of its own")
        self.spawn(self.shell_end(viewer.tab, number))

    async def shell_end(self, tab: Tab, number: int) -> None:
        for _ in range(ending_tries):
            try:
                await self.call(self.backend.end_tab, tab.handle, number)
                break
            except EngineError as error:
                if tab.ended:
                    break
                log.warning("tab %s of %s was not ended: %s", number, tab.handle.name, error)
                await asyncio.sleep(self.times.explain)

    # Checks

    def tasks_tell(self, session_id: UUID) -> None:
        """Tells every viewer of the session that a task's state has changed."""
        if (session := self.sessions.get(session_id)) is None:
            return
        session.told = True
        for tab in session.tabs.values():
            for viewer in tab.viewers:
                viewer.tell(Tasks())

    def send_out(self, viewer: Reader) -> None:
        """A visitor whose permission is over sees nothing more."""
        viewer.tell(Ended(visit_over))
        viewer.close(code_ended, visit_over, now=True)

    def close(self) -> None:
        """The server goes down: every page is told to come back later."""
        self.presence.close()
        self.access_recheck.close()
        self.status_poller.close()
        self.screens.close()
        for session in list(self.sessions.values()):
            for tab in session.tabs.values():
                if tab.recorder is not None:
                    tab.recorder.close()
                for viewer in tab.viewers:
                    viewer.close(code_restart)
            session.watch.close()


def noted(future: asyncio.Future[None]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.warning("it could not be written down: %r", error)


def is_full(tab: Tab, visit: int | None) -> bool:
    """Whether the tab has no place for another page of the learner, or of this visitor."""
    if visit is None:
        return sum(1 for each in tab.viewers if each.visit is None) >= viewers_limit
    visitors = [each.visit for each in tab.viewers if each.visit is not None]
    return len(visitors) >= visitors_limit or visitors.count(visit) >= windows_limit

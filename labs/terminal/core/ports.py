"""Ports of the terminals to the engine and the database: `Backend`, called from threads.

And what is said to a page that is let in or not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from labs.core.expiry_warnings import ExpiryWarning
from labs.core.presence import SessionPresence
from labs.core.screen import Screen
from labs.engines.base import Handle
from labs.engines.stream import Stream
from labs.terminal.core.check_scheduler import Checker

code_login = 4401  # nobody is logged in any more
code_gone = 4404  # not this user's session, or no session
code_ended = 4410
code_busy = 4429  # too many viewers
code_engine = 4503  # the engine does not answer; worth another try
code_restart = 1012

undecided = "undecided"  # what `why_ended` says while it is being found out


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """The session is this user's and runs.

    `fresh`: it began just now, and nobody has seen its console yet; `first` is then what the
    console has shown so far, where that is known; `awaited`: the time until its first prompt is
    shown is to be noted. For somebody else than the learner `visit` is the permission, and `mode`
    what it is for: "watch" or "type". With `group` it is a member's of the group whose session it
    is, who may do all that a learner may.
    """

    handle: Handle
    fresh: bool = False
    first: bytes = b""
    awaited: bool = False
    visit: int | None = None
    mode: str = "type"
    group: bool = False

    @property
    def own(self) -> bool:
        return self.visit is None or self.group


class TabRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a page asks for: a tab (from 1) of a machine, at a size; and by whose session key."""

    session_key: str
    session: UUID
    machine: str
    tab: int
    rows: int
    cols: int
    again: bool = False  # the page had been connected before
    language: str = ""  # the page's, two letters; "" where it does not say


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is one of the close codes above; `reason` a stable key where the session ended."""

    code: int
    reason: str = ""


class Backend(Checker, Protocol):
    """All of it blocks, and is called from threads. What asks the database raises
    UnavailableError where that does not answer."""

    def admit(self, session_key: str, session: UUID, machine: str) -> Admission | Refusal: ...

    def version(self) -> int | None:
        """A number that is another one after every commit, where the database has such. It does
        not block: it is called from the event loop."""

    def presence(self, sessions: Collection[UUID]) -> Mapping[UUID, SessionPresence]:
        """Who may be in these sessions and who is there; sessions that are gone are left out."""

    def note_visits(self, visits: Collection[int], there: bool) -> None:
        """Writes down who has a terminal open, or has none any more."""

    def screens_wanted(self) -> Mapping[UUID, str]:
        """Sessions whose screens somebody looks at on a board, with the digest of what was written
        of them last."""

    def screens_write(self, screens: Mapping[UUID, Sequence[Screen]]) -> None:
        """Those of sessions that are still wanted."""

    def open(self, request: TabRequest, admission: Admission) -> tuple[Stream, bytes]:
        """The tab's stream, and what its screen showed before. Raises EngineError.

        A console gets a size that is not the wished one, so that the shell draws its prompt
        anew: the engine's log has whole lines only, and a prompt that was printed before the
        stream was opened is in neither. The caller gives it the right one.
        """

    def replace(self, request: TabRequest, admission: Admission) -> Admission:
        """With another machine, where this one had died before anybody saw it.

        Raises EngineError, MachineGone where it may not be replaced.
        """

    def resize(self, handle: Handle, rows: int, cols: int, stream: Stream) -> None:
        """Raises EngineError."""

    def language(self, handle: Handle, code: str) -> None:
        """Has the machine's own programs speak that language. Raises EngineError."""

    def end_tab(self, handle: Handle, tab: int) -> None:
        """Ends the tab's shell and what it started. Raises EngineError."""

    def note_input(self, session: UUID) -> None: ...

    def note_prompt(self, session: UUID, at: float) -> None:
        """The learner was sent the console's first output, at that time since 1970."""

    def why_ended(self, session: UUID, handle: Handle) -> str:
        """Why a stream ended: the reason of the session's end, or `undecided`; "" where the
        machine still runs. Raises EngineError."""

    def statuses(self, sessions: Sequence[UUID]) -> Mapping[UUID, SessionStatus]:
        """How each of them stands; what does not exist has ended."""


class SessionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a session stands. `reason`: why it has ended, or ends; empty while it runs.

    `memory`: when the kernel last ended a process in one of its machines for want of memory, in
    seconds since 1970; 0 for never.
    """

    reason: str = ""
    expiry: ExpiryWarning | None = None
    memory: float = 0.0

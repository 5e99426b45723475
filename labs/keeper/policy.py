"""Decides what to do with each session and machine from what was seen. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from labs.engines.base import Handle, label_session
from labs.engines.inventory import Inventory

Action = Literal[
    "keep",
    "expire",  # a session: its time is over
    "idle",  # a session: nothing was typed for too long
    "fail",  # a session: its start was never finished
    "lost",  # a session: a machine of it does not run; why is looked up
    "clear",  # a session: its machines are removed once more
    "reap",  # a machine that no row knows
    "reap-network",
    "reap-volume",
]


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the database says of a session that has not ended. `machines`, `networks`: names at
    the engine."""

    id: str
    state: str
    due_at: datetime
    ready_at: datetime | None = None
    expires_at: datetime | None = None
    idle_at: datetime | None = None
    machines: tuple[str, ...] = ()
    making: tuple[str, ...] = ()  # of these, those that the engine need not have yet
    networks: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do, and why. Of a session, or of what belongs to none: a machine of the engine
    (`handle`), or the name of a network or a volume (`name`)."""

    action: Action
    reason: str
    session: str = ""
    handle: Handle | None = None
    name: str = ""

    @property
    def whose(self) -> str:
        """One key for each thing that is decided on."""
        return self.session or (self.handle.name if self.handle else self.name)


def plan(
    now: datetime,
    sessions: Sequence[SessionFacts],
    warm: Collection[str],
    seen: Inventory,
    grace: timedelta,
) -> list[Decision]:
    """One decision for each session, and one for each machine, network and volume of the engine
    that no row claims. `warm`: the names of the pool's machines, which `labs.scheduling.pool` looks
    after.

    `seen` must be older than the rows: a machine in it that no row names then really has none.
    What is younger than `grace` is left alone: its row may be about to be written.
    """
    statuses = None
    if seen.listed is not None:
        statuses = {each.handle.name: each.status for each in seen.listed}
    decisions = [session_plan(now, session, seen, statuses) for session in sessions]
    decisions += machines_plan(sessions, warm, seen, grace)
    # Rows come before networks, and no volume is made by name: what no row names is left over.
    networks = {name for session in sessions for name in session.networks}
    decisions += [
        Decision(action="reap-network", reason="of no session", name=name)
        for name in seen.networks
        if name not in networks
    ]
    decisions += [
        Decision(action="reap-volume", reason="of no session", name=name) for name in seen.volumes
    ]
    return decisions


def machines_plan(
    sessions: Sequence[SessionFacts], warm: Collection[str], seen: Inventory, grace: timedelta
) -> list[Decision]:
    """For each machine of the engine that belongs to no row."""
    # A machine from the pool carries no session's label: the row's name tells whose it is.
    named = {name for session in sessions for name in session.machines} | set(warm)
    stopping = {session.id for session in sessions if session.state == "stopping"}
    known = {session.id for session in sessions}
    decisions = []
    for machine in seen.listed or ():
        owner = machine.labels.get(label_session, "")
        if machine.handle.name in named or owner in stopping:
            continue  # decided with its row
        young = machine.age < grace.total_seconds()
        whose = "not one of its session's" if owner in known else "of no session"
        decisions.append(
            Decision(
                action="keep" if young else "reap",
                reason=f"{whose}, but still young" if young else whose,
                handle=machine.handle,
            )
        )
    return decisions


def session_plan(
    now: datetime, session: SessionFacts, seen: Inventory, statuses: Mapping[str, str] | None
) -> Decision:
    """`statuses`: of every machine that was seen, by name; None where that is not known."""
    if session.state == "ready":
        return ready_plan(now, session, seen, statuses)
    if session.state == "queued":
        return kept(session, "waits for its turn")
    if now < session.due_at:
        return kept(session, f"is {session.state}")
    if session.state == "stopping":
        return Decision(action="clear", reason="its removal is not finished", session=session.id)
    return Decision(action="fail", reason="its start was never finished", session=session.id)


def ready_plan(
    now: datetime, session: SessionFacts, seen: Inventory, statuses: Mapping[str, str] | None
) -> Decision:
    if session.expires_at and session.expires_at <= now:
        return Decision(action="expire", reason="its time is over", session=session.id)
    if lost := machine_lost(session, seen, statuses):
        return Decision(action="lost", reason=lost, session=session.id)
    if session.idle_at and session.idle_at <= now:
        return Decision(action="idle", reason="nothing was typed for too long", session=session.id)
    return kept(session, "runs")


def machine_lost(session: SessionFacts, seen: Inventory, statuses: Mapping[str, str] | None) -> str:
    """Which of its machines does not run; empty where all do, or where that cannot be known."""
    if statuses is None or session.ready_at is None or session.ready_at >= seen.at:
        return ""
    for name in session.machines:
        if name in session.making:
            continue
        if (status := statuses.get(name, "gone")) != "running":
            return f"its machine {name} is {status}"
    return ""


def kept(session: SessionFacts, reason: str) -> Decision:
    return Decision(action="keep", reason=reason, session=session.id)

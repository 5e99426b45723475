"""What the keeper does with each session and each machine: a pure decision from what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from labs.engines.base import Handle, Listed, label_session

Action = Literal["keep", "warn", "expire", "idle", "fail", "gone", "clear", "reap"]
warning_before = timedelta(minutes=2)


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the database says of a session that has not ended. `machines`: names at the engine."""

    id: str
    state: str
    due_at: datetime
    ready_at: datetime | None = None
    expires_at: datetime | None = None
    idle_at: datetime | None = None
    minutes: int = 60
    idle_minutes: int = 60
    warning: str = ""
    machines: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do, and why. Of a session, or of a machine that belongs to none (`handle`)."""

    action: Action
    reason: str
    session: str = ""
    handle: Handle | None = None
    warning: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine listed, and when it was asked; None where it gave no answer."""

    listed: Sequence[Listed] | None
    at: datetime


def plan(
    now: datetime, sessions: Sequence[SessionFacts], seen: Seen, grace: timedelta
) -> list[Decision]:
    """One decision for each session, and one for each machine that no session claims.

    `seen` must be older than `sessions`: a machine in it whose session is not known then really
    has none. What is younger than `grace` is left alone: its row may be about to be written.
    """
    decisions = [session_plan(now, session, seen) for session in sessions]
    known = {session.id: session for session in sessions}
    for machine in seen.listed or ():
        owner = known.get(machine.labels.get(label_session, ""))
        if owner and (owner.state == "stopping" or machine.handle.name in owner.machines):
            continue  # decided with its session
        young = machine.age < grace.total_seconds()
        whose = "of no session" if owner is None else "not one of its session's"
        decisions.append(
            Decision(
                action="keep" if young else "reap",
                reason=f"{whose}, but still young" if young else whose,
                handle=machine.handle,
            )
        )
    return decisions


def session_plan(now: datetime, session: SessionFacts, seen: Seen) -> Decision:
    if session.state == "ready":
        return ready_plan(now, session, seen)
    if now < session.due_at:
        return kept(session, f"is {session.state}")
    if session.state == "stopping":
        return Decision(action="clear", reason="its removal is not finished", session=session.id)
    return Decision(action="fail", reason="its start was never finished", session=session.id)


def ready_plan(now: datetime, session: SessionFacts, seen: Seen) -> Decision:
    if lost := machines_lost(session, seen):
        return Decision(action="gone", reason=lost, session=session.id)
    if session.expires_at and session.expires_at <= now:
        return Decision(action="expire", reason="its time is over", session=session.id)
    if session.idle_at and session.idle_at <= now:
        return Decision(action="idle", reason="nothing was typed for too long", session=session.id)
    warning = warning_of(now, session)
    if warning != session.warning:
        reason = f"ends soon: {warning}" if warning else "does not end soon any more"
        return Decision(action="warn", reason=reason, session=session.id, warning=warning)
    return kept(session, "runs")


def machines_lost(session: SessionFacts, seen: Seen) -> str:
    """Which of its machines does not run; empty where all do, or where that cannot be known."""
    if seen.listed is None or session.ready_at is None or session.ready_at >= seen.at:
        return ""
    statuses: Mapping[str, str] = {each.handle.name: each.status for each in seen.listed}
    for name in session.machines:
        if (status := statuses.get(name, "gone")) != "running":
            return f"its machine {name} is {status}"
    return ""


def warning_of(now: datetime, session: SessionFacts) -> str:
    """Which end comes within two minutes, or within the last quarter of what is shorter."""
    for warning, at, minutes in (
        ("time", session.expires_at, session.minutes),
        ("idle", session.idle_at, session.idle_minutes),
    ):
        if at and at - now <= min(warning_before, timedelta(minutes=minutes) / 4):
            return warning
    return ""


def kept(session: SessionFacts, reason: str) -> Decision:
    return Decision(action="keep", reason=reason, session=session.id)

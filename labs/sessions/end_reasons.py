"""Determines why a session ended from what is left of its machine, and words it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext

from labs.engines.base import State
from labs.models import EndReason, LabSession, StartFault
from labs.models.refusal import EndCode, StartCode
from virtlearn.core.refusal import Refusal

memory_time = timedelta(seconds=10)  # so soon after it ran out of memory a death is that
killed = 128 + 9  # the exit status of what was ended by SIGKILL
lost = 255  # what an engine writes down of a machine that died while it was down itself


def ending_of(
    state: State, *, memory_at: datetime | None, now: datetime, restarted: bool = False
) -> EndReason | None:
    """Why a machine does not run any more, or None where it runs.

    `memory_at`: when the kernel last ended a process in it for want of memory. `restarted`: the
    engine was away since the machine was last seen running.
    """
    if state.status == "running":
        return None
    if state.status == "gone":
        return EndReason.REMOVED
    code = state.exit_code
    recent = memory_at is not None and now - memory_at < memory_time
    if code == killed and (recent or (memory_at is None and state.out_of_memory)):
        return EndReason.OUT_OF_MEMORY
    if restarted or code == lost:
        return EndReason.ENGINE
    if code is None or state.status == "created":
        return EndReason.GONE
    return EndReason.KILLED if code > 128 else EndReason.SHELL


def ending_is_certain(reason: EndReason) -> bool:
    """Whether one look at the machine tells it; else only who watched the engine knows."""
    return reason in (EndReason.OUT_OF_MEMORY, EndReason.SHELL)


def ending_text(session: LabSession) -> str:
    """What the learner reads, with the lab's own numbers; empty where it has not ended."""
    return str(ending_refusal(session))


def ending_refusal(session: LabSession) -> Refusal:
    """Why it ended, and what to do; false where it has not."""
    if not session.end_reason:
        return Refusal()
    spec = session.spec
    code = EndCode[EndReason(session.end_reason).name]
    minutes = {
        EndCode.EXPIRED: spec.minutes + session.extensions_used * spec.extend_minutes,
        EndCode.IDLE: spec.idle_minutes,
    }.get(code)
    found = code.refusal() if minutes is None else code.refusal(minutes=minutes)
    if session.end_machine and len(spec.machines) > 1:
        which = gettext("It was the machine “%(name)s”.") % {"name": session.end_machine}
        return found._replace(message=f"{found.message} {which}")
    return found


def start_fault_text(session: LabSession) -> str:
    """Why it could not start and what to do, as the learner reads it; empty where nobody knows."""
    if not session.start_fault:
        return ""
    return str(StartCode[StartFault(session.start_fault).name].refusal())

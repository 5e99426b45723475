"""Detects that a session's machine has died, and ends the session with the reason."""

from __future__ import annotations

import logging
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import timezone

from labs.engines.base import State
from labs.engines.registry import engine_get
from labs.models import EndReason, LabSession, LabState, Machine
from labs.scheduling.queue import room_release
from labs.sessions import transitions
from labs.sessions.end_reasons import ending_of
from labs.sessions.grace import making_time

log = logging.getLogger(__name__)


class MachineFailure(msgspec.Struct, frozen=True, kw_only=True):
    """Why, and which machine of the lab; `seen` in the operator's words."""

    session: UUID
    reason: EndReason
    machine: str
    seen: str


def failure_find(session_id: UUID, *, restarted: bool = False) -> MachineFailure | None:
    """The first machine of a `ready` session that does not run; None where all do.

    `restarted`: the engine was away meanwhile. Raises EngineError.
    """
    engine = engine_get()
    row = LabSession.objects.filter(pk=session_id, state=LabState.READY).first()
    for machine in row.machines.defer("first_output").order_by("pk") if row else ():
        state = engine.poll(machine.handle)
        if is_being_made(machine, state):
            continue
        memory_at = machine.out_of_memory_at
        reason = ending_of(state, memory_at=memory_at, now=timezone.now(), restarted=restarted)
        if reason is not None:
            code = "" if state.exit_code is None else f" with status {state.exit_code}"
            return MachineFailure(
                session=session_id,
                reason=reason,
                machine=machine.name,
                seen=f"its machine {machine.engine_name} is {state.status}{code}",
            )
    return None


def is_being_made(machine: Machine, state: State) -> bool:
    """It takes the place of one that had died before anybody saw it
    (labs.scheduling.replacement).
    """
    young = timezone.now() - machine.created_at < making_time
    return young and (state.status == "created" or not machine.handle_id)


def failure_end(lost: MachineFailure) -> bool:
    """Ends the session by that reason; False where it has ended otherwise meanwhile."""
    ready = Q(state=LabState.READY)
    if not transitions.stopping_set(
        lost.session, lost.reason, lost.seen, ready, machine=lost.machine
    ):
        return False
    log.info("%s: ended: %s (%s)", lost.session, lost.reason.value, lost.seen)
    room_release(LabSession.objects.get(pk=lost.session))
    return True

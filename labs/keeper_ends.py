"""How the keeper ends a session: by the clock, or because a machine of it does not run any more."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from labs import transitions
from labs.endings import ending_is_certain, ending_of
from labs.engines.base import EngineError
from labs.engines.registry import engine_get
from labs.keeper_plan import Decision
from labs.lifecycle import session_clear
from labs.models import EndReason, LabSession, LabState
from labs.queue import queue_move

log = logging.getLogger("labs.keeper")

settle_seconds = 0.4  # in which the engine tells what else belongs to a machine's death


def session_end(decision: Decision, row: LabSession) -> bool:
    """Marks it as stopping where the reason still holds; False: somebody changed it meanwhile."""
    now = timezone.now()
    reasons: dict[str, tuple[EndReason, Q]] = {
        "expire": (EndReason.EXPIRED, Q(state=LabState.READY, expires_at__lte=now)),
        "idle": (EndReason.IDLE, Q(state=LabState.READY, last_input_at=row.last_input_at)),
        "fail": (EndReason.FAILED, Q(state=LabState.STARTING, due_at__lte=now)),
    }
    reason, where = reasons[decision.action]
    error = decision.reason if decision.action == "fail" else ""
    return transitions.stopping_set(UUID(decision.session), reason, error, where)


def session_lost(session_id: UUID, *, restarted: bool = False) -> EndReason | None:
    """Ends a session of which a machine does not run, with the reason; None where all of them run,
    or where the engine cannot be asked. Takes a moment: what killed a machine may be told late."""
    try:
        found = lost_look(session_id, restarted)
        if found and not ending_is_certain(found[0]) and not restarted:
            time.sleep(settle_seconds)
            found = lost_look(session_id, restarted)
    except EngineError as error:
        log.info("session %s: %s", session_id, error)
        return None
    if found is None:
        return None
    reason, error_text = found
    if transitions.stopping_set(session_id, reason, error_text, Q(state=LabState.READY)):
        log.info("%s: ended: %s (%s)", session_id, reason.value, error_text)
        if session_clear(LabSession.objects.get(pk=session_id)):
            queue_move(timezone.now())
    return reason


def lost_look(session_id: UUID, restarted: bool) -> tuple[EndReason, str] | None:
    """The reason, and in the operator's words what was seen. Raises EngineError."""
    engine = engine_get()
    row = LabSession.objects.filter(pk=session_id, state=LabState.READY).first()
    for machine in row.machines.order_by("pk") if row else ():
        state = engine.poll(machine.handle)
        memory_at = machine.out_of_memory_at
        reason = ending_of(state, memory_at=memory_at, now=timezone.now(), restarted=restarted)
        if reason is not None:
            code = "" if state.exit_code is None else f" with status {state.exit_code}"
            return reason, f"its machine {machine.engine_name} is {state.status}{code}"
    return None

"""Ends sessions for the keeper: expired, idle, or without a machine that runs."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from labs.engines.errors import EngineError
from labs.keeper.policy import Decision
from labs.lifecycle.machine_failure import failure_end, failure_find
from labs.models import EndReason, LabSession, LabState, StartFault
from labs.sessions import transitions
from labs.sessions.end_reasons import ending_is_certain
from virtlearn.operation.metrics import declared as metrics

log = logging.getLogger("labs.keeper")

settle_seconds = 0.4  # in which the engine tells what else belongs to a machine's death


def session_end(decision: Decision, row: LabSession) -> bool:
    """Marks it as stopping where the reason still holds; False: somebody changed it meanwhile."""
    now, pk = timezone.now(), UUID(decision.session)
    if decision.action == "fail":
        unfinished = Q(state=LabState.STARTING, due_at__lte=now)
        fault = StartFault.UNFINISHED
        if failed := transitions.start_failed_set(pk, decision.reason, fault, where=unfinished):
            metrics.lab_start_failed(row.spec.kinds, fault)
        return failed
    reasons: dict[str, tuple[EndReason, Q]] = {
        "expire": (EndReason.EXPIRED, Q(state=LabState.READY, expires_at__lte=now)),
        "idle": (EndReason.IDLE, Q(state=LabState.READY, last_input_at=row.last_input_at)),
    }
    reason, where = reasons[decision.action]
    return transitions.stopping_set(pk, reason, where=where)


def session_failed(session_id: UUID, *, restarted: bool = False) -> None:
    """Ends a session of which a machine does not run, with the reason.

    Takes a moment: what killed a machine may be told late. Where the engine cannot be asked, the
    next round comes back to it.
    """
    try:
        lost = failure_find(session_id, restarted=restarted)
        if lost and not ending_is_certain(lost.reason) and not restarted:
            time.sleep(settle_seconds)
            lost = failure_find(session_id)
    except EngineError as error:
        log.info("session %s: %s", session_id, error)
        return
    if lost:
        failure_end(lost)

"""Ends sessions whose time is over, removes machines that nobody claims, mends rows.

Every round sees the engine first and the database after it, decides (labs.keeper_plan), and acts
by conditional UPDATEs: whatever changed in the meantime wins. A removal that fails is tried again
in the next round, since what was seen then says so again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from labs import transitions
from labs.engines.base import EngineError, label_deployment
from labs.engines.registry import engine_get
from labs.keeper_plan import Decision, Seen, SessionFacts, plan
from labs.lifecycle import session_clear
from labs.models import EndReason, KeeperBeat, LabSession, LabState

log = logging.getLogger(__name__)
round_seconds = 2.0


class Keeper:
    """Remembers what it said of whom, so that the log tells changes and not every round."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.engine_error = ""

    def round(self) -> list[Decision]:
        """Goes round once; what it decided. Raises for the database alone."""
        seen = self.look()
        grace = timedelta(seconds=settings.KEEPER_GRACE_SECONDS)
        rows = {str(row.pk): row for row in sessions_open()}
        decisions = plan(timezone.now(), [facts_of(row) for row in rows.values()], seen, grace)
        self.tell(decisions)
        for decision in decisions:
            self.carry_out(decision, rows.get(decision.session))
        KeeperBeat.objects.update_or_create(
            pk=1, defaults={"at": timezone.now(), "engine_error": self.engine_error}
        )
        return decisions

    def look(self) -> Seen:
        at = timezone.now()
        try:
            listed = engine_get().list({label_deployment: settings.DEPLOYMENT_ID})
        except EngineError as error:
            if error.message != self.engine_error:
                log.warning("the engine cannot be asked: %s", error)
            self.engine_error = error.message
            return Seen(listed=None, at=at)
        if self.engine_error:
            log.info("the engine answers again")
        self.engine_error = ""
        return Seen(listed=listed, at=at)

    def tell(self, decisions: list[Decision]) -> None:
        said = {}
        for decision in decisions:
            who = decision.session or (decision.handle.name if decision.handle else "")
            said[who] = text = f"{decision.action}: {decision.reason}"
            if self.said.get(who) != text:
                log.info("%s: %s", who, text)
        self.said = said

    def carry_out(self, decision: Decision, row: LabSession | None) -> None:
        if decision.action == "reap" and decision.handle:
            try:
                engine_get().remove(decision.handle)
            except EngineError as error:
                log.warning("%s is not removed yet: %s", decision.handle.name, error)
        elif row is None or decision.action == "keep":
            return
        elif decision.action == "warn":
            transitions.warning_set(row.pk, decision.warning)
        elif decision.action == "clear" or session_end(decision, row):
            session_clear(row)


def session_end(decision: Decision, row: LabSession) -> bool:
    """Marks it as stopping where the reason still holds; False: somebody changed it meanwhile."""
    now = timezone.now()
    reasons: dict[str, tuple[EndReason, Q]] = {
        "expire": (EndReason.EXPIRED, Q(state=LabState.READY, expires_at__lte=now)),
        "idle": (EndReason.IDLE, Q(state=LabState.READY, last_input_at=row.last_input_at)),
        "fail": (EndReason.FAILED, Q(state=LabState.STARTING, due_at__lte=now)),
        "gone": (EndReason.GONE, Q(state=LabState.READY)),
    }
    reason, where = reasons[decision.action]
    error = decision.reason if decision.action in ("fail", "gone") else ""
    return transitions.stopping_set(UUID(decision.session), reason, error, where)


def sessions_open() -> list[LabSession]:
    """Every session that has not ended."""
    rows = LabSession.objects.exclude(state=LabState.ENDED)
    return list(rows.prefetch_related("machines").order_by("created_at"))


def facts_of(row: LabSession) -> SessionFacts:
    spec = row.spec
    idle_at: datetime | None = row.idle_at
    return SessionFacts(
        id=str(row.pk),
        state=row.state,
        due_at=row.due_at,
        ready_at=row.ready_at,
        expires_at=row.expires_at,
        idle_at=idle_at,
        minutes=spec.minutes,
        idle_minutes=spec.idle_minutes,
        warning=row.warning,
        machines=tuple(machine.engine_name for machine in row.machines.all()),
    )

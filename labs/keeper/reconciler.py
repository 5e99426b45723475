"""Reconciles rows and machines: ends what is over, removes orphans, mends rows.

Every round sees the engine first and the database after it, decides (labs.keeper.policy), and acts
by conditional UPDATEs: whatever changed in the meantime wins. A removal that fails is tried again
in the next round, since what was seen then says so again. What takes long is done beside the
rounds (labs.keeper.workers).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.module_loading import import_string

from labs.engines.base import Handle, label_deployment
from labs.engines.errors import EngineError
from labs.engines.inventory import Inventory
from labs.engines.registry import engine_get
from labs.keeper.policy import Decision, SessionFacts, plan
from labs.keeper.session_end import session_end, session_failed
from labs.keeper.workers import Work, WorkNow
from labs.models import KeeperBeat, LabSession, LabState, Machine
from labs.provisioning.images import images_renew
from labs.recordings.services import recordings_expire
from labs.scheduling.pool import pool_tend
from labs.scheduling.queue import queue_move, room_release
from labs.sessions.grace import making_time
from labs.sharing.screens import screens_expire
from virtlearn.limits.services import tallies_expire
from virtlearn.operation.metrics import declared as metrics
from virtlearn.people.retention.services import retention_run

log = logging.getLogger("labs.keeper")
tidy_gap = timedelta(minutes=10)
chores_gap = timedelta(seconds=5)
silence_most = timedelta(seconds=60)  # after more without a keeper, the host may have been down


class Keeper:
    """Remembers what it said of whom, so that the log tells changes and not every round.

    `leads` is asked before everything that it does: another may have taken over. Until `settled`
    no machine of the pool is made.
    """

    def __init__(
        self,
        work: Work | None = None,
        leads: Callable[[], bool] = lambda: True,
        settled: Callable[[], bool] = lambda: True,
    ) -> None:
        self.work = work or WorkNow()
        self.leads = leads
        self.settled = settled
        self.said: dict[str, str] = {}
        self.engine_error = ""
        self.lock = threading.Lock()
        self.breaks = 0  # how often the engine was found away
        self.breaks_seen = 0  # of these, how many the rounds have taken into account
        self.first = True
        self.tidied = self.chores_done = datetime.min.replace(tzinfo=UTC)

    def engine_away(self, error: str) -> None:
        """The engine was heard to go away; the next look that it answers tells what is left."""
        with self.lock:
            self.breaks += 1
        # Written down, since this keeper may end before it can see what became of it.
        beat_set(engine_error=error)

    def round(self) -> list[Decision]:
        """Goes round once; what it decided. Raises for the database alone."""
        if self.first:
            self.begin()
        breaks = self.breaks
        seen = self.look(restarted=breaks > self.breaks_seen)
        grace = timedelta(seconds=settings.KEEPER_GRACE_SECONDS)
        warm = warm_names()  # before the sessions: what one of them claims now is in either
        rows = {str(row.pk): row for row in sessions_open()}
        facts = [facts_of(row) for row in rows.values()]
        decisions = plan(timezone.now(), facts, warm, seen, grace)
        self.tell(decisions)
        for decision in decisions:
            if not self.leads():
                return decisions
            self.carry_out(decision, rows.get(decision.session), seen)
        if seen.listed is not None:
            self.breaks_seen = breaks
        if self.settled():
            pool_tend(timezone.now(), seen)
        queue_move(timezone.now())
        self.chores(timezone.now())
        self.tidy(timezone.now())
        for name, path in settings.KEEPER_WORK.items():
            self.work.do(name, import_string(path))
        beat_set(at=timezone.now(), engine_error=self.engine_error)
        return decisions

    def chores(self, now: datetime) -> None:
        """What is to be done in time; of other apps what labs doesn't import."""
        if now - self.chores_done >= chores_gap:
            self.chores_done = now
            self.work.do("screens", partial(screens_expire, now))
            for chore in settings.KEEPER_CHORES:
                self.work.do(chore, partial(import_string(chore), now))

    def tidy(self, now: datetime) -> None:
        """Removes what labs have left that is too old, and says what is not; not in every round."""
        if now - self.tidied >= tidy_gap:
            self.tidied = now
            self.work.do("recordings", partial(recordings_expire, now))
            self.work.do("images", images_want)
            self.work.do("retention", partial(retention_run, now))
            self.work.do("limits", partial(tallies_expire, now))

    def begin(self) -> None:
        """What the keeper before this one left: was the engine away, or was nobody here to see?"""
        self.first = False
        beat = KeeperBeat.objects.filter(pk=1).first()
        if beat and beat.at and (beat.engine_error or timezone.now() - beat.at > silence_most):
            self.breaks += 1

    def look(self, *, restarted: bool) -> Inventory:
        at = timezone.now()
        labels = {label_deployment: settings.DEPLOYMENT_ID}
        try:
            engine = engine_get()
            listed = engine.list(labels)
            networks, volumes = engine.networks(labels), engine.volumes(labels)
        except EngineError as error:
            if error.message != self.engine_error:
                log.warning("the engine cannot be asked: %s", error)
            self.engine_error = error.message
            self.breaks += 1
            return Inventory(listed=None, at=at)
        if self.engine_error:
            log.info("the engine answers again")
        self.engine_error = ""
        return Inventory(
            listed=listed, networks=networks, volumes=volumes, at=at, restarted=restarted
        )

    def tell(self, decisions: list[Decision]) -> None:
        said = {}
        for decision in decisions:
            said[decision.whose] = text = f"{decision.action}: {decision.reason}"
            if self.said.get(decision.whose) != text:
                log.info("%s: %s", decision.whose, text)
        self.said = said

    def carry_out(self, decision: Decision, row: LabSession | None, seen: Inventory) -> None:
        if decision.action != "keep":
            metrics.keeper_action(decision.action)
        match decision.action:
            case "keep":
                pass
            case "reap" if handle := decision.handle:
                self.work.do(handle.id, partial(machine_remove, handle))
            case "reap-network":
                self.work.do(decision.name, partial(network_remove, decision.name))
            case "reap-volume":
                self.work.do(decision.name, partial(volume_remove, decision.name))
            case "lost" if row:
                task = partial(session_failed, row.pk, restarted=seen.restarted)
                self.work.do(decision.session, task)
            case _ if row:
                if decision.action == "clear" or session_end(decision, row):
                    self.work.do(decision.session, partial(room_release, row))


def machine_remove(handle: Handle) -> None:
    try:
        engine_get().remove(handle)
    except EngineError as error:
        log.warning("%s is not removed yet: %s", handle.name, error)


def images_want() -> None:
    try:
        images_renew()
    except EngineError as error:
        log.warning("its images were not said to be wanted yet: %s", error)


def network_remove(name: str) -> None:
    try:
        engine_get().network_remove(name)
    except EngineError as error:
        log.warning("the network %s is not removed yet: %s", name, error)


def volume_remove(name: str) -> None:
    try:
        engine_get().volume_remove(name)
    except EngineError as error:
        log.warning("the volume %s is not removed yet: %s", name, error)


def beat_set(**fields: object) -> None:
    if not KeeperBeat.objects.filter(pk=1).update(**fields):
        KeeperBeat.objects.get_or_create(pk=1, defaults=fields)


def sessions_open() -> list[LabSession]:
    """Every session that has not ended."""
    rows = LabSession.objects.exclude(state=LabState.ENDED).defer("scripts", "title")
    machines = Prefetch("machines", Machine.objects.defer("first_output"))
    return list(rows.prefetch_related(machines).order_by("created_at"))


def warm_names() -> set[str]:
    """Of the machines that wait in the pool, or are being made for it."""
    return set(Machine.objects.filter(session=None).values_list("engine_name", flat=True))


def facts_of(row: LabSession) -> SessionFacts:
    machines = row.machines.all()
    young = timezone.now() - making_time
    return SessionFacts(
        id=str(row.pk),
        state=row.state,
        due_at=row.due_at,
        ready_at=row.ready_at,
        expires_at=row.expires_at,
        idle_at=row.idle_at,
        machines=tuple(machine.engine_name for machine in machines),
        making=tuple(
            machine.engine_name
            for machine in machines
            if not machine.handle_id and machine.created_at > young
        ),
        networks=tuple({machine.network for machine in machines if machine.network}),
    )

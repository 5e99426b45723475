"""The queue for machines: one for all labs, accounts before guests, else first come, first served.

Who waits is a session in state `queued`. The first one starts as soon as there is room for it, and
nobody overtakes it, however little the next one needs; but while its page is not looked at the turn
passes to the next, and after a while the place is given up. Where an account waits for room that
guests have, labs of guests end, the one first that was longest without input.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from labs.core.background import later
from labs.models import EndReason, LabSession, LabState, Machine, running_states
from labs.provisioning.session_machines import session_clear, session_raise
from labs.scheduling.admission import admissions, machines_place, places_find
from labs.scheduling.capacity import budget_of, holding_states, machines_wanted, room_for
from labs.scheduling.policy.placement import Room, giving_way, total
from labs.scheduling.policy.wait_estimate import Running, wait_estimate
from labs.sessions import transitions
from labs.sessions.events import session_started

log = logging.getLogger(__name__)

away_after = timedelta(seconds=30)  # unseen for so long, the turn passes to the next
left_after = timedelta(seconds=90)  # browsers wake a page in the background once a minute
queue_order = ("user__is_guest", "created_at", "pk")
ended_counted = 50  # sessions that say how long labs last


class QueuePosition(msgspec.Struct, frozen=True, kw_only=True):
    """Where one who waits stands: 1 is next."""

    position: int
    wait: timedelta


def queue_move(now: datetime) -> None:
    """Ends what nobody waits for any more, and starts whoever there is room for.

    Called by the leading keeper in each round, and wherever a session has ended. Machines that
    have to be created are created in threads.
    """
    waiting = LabSession.objects.filter(state=LabState.QUEUED)
    gone = Q(seen_at__lt=now - left_after)
    for pk in waiting.filter(gone).values_list("pk", flat=True):
        if transitions.queue_left_set(pk, EndReason.LEFT, gone):
            log.info("%s: left the queue", pk)
    while waiting.exists() and (session := turn_take(now)):
        log.info("%s: its turn has come", session.pk)
        if session.state == LabState.STARTING:
            later(session_raise, session)
        else:
            session_started(session, "warm", 0.0)


def turn_take(now: datetime) -> LabSession | None:
    """Gives machines to whoever is next, if there is room for them, or has room made."""
    with admissions() as beat:
        budget = budget_of(beat)
        session = turn_give(now, budget)
        leaving = [] if session else guests_give_way(now, budget)
    for each in leaving:
        later(room_release, each)
    return session


def turn_give(now: datetime, budget: Room) -> LabSession | None:
    session = waiting_here(now).first()
    if session is None:
        return None
    machines = machines_wanted(session, session.spec)
    places = places_find(machines, budget)
    if places is None or not transitions.turn_set(session):
        return None
    machines_place(session, machines, places)
    session.refresh_from_db()
    return session


def waiting_here(now: datetime) -> QuerySet[LabSession]:
    """Those whose page is looked at, in the order of their turns."""
    rows = LabSession.objects.filter(state=LabState.QUEUED, seen_at__gte=now - away_after)
    return rows.select_related("user").order_by(*queue_order)


def guests_give_way(now: datetime, budget: Room) -> Sequence[LabSession]:
    """Sets labs of guests stopping as far as accounts that wait find room by it; gives those."""
    waiting = waiting_here(now).filter(user__is_guest=False)
    running = LabSession.objects.filter(state__in=running_states)
    quiet_first = running.filter(user__is_guest=True).order_by(
        F("last_input_at").asc(nulls_first=True), "pk"
    )
    guests = list(quiet_first.prefetch_related("machines").defer("scripts"))
    if not guests:
        return []
    count = giving_way(
        [total(map(room_for, machines_wanted(each, each.spec))) for each in waiting],
        total(map(room_for, Machine.objects.filter(session__in=running))),
        [total(map(room_for, each.machines.all())) for each in guests],
        budget,
    )
    leaving = [each for each in guests[:count] if transitions.stopping_set(each.pk, EndReason.ROOM)]
    for session in leaving:
        log.info("%s: a guest's lab gives way to an account", session.pk)
    return leaving


def room_release(session: LabSession) -> None:
    """Removes the machines of one that is stopping, and lets those who wait have its place."""
    if session_clear(session):
        queue_move(timezone.now())


def queue_position(session: LabSession, now: datetime) -> QueuePosition:
    """Where a `queued` session stands, and how long it will probably wait."""
    before = Q(created_at__lt=session.created_at) | Q(
        created_at=session.created_at, pk__lt=session.pk
    )
    account = Q(user__is_guest=False)
    before = (account | before) if session.user.is_guest else (account & before)
    ahead = list(LabSession.objects.filter(before, state=LabState.QUEUED).only("spec_json"))
    needed = sum(len(each.spec.machines) for each in (*ahead, session))
    return QueuePosition(
        position=len(ahead) + 1,
        wait=wait_estimate(now, sessions_running(), needed, durations()),
    )


def queue_places() -> dict[UUID, int]:
    """Where everybody who waits stands, from 1; one statement."""
    rows = LabSession.objects.filter(state=LabState.QUEUED).order_by(*queue_order)
    return {pk: place for place, pk in enumerate(rows.values_list("pk", flat=True), 1)}


def sessions_running() -> list[Running]:
    rows = LabSession.objects.filter(state__in=holding_states).annotate(count=Count("machines"))
    return [
        Running(
            machines=max(1, row.count),
            since=row.ready_at or row.created_at,
            until=row.expires_at,
            stopping=row.state == LabState.STOPPING,
        )
        for row in rows.defer("spec_json", "scripts", "title")
    ]


def durations() -> list[timedelta]:
    """How long the labs lasted that ended last."""
    rows = LabSession.objects.filter(state=LabState.ENDED, ready_at__isnull=False)
    lasted = rows.order_by("-ended_at").annotate(lasted=F("ended_at") - F("ready_at"))
    return list(lasted.values_list("lasted", flat=True)[:ended_counted])

"""Admission control: who may have machines, and how many a user and the server may have at once.

Whether there is room is decided in one short transaction at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from labs.catalog.provider import Lab
from labs.core.refusal import LabRefusedError, RefusalCode
from labs.models import KeeperBeat, LabSession, LabState, Machine, active_states
from labs.scheduling.capacity import (
    admission_lock,
    budget_of,
    machines_now,
    machines_wanted,
    room_for,
    shape_of,
)
from labs.scheduling.policy.placement import Places, Room, Wanted, admit, total
from labs.scheduling.pool import pool_give_up, pool_take
from labs.sessions import transitions
from virtlearn.core.sqlite_write_queue import writers
from virtlearn.people.models import User
from virtlearn.people.selectors import is_member


def audience_check(user: User | None) -> None:
    """Raises LabRefusedError where labs are not for `user`, who may be a visitor (None)."""
    if settings.LABS_FOR == "everyone":
        return
    if user is None or user.is_guest:
        raise LabRefusedError(RefusalCode.ACCOUNT_NEEDED)
    if settings.LABS_FOR == "members" and not is_member(user):
        raise LabRefusedError(RefusalCode.MEMBERS_ONLY)


@contextmanager
def admissions() -> Iterator[KeeperBeat]:
    """A transaction beside which there is no other admission: else two could both see the last
    free place. To be entered outside of any other transaction."""
    with writers.turn(), transaction.atomic():
        yield admission_lock()


def session_admit(
    session: LabSession, lab: Lab, beat: KeeperBeat, instead_of: LabSession | None = None
) -> LabSession:
    """Saves the new row `session`: `ready` from the pool, else `starting`, else `queued`.

    In `admissions`. Where others wait already it waits too, but no account for guests, unless it
    takes the place of `instead_of`, a session of the same user. Where the user has an active
    session of this lab, or their group has, that one is given. Raises LabRefusedError.
    """
    queued = False
    mine = []
    active = Q(state=LabState.QUEUED) | Q(user=session.user_id, state__in=active_states)
    if session.group:
        active |= Q(group=session.group, state__in=active_states)
    rows = LabSession.objects.filter(active).annotate(guest=F("user__is_guest"))
    of_lab: list[tuple[str, UUID]] = []
    for row in rows.only("user_id", "group", "course", "lab", "state"):
        ahead = session.user.is_guest or not row.guest  # accounts don't wait for guests
        queued = queued or (row.state == LabState.QUEUED and ahead)
        if row.user_id == session.user_id:
            mine.append(row)
        together = session.group and row.group == session.group
        same = (row.course, row.lab) == (session.course, session.lab)
        if same and (together or row.user_id == session.user_id):
            of_lab.append((row.group, row.pk))
    if of_lab:
        return LabSession.objects.get(pk=min(of_lab)[1])  # what one has alone is ended first
    user_check(len(mine))
    if instead_of is None:
        address_check(session)
    budget = budget_of(beat)
    machines = machines_wanted(session, lab.spec)
    if not total(room_for(each) for each in machines).within(budget):
        raise LabRefusedError(RefusalCode.TOO_LARGE)
    waits = queued and instead_of is None
    places = None if waits else places_find(machines, budget, instead_of)
    if places is None:
        session.state = LabState.QUEUED
        session.seen_at = timezone.now()
    # Taken before the row is there, so that it is written once, as what it is by then.
    cold = [] if places is None else machines_take(session, machines, places)
    if places is not None and not cold:
        transitions.ready_unsaved(session)
    session.save(force_insert=True)
    Machine.objects.bulk_create(cold)
    return session


def user_check(labs: int) -> None:
    """Raises LabRefusedError where the user has as many labs as one may have."""
    limit = settings.LABS_PER_USER
    if labs >= limit:
        raise LabRefusedError(RefusalCode.USER_LIMIT, limit=limit)


def places_find(
    machines: Sequence[Machine], budget: Room, instead_of: LabSession | None = None
) -> Places | None:
    """Where `machines` go; None where there is no room for them."""
    wanted = [
        Wanted(shape=shape_of(each), room=room_for(each), pooled=not each.network)
        for each in machines
    ]
    used, warm = machines_now(instead_of)
    return admit(wanted, used, warm, budget)


def machines_place(session: LabSession, machines: Sequence[Machine], places: Places) -> None:
    """Gives a `starting` session warm machines as far as there are, and rows for the others.

    It is `ready` where all of them are warm: the engine isn't asked.
    """
    if cold := machines_take(session, machines, places):
        Machine.objects.bulk_create(cold)
    else:
        transitions.ready_set(session)


def machines_take(
    session: LabSession, machines: Sequence[Machine], places: Places
) -> list[Machine]:
    """Takes the warm ones; those that are to be created yet come back, not saved."""
    if places.give_up:
        pool_give_up(Q(pk__in=places.give_up))
    return [
        machine
        for machine, warm in zip(machines, places.take, strict=True)
        if warm is None or not pool_take(warm, session, machine.name)
    ]


def session_new(user: User, lab: Lab, guest_address: str = "", group: str = "") -> LabSession:
    """The row of a session that is about to start; not saved. `guest_address`: as the row has it,
    which only a guest's has."""
    return LabSession(
        user=user,
        group=group,
        guest_address=guest_address if user.is_guest else "",
        course=lab.course,
        lab=lab.slug,
        revision=lab.digest,
        spec_json=msgspec.to_builtins(lab.spec),
        scripts=dict(lab.scripts),
        title=dict(lab.title),
        due_at=transitions.starting_deadline(),
    )


def address_check(session: LabSession) -> None:
    """Raises LabRefusedError where guests of the session's address have as many labs as they may.

    In `admissions`, so that of many who come at once no more get in.
    """
    if not session.guest_address:
        return
    limit = settings.LABS_PER_ADDRESS
    rows = LabSession.objects.filter(state__in=active_states, user__is_guest=True)
    if rows.filter(guest_address=session.guest_address).count() >= limit:
        raise LabRefusedError(RefusalCode.ADDRESS_LIMIT, limit=limit)

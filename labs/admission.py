"""Who may start now: caps a user and a server, decided in one short transaction at a time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from labs import transitions
from labs.admission_plan import Room, Wanted, admit, total
from labs.capacity import (
    admission_lock,
    budget_of,
    machines_wanted,
    room_for,
    room_used,
    shape_of,
    warm_rows,
)
from labs.catalog import Lab
from labs.models import LabSession, LabState, Machine, active_states
from labs.pool import pool_claim, pool_give_up
from labs.refusal import LabRefusedError
from virtlearn.people.models import User


def session_admit(
    *, user: User, lab: Lab, session: LabSession, instead_of: LabSession | None = None
) -> None:
    """Saves the new row `session`: `ready` from the pool, else `starting`, else `queued`.

    In a transaction, which begins with `admission_lock`. Where others wait already it waits too,
    unless it takes the place of a session of the same user. Raises LabRefusedError.
    """
    beat = admission_lock()
    user_check(user, instead_of)
    budget = budget_of(beat)
    machines = machines_wanted(session, lab.spec)
    if not total(room_for(each) for each in machines).within(budget):
        raise LabRefusedError(
            "too-large",
            gettext(
                "This lab needs more than this server has for labs. Its operator can change that."
            ),
        )
    waits = LabSession.objects.filter(state=LabState.QUEUED).exists() and instead_of is None
    if waits or not room_make(machines, budget, instead_of):
        session.state = LabState.QUEUED
        session.seen_at = timezone.now()
        session.save(force_insert=True)
        return
    session.save(force_insert=True)
    machines_place(session, machines)


def user_check(user: User, instead_of: LabSession | None) -> None:
    """Raises LabRefusedError where the user has as many labs as one may have."""
    mine = LabSession.objects.filter(user=user, state__in=active_states)
    if instead_of is not None:
        mine = mine.exclude(pk=instead_of.pk)
    limit = settings.LABS_PER_USER
    if mine.count() >= limit:
        raise LabRefusedError(
            "user-limit",
            ngettext(
                "You can run %(limit)d lab at a time. Stop the other one first.",
                "You can run %(limit)d labs at a time. Stop one of them first.",
                limit,
            )
            % {"limit": limit},
        )


def room_make(
    machines: Sequence[Machine], budget: Room, instead_of: LabSession | None = None
) -> bool:
    """Whether `machines` have room, for which warm ones are given up where it takes that."""
    wanted = [
        Wanted(shape=shape_of(each), room=room_for(each), pooled=not each.network)
        for each in machines
    ]
    given = admit(wanted, room_used(instead_of), warm_rows(), budget)
    if given is None:
        return False
    if given:
        pool_give_up(Q(pk__in=given))
    return True


def machines_place(session: LabSession, machines: Sequence[Machine]) -> None:
    """Gives a `starting` session warm machines as far as there are, and rows for the others.

    It is `ready` where all of them are warm: the engine isn't asked.
    """
    cold = [machine for machine in machines if pool_claim(session, machine) is None]
    Machine.objects.bulk_create(cold)
    if not cold:
        transitions.ready_set(session)


def session_new(user: User, lab: Lab) -> LabSession:
    """The row of a session that is about to start; not saved."""
    return LabSession(
        user=user,
        course=lab.course,
        lab=lab.slug,
        revision=lab.digest,
        spec_json=msgspec.to_builtins(lab.spec),
        scripts=dict(lab.scripts),
        title=dict(lab.title),
        due_at=transitions.starting_deadline(),
    )

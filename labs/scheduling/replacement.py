"""Replaces a machine from the pool that died before anybody saw it."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from labs.engines.base import Handle
from labs.engines.errors import EngineError, MachineGone
from labs.engines.registry import engine_get
from labs.models import LabSession, LabState, Machine
from labs.provisioning.session_machines import machines_raise
from labs.scheduling.pool import pool_claim

log = logging.getLogger(__name__)
unseen_most = timedelta(seconds=60)


def machine_replace(session_id: UUID, name: str, dead: Handle) -> Handle:
    """A machine that runs, instead of `dead`: the next warm one, or else a new one.

    The dead one is given up; the keeper removes it. Whoever asks second gets what the first was
    given. Raises EngineError: MachineGone where the session has ended or the machine was used.
    """
    engine = engine_get()
    while True:
        machine, filled = place_fill(session_id, name, dead)
        if filled and machine.claimed_at is None and machine.session is not None:
            machines_raise(engine, machine.session, [machine])
            machine.refresh_from_db()
            return machine.handle
        if engine.poll(machine.handle).status == "running":
            return machine.handle
        if not filled:
            raise EngineError(f"{machine.engine_name} does not run yet")
        dead = machine.handle


@transaction.atomic
def place_fill(session_id: UUID, name: str, dead: Handle) -> tuple[Machine, bool]:
    """The row that stands in the place of `dead` now, and whether this call put it there.

    A cold one (without `claimed_at`) is still to be created.
    """
    row = Machine.objects.filter(session=session_id, name=name).select_related("session").first()
    if row is None or row.session is None or not unseen(row.session):
        raise MachineGone(f"{dead.name} does not run")
    if row.engine_name != dead.name:
        return row, False  # another asked first
    rows = Machine.objects.filter(pk=row.pk, session=session_id, claimed_at__isnull=False)
    if not rows.update(session=None, warm_at=None):
        raise MachineGone(f"{dead.name} does not run")  # it was this session's from the start
    log.warning("%s had died in the pool; %s gets another", dead.name, session_id)
    wanted = Machine(
        session=row.session,
        name=name,
        kind=row.kind,
        image=row.image,
        runtime=row.runtime,
        hostname=row.hostname,
        engine_name=f"virtlearn-{session_id.hex}-{name}",
    )
    if (claimed := pool_claim(row.session, wanted)) is not None:
        return claimed, True
    wanted.save()
    return wanted, True


def unseen(session: LabSession) -> bool:
    """It began just now, and nobody has seen or typed anything."""
    young = session.ready_at is not None and timezone.now() - session.ready_at < unseen_most
    used = session.prompt_ms is not None or session.last_input_at != session.ready_at
    return session.state == LabState.READY and young and not used

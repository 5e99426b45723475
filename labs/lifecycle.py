"""The engine's side of a session: its machines made, and taken away until none is left."""

from __future__ import annotations

import logging

from django.conf import settings

from labs import transitions
from labs.engines.base import (
    Engine,
    EngineError,
    MachineSpec,
    label_deployment,
    label_kind,
    label_machine,
    label_session,
)
from labs.engines.registry import engine_get
from labs.isolation import network_clear, network_raise, peers_of
from labs.models import EndReason, LabSession, Machine

log = logging.getLogger(__name__)


def session_raise(session: LabSession) -> None:
    """Creates and starts the machines of a session that is `starting`, then sets it `ready`.

    Those that it has from the pool run already. What goes wrong ends the session as failed, with
    the engine's words in `error`.
    """
    try:
        engine = engine_get()
        network_raise(engine, session)
        for machine in session.machines.filter(claimed_at=None).order_by("pk"):
            machine_raise(engine, session, machine)
    except EngineError as error:
        log.warning("session %s could not start: %s", session.pk, error)
        transitions.stopping_set(session.pk, EndReason.FAILED, str(error))
        session_clear(session)
        return
    if not transitions.ready_set(session):
        # Stopped, or given up by the keeper, while it started: nothing may be left of it.
        session_clear(session)


def machine_raise(engine: Engine, session: LabSession, machine: Machine) -> None:
    handle = engine.create(
        MachineSpec(
            name=machine.engine_name,
            image=machine.image,
            hostname=machine.hostname,
            labels=machine_labels(session, machine),
            runtime=machine.runtime,
            network=machine.network,
            peers=peers_of(session) if machine.network else (),
        )
    )
    # The handle is written before the start: from here on the machine is found from both sides.
    Machine.objects.filter(pk=machine.pk).update(handle_id=handle.id)
    engine.start(handle)


def machine_labels(session: LabSession, machine: Machine) -> dict[str, str]:
    return {
        label_deployment: settings.DEPLOYMENT_ID,
        label_session: str(session.pk),
        label_machine: machine.name,
        label_kind: machine.kind,
    }


def session_clear(session: LabSession) -> bool:
    """Removes all machines of a `stopping` session and their network, then ends it; True once gone.

    A machine is the session's by its row, as those of the pool are, or by its label, so that one
    whose handle was never written is found too. An engine that fails leaves the session
    `stopping`; the keeper tries again.
    """
    try:
        engine = engine_get()
        listed = engine.list({label_deployment: settings.DEPLOYMENT_ID})
        # The rows after the list: whichever machine was claimed or created in between has a row.
        names = set(session.machines.values_list("engine_name", flat=True))
        for each in sorted(listed, key=lambda each: each.handle.name):
            owner = each.labels.get(label_session)
            if owner == str(session.pk) or each.handle.name in names:
                engine.remove(each.handle)
        network_clear(engine, session)
    except EngineError as error:
        log.warning("session %s is not cleared yet: %s", session.pk, error)
        return False
    transitions.ended_set(session.pk)
    return True

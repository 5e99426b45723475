"""Creates a session's machines, and removes them until none is left."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import ExitStack

from django.conf import settings
from django.utils import timezone

from labs.engines.base import label_deployment, label_kind, label_machine, label_session
from labs.engines.errors import EngineError
from labs.engines.protocols import Machines
from labs.engines.registry import engine_get
from labs.models import LabSession, Machine
from labs.provisioning.boot import machine_boot, prompt_await
from labs.provisioning.images import is_virtual
from labs.provisioning.runtimes import network_clear, network_raise, peers_of
from labs.sessions import transitions
from labs.sessions.events import session_started
from virtlearn.operation.metrics import declared as metrics

log = logging.getLogger(__name__)
quiet = 0.015  # seconds without output after which a prompt is complete; somebody waits for it


def session_raise(session: LabSession) -> None:
    """Creates and starts the machines of a session that is `starting`, then sets it `ready`.

    Those that it has from the pool run already. What goes wrong ends the session as failed, with
    the engine's words in `error` and their cause in `start_fault`.
    """
    try:
        engine = engine_get()
        network_raise(engine, session)
        machines_raise(engine, session, session.machines.filter(claimed_at=None).order_by("pk"))
    except EngineError as error:
        log.warning("session %s could not start: %s", session.pk, error)
        if transitions.start_failed_set(session.pk, str(error), error.cause):
            metrics.lab_start_failed(session.spec.kinds, error.cause)
        session_clear(session)
        return
    if not transitions.ready_set(session):
        # Stopped, or given up by the keeper, while it started: nothing may be left of it.
        session_clear(session)
        return
    waited = timezone.now() - (session.admitted_at or session.created_at)
    session_started(session, "cold", waited.total_seconds())


def machines_raise(engine: Machines, session: LabSession, machines: Iterable[Machine]) -> None:
    """All are started before any is waited for. Raises EngineError."""
    peers = peers_of(session)
    with ExitStack() as streams:
        booting = []
        for machine in machines:
            stream = machine_boot(engine, machine, machine_labels(session, machine), peers)
            streams.callback(stream.close)
            booting.append((machine, stream))
        # Those that take longer last: while one is waited for, nobody sees another's prompt.
        for machine, stream in sorted(booting, key=lambda each: is_virtual(each[0].kind)):
            first = prompt_await(machine, stream, quiet)
            Machine.objects.filter(pk=machine.pk).update(first_output=first)


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

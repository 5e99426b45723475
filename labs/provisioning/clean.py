"""Removes everything that this installation has at the engine: for a site that is stopped."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.conf import settings

from labs.engines.base import label_deployment
from labs.engines.protocols import Machines
from labs.models import EndReason, LabSession, LabState, Machine, active_states
from labs.sessions import transitions

T = TypeVar("T")
removers = 8  # machines that are removed at once


def installation_clear(engine: Machines) -> tuple[int, int]:
    """Ends every lab and removes all machines, networks and volumes of this installation.

    Gives how many labs ended and how many machines were removed. Learners find why their lab ended
    when the site is back. Raises EngineError.
    """
    open_sessions = LabSession.objects.filter(state__in=[*active_states, LabState.STOPPING])
    ids = list(open_sessions.values_list("pk", flat=True))
    for pk in ids:
        if not transitions.queue_left_set(pk, EndReason.SITE):
            transitions.stopping_set(pk, EndReason.SITE)
    labels = {label_deployment: settings.DEPLOYMENT_ID}
    machines = engine.list(labels)
    each_remove([each.handle for each in machines], engine.remove)
    each_remove(engine.networks(labels), engine.network_remove)
    each_remove(engine.volumes(labels), engine.volume_remove)
    Machine.objects.filter(session=None).delete()
    for pk in ids:
        transitions.ended_set(pk)
    return len(ids), len(machines)


def each_remove(things: Collection[T], remove: Callable[[T], None]) -> None:
    """Raises what the first removal that failed raised, once all were tried."""
    with ThreadPoolExecutor(removers) as pool:
        for done in [pool.submit(remove, each) for each in things]:
            done.result()

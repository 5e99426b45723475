"""Chooses the runtime and the network of a lab's machines."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings

from labs.catalog.provider import lab_list
from labs.core.refusal import LabRefusedError, RefusalCode
from labs.engines.base import label_deployment, label_session
from labs.engines.errors import EngineError, NameTaken
from labs.engines.protocols import Machines
from labs.engines.registry import engine_get
from labs.models import LabSession
from labs.provisioning.images import image_of, is_virtual
from labs.spec.definition import LabSpec

log = logging.getLogger(__name__)


auto = "auto"  # LAB_RUNTIME: the sandbox for strangers where it can be had, runc for accounts


def runtime_of(spec: LabSpec, *, stranger: bool = False) -> str:
    """The lab's own choice, else the installation's. Never another one where it can't be had.

    `stranger`: who starts it has no account.
    """
    chosen = spec.runtime or settings.LAB_RUNTIME
    if chosen != auto:
        return str(chosen)
    return "runsc" if stranger and sandbox_fits(spec) else "runc"


def sandbox_fits(spec: LabSpec) -> bool:
    """Whether gVisor can have the lab's machines: without a network, without guests of their own.

    An engine that does not answer is taken for one that offers it: nothing starts there anyhow.
    """
    if spec.network or any(is_virtual(machine.kind) for machine in spec.machines):
        return False
    try:
        return not engine_get().runtime_fault("runsc")
    except EngineError:
        return True


def runtime_check(spec: LabSpec) -> None:
    """Raises LabRefusedError where the lab's runtime cannot be had.

    runc is not asked for here: a start from the pool waits for no engine, and a cold one of a
    runtime that limits nothing is refused by the engine itself.
    """
    runtime = runtime_of(spec)
    if runtime == "runc":
        return
    fault = engine_get().runtime_fault(runtime)
    if not fault and spec.network:
        fault = f"{runtime} machines have no network"
    if fault:
        raise LabRefusedError(RefusalCode.RUNTIME, runtime=runtime, detail=fault)


def runtimes_try() -> None:
    """Tries what the current labs run on, and logs what of it cannot be had.

    For the keeper, whenever an engine begins to answer: whoever starts a lab then need not wait
    for the trial.
    """
    wanted = {runtime_of(lab.spec) for lab in lab_list()}
    if auto == settings.LAB_RUNTIME:
        sandbox_try()
    else:
        wanted.add(settings.LAB_RUNTIME)
    for runtime in sorted(wanted):
        try:
            fault = engine_get().runtime_fault(runtime)
        except EngineError as error:
            fault = error.message
        if fault:
            log.warning("labs on %s do not start: %s", runtime, fault)
    holes_tell()
    accelerators_try()


def sandbox_try() -> None:
    """Finds out whether strangers have gVisor, and says so where they don't."""
    with suppress(EngineError):
        if fault := engine_get().runtime_fault("runsc"):
            log.warning("labs of guests run on runc: %s", fault)


def holes_tell() -> None:
    """Warns of known holes in what machines run on."""
    with suppress(EngineError):  # it is asked again when it answers
        for hole in engine_get().info().holes:
            log.warning("%s", hole)


def accelerators_try() -> None:
    """Finds out whether the guests of the current labs can have KVM."""
    kinds = {machine.kind for lab in lab_list() for machine in lab.spec.machines}
    for kind in sorted(kinds):
        if is_virtual(kind):
            try:
                found = engine_get().accelerator(image_of(kind), look=True)
            except EngineError as error:
                log.warning("what executes %s is not known: %s", kind, error)
            else:
                log.info("%s runs on %s %s", kind, found.name, found.why)


def network_raise(engine: Machines, session: LabSession) -> None:
    """Makes the session's network, if its machines have one. Raises EngineError."""
    for name in networks_of(session):
        with suppress(NameTaken):  # made by an attempt that did not get further
            engine.network_create(name, labels_of(session))


def network_clear(engine: Machines, session: LabSession) -> None:
    """Removes it after its machines; what is gone is success. Raises EngineError."""
    if networks_of(session):
        for name in engine.networks(labels_of(session)):
            engine.network_remove(name)


def networks_of(session: LabSession) -> list[str]:
    rows = session.machines.exclude(network="").order_by("network")
    return list(rows.values_list("network", flat=True).distinct())


def peers_of(session: LabSession) -> Sequence[str]:
    """The hostnames of all machines on the session's network, in the same order for each."""
    rows = session.machines.exclude(network="").order_by("pk")
    return list(rows.values_list("hostname", flat=True))


def labels_of(session: LabSession) -> dict[str, str]:
    return {label_deployment: settings.DEPLOYMENT_ID, label_session: str(session.pk)}

"""Starts fresh machines to verify a lab on, and removes them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from labs.catalog.provider import Lab
from labs.engines.base import (
    Handle,
    MachineSpec,
    RunResult,
    label_deployment,
    label_kind,
    label_machine,
    label_session,
)
from labs.engines.errors import EngineError
from labs.engines.protocols import Machines
from labs.provisioning.images import image_of
from labs.provisioning.runtimes import runtime_of

ready_seconds = 120.0  # a virtual machine whose template does not resume has to boot
leftover_seconds = 1800.0  # a verification that was killed has left its machines


@contextmanager
def machines_of(engine: Machines, lab: Lab) -> Iterator[dict[str, Handle]]:
    """The lab's machines by name, running; gone afterwards, whatever happened."""
    run = uuid.uuid4().hex[:12]
    # Not the keeper's deployment: it would take these for orphans.
    labels = {label_deployment: deployment(), label_session: run}
    network = network_name(run) if lab.spec.network else ""
    machines: dict[str, Handle] = {}
    try:
        if network:
            engine.network_create(network, labels)
        for machine in lab.spec.machines:
            handle = engine.create(
                MachineSpec(
                    name=f"virtlearn-verify-{run}-{machine.name}",
                    image=image_of(machine.kind),
                    hostname="lab" if len(lab.spec.machines) == 1 else machine.name,
                    runtime=runtime_of(lab.spec),
                    network=network,
                    peers=[each.name for each in lab.spec.machines] if network else (),
                    labels={**labels, label_machine: machine.name, label_kind: machine.kind},
                )
            )
            machines[machine.name] = handle
            engine.start(handle)
            ready_wait(engine, handle)
        yield machines
    finally:
        for handle in machines.values():
            engine.remove(handle)
        if network:
            engine.network_remove(network)


@contextmanager
def machine_of(engine: Machines, kind: str) -> Iterator[Handle]:
    """A machine of `kind` that is ready; gone afterwards, whatever happened."""
    run = uuid.uuid4().hex[:12]
    handle = engine.create(
        MachineSpec(
            name=f"virtlearn-verify-{run}",
            image=image_of(kind),
            hostname="lab",
            labels={label_deployment: deployment(), label_session: run, label_kind: kind},
        )
    )
    try:
        engine.start(handle)
        ready_wait(engine, handle)
        yield handle
    finally:
        engine.remove(handle)


def deployment() -> str:
    return f"{settings.DEPLOYMENT_ID}.verify"


def network_name(run: str) -> str:
    return f"virtlearn-verify-{run}"


def leftovers_remove(engine: Machines) -> None:
    found = engine.list({label_deployment: deployment()})
    old = [listed for listed in found if listed.age > leftover_seconds]
    for listed in old:
        engine.remove(listed.handle)
    for run in {listed.labels[label_session] for listed in old}:
        engine.network_remove(network_name(run))


def ready_wait(engine: Machines, handle: Handle) -> None:
    deadline = time.monotonic() + ready_seconds
    while (result := engine.program(handle, ["/lab/ready"], timeout=30)).status != 0:
        if time.monotonic() > deadline:
            raise EngineError(f"the machine is not ready: {outcome(result)}")
        time.sleep(0.2)


def outcome(result: RunResult) -> str:
    """How a script ended, in words for an author."""
    said = (result.error or result.output).strip().replace("\n", " | ")[-200:]
    ended = "no end in time" if result.timed_out else f"status {result.status}"
    return f"{ended}{', ' + said if said else ''}"

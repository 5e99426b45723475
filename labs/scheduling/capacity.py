"""Computes the server's capacity for machines, what is used, and what a lab asks for."""

from __future__ import annotations

import os

from django.conf import settings
from django.db.models import Q

from labs.models import KeeperBeat, LabSession, LabState, Machine, running_states
from labs.provisioning.images import image_of, limits_of
from labs.provisioning.runtimes import runtime_of
from labs.scheduling.policy.placement import Room, Shape, Warm, room_of, total
from labs.spec.definition import LabSpec

memory_share = 0.6  # of the engine's memory, where LABS_MEMORY_MB says nothing
cpus_share = 16  # machines' processors for each of the engine's: a shell mostly waits
holding_states = [*running_states, LabState.STOPPING]  # of a session whose machines take room


def admission_lock() -> KeeperBeat:
    """One admission at a time: else two could both see the last free place. In a transaction."""
    rows = KeeperBeat.objects.select_for_update()
    if (found := rows.filter(pk=1).first()) is not None:
        return found
    KeeperBeat.objects.get_or_create(pk=1)
    return rows.get(pk=1)  # whoever did not make it has not locked it yet


def budget_of(beat: KeeperBeat) -> Room:
    """What all machines may take together."""
    memory = settings.LABS_MEMORY_MB or int((beat.memory_mb or host_memory_mb()) * memory_share)
    cpus = settings.LABS_CPUS or (beat.cpus or os.cpu_count() or 1) * cpus_share
    return Room(machines=settings.LABS_MAX, memory_mb=memory, cpus=cpus)


def host_memory_mb() -> int:
    """This host's memory: right where the engine runs here, until the keeper has asked it."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)


def room_used() -> Room:
    """What sessions' machines take."""
    rows = Machine.objects.filter(session__state__in=holding_states)
    return total(room_of(limits_of(kind)) for kind in rows.values_list("kind", flat=True))


def machines_now(instead_of: LabSession | None = None) -> tuple[Room, list[Warm]]:
    """`room_used`, less what is of `instead_of`, which is about to go, and the pool in the order in
    which it is given up: what is being made, then the youngest. One question, while others wait.
    """
    holding = Q(session__state__in=holding_states)
    rows = Machine.objects.filter(holding | Q(session=None, claimed_at=None)).values_list(
        "session", "pk", "kind", "image", "runtime", "hostname", "warm_at"
    )
    without = instead_of.pk if instead_of is not None else None
    used: list[Room] = []
    warm: list[Warm] = []
    for session, pk, kind, image, runtime, hostname, warm_at in rows:
        room = room_of(limits_of(kind))
        if session is None:
            shape = Shape(kind=kind, image=image, runtime=runtime, hostname=hostname)
            warm.append(Warm(pk=pk, shape=shape, room=room, ready=warm_at is not None))
        elif session != without:
            used.append(room)
    return total(used), sorted(warm, key=lambda each: (each.ready, -each.pk))


def shape_of(machine: Machine) -> Shape:
    return Shape(
        kind=machine.kind,
        image=machine.image,
        runtime=machine.runtime,
        hostname=machine.hostname,
    )


def room_for(machine: Machine) -> Room:
    return room_of(limits_of(machine.kind))


def machines_wanted(session: LabSession, spec: LabSpec) -> list[Machine]:
    """The machines that a session of `spec` is to have: rows that are not saved."""
    network = f"virtlearn-{session.pk.hex}" if spec.network else ""
    # What the pool keeps warm is nobody's yet: for accounts.
    stranger = session.user_id is not None and session.user.is_guest
    runtime = runtime_of(spec, stranger=stranger)
    return [
        Machine(
            session=session,
            name=machine.name,
            kind=machine.kind,
            image=image_of(machine.kind),
            runtime=runtime,
            hostname="lab" if len(spec.machines) == 1 else machine.name,
            network=network,
            engine_name=f"virtlearn-{session.pk.hex}-{machine.name}",
        )
        for machine in spec.machines
    ]

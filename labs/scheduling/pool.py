"""Warm pool of machines that wait at their prompt, claimed by a conditional UPDATE."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils import timezone

from labs.catalog.provider import Lab, lab_list
from labs.core.background import later
from labs.core.host import memory_free_mb
from labs.engines.base import label_deployment, label_kind, label_pool
from labs.engines.errors import EngineError
from labs.engines.inventory import Inventory
from labs.engines.protocols import Engine
from labs.engines.registry import engine_get
from labs.models import KeeperBeat, LabSession, LabState, Machine
from labs.provisioning.boot import machine_boot, prompt_await
from labs.provisioning.images import limits_of
from labs.scheduling.capacity import budget_of, machines_wanted, room_for, room_used, shape_of
from labs.scheduling.demand import demand_expected, demand_of
from labs.scheduling.policy.placement import Shape, room_of, total
from labs.scheduling.policy.pool_size import (
    PoolMachine,
    Situation,
    making_most,
    pool_plan,
    targets_of,
)
from virtlearn.operation.metrics import declared as metrics

log = logging.getLogger(__name__)

burst_time = timedelta(seconds=1)  # so long after a claim the engine is left to those who start
quiet = 0.05  # seconds without output after which a prompt is complete
facts_every = 60.0  # seconds between two questions about the engine's host
setback_least, setback_most = 10.0, 300.0  # seconds until what failed is tried again
asked_at = {"facts": -facts_every}


class Setback(NamedTuple):
    """A shape that could not be made: for how long it is left alone, and until when."""

    pause: float
    until: float


# By engine: another one may do better. Written by threads, a whole value at a time.
setbacks: WeakKeyDictionary[Engine, dict[Shape, Setback]] = WeakKeyDictionary()


def pool_claim(session: LabSession, wanted: Machine) -> Machine | None:
    """A warm machine for `session` in the place of `wanted`, a row that isn't saved; or None.

    Of any number of claims of one machine one succeeds.
    """
    if wanted.network:  # a network of its own is part of how a machine is created
        return None
    rows = Machine.objects.filter(
        session=None,
        warm_at__isnull=False,
        image=wanted.image,
        runtime=wanted.runtime,
        hostname=wanted.hostname,
    )
    while (pk := rows.order_by("pk").values_list("pk", flat=True).first()) is not None:
        if pool_take(pk, session, wanted.name):
            return Machine.objects.get(pk=pk)
    return None


def pool_take(pk: int, session: LabSession, name: str) -> bool:
    """Makes a warm machine the session's `name`; False where it isn't the pool's any more."""
    rows = Machine.objects.filter(pk=pk, session=None, warm_at__isnull=False)
    return rows.update(session=session, name=name, claimed_at=timezone.now()) == 1


def pool_give_up(which: Q) -> int:
    """Machines of the pool that nobody can claim any more; the keeper removes them."""
    rows = Machine.objects.filter(which, session=None, claimed_at=None)
    return rows.update(warm_at=None, claimed_at=timezone.now())


def pool_tend(now: datetime, seen: Inventory) -> None:
    """Makes and removes warm machines so that there are as many as are likely to be wanted.

    `seen` is the engine's list from before. Whatever asks the engine happens in threads.
    """
    if seen.listed is None:
        return
    beat = beat_with_facts()
    rows = list(Machine.objects.filter(session=None).defer("first_output"))
    labs = lab_list()
    shapes = shapes_of(labs)
    taken = room_used() + total(room_for(row) for row in rows)
    rooms = {shape: room_of(limits_of(shape.kind)) for shape in shapes}
    plan = pool_plan(
        Situation(
            now=now,
            pool=[machine_of(row) for row in rows],
            targets=targets_of(
                rooms,
                demand_of(now, labs),
                settings.POOL_MIN,
                settings.POOL_MAX,
                demand_expected(now, labs),
            ),
            listed=seen.listed,
            seen_at=seen.at,
            free=budget_of(beat) - taken,
            rooms=rooms,
            pressed=host_pressed(),
            pace=pace_of(now),
            barred=barred_now() | impossible_of(shapes),
        )
    )
    for drop in plan.drop:
        pool_drop(drop.pk, drop.reason)
    for shape in plan.make:
        pool_make(shape)


def host_pressed() -> bool:
    """Whether the host's memory runs out."""
    return 0 < memory_free_mb() < settings.POOL_HOST_FREE_MB


def pool_close(seconds: float) -> None:
    """Gives the pool up: the site stops, and nobody would look after its machines.

    Removes as many as can be removed in so many seconds; the next keeper finds the rest.
    """
    rows = list(Machine.objects.filter(session=None).defer("first_output"))
    pool_give_up(Q())
    if not rows:
        return
    remover = ThreadPoolExecutor(8, thread_name_prefix="pool-close")
    done, _late = wait([remover.submit(machine_drop, row) for row in rows], seconds)
    remover.shutdown(wait=False, cancel_futures=True)
    if faults := {each.result() for each in done} - {""}:
        log.warning("machines of the pool are not removed yet: %s", "; ".join(faults))


def machine_drop(row: Machine) -> str:
    try:
        return machine_try_remove(row)
    finally:
        connections.close_all()  # of this thread


def beat_with_facts() -> KeeperBeat:
    """The keeper's row, with what the engine's host has: the web processes read it there."""
    beat = KeeperBeat.objects.get_or_create(pk=1)[0]
    if beat.memory_mb and time.monotonic() - asked_at["facts"] < facts_every:
        return beat
    try:
        info = engine_get().info()
    except EngineError:
        return beat
    asked_at["facts"] = time.monotonic()
    metrics.engine_disk(settings.LAB_ENGINE, info.disk_free)
    beat.memory_mb, beat.cpus = info.memory // (1024 * 1024), info.cpus
    KeeperBeat.objects.filter(pk=1).update(memory_mb=beat.memory_mb, cpus=beat.cpus)
    return beat


def shapes_of(labs: Iterable[Lab]) -> set[Shape]:
    """What the labs start, as far as it can be pooled."""
    return {
        shape_of(machine)
        for lab in labs
        if not lab.spec.network
        for machine in machines_wanted(LabSession(), lab.spec)
    }


def pace_of(now: datetime) -> int:
    """How many machines may be made at once: few while others wait for theirs, and none while some
    have just started and there are more for whoever starts next."""
    if LabSession.objects.filter(state=LabState.STARTING).exists():
        return 1
    if Machine.objects.filter(session__isnull=False, claimed_at__gte=now - burst_time).exists():
        warm = Machine.objects.filter(session=None, warm_at__isnull=False)
        return 0 if warm.exists() else 1
    return making_most


def machine_of(row: Machine) -> PoolMachine:
    return PoolMachine(
        pk=row.pk,
        name=row.engine_name,
        shape=shape_of(row),
        room=room_for(row),
        created_at=row.created_at,
        warm_at=row.warm_at,
        given_up=row.claimed_at is not None,
    )


# What takes time: each in a thread


def pool_make(shape: Shape) -> None:
    """The row first: a machine that is being made already counts."""
    row = Machine.objects.create(
        kind=shape.kind,
        image=shape.image,
        runtime=shape.runtime,
        hostname=shape.hostname,
        engine_name=f"virtlearn-pool-{uuid4().hex}",
    )
    later(machine_warm, row)


def machine_warm(row: Machine) -> None:
    """Creates the machine of a row, waits for its prompt, and sets it warm."""
    labels = {
        label_deployment: settings.DEPLOYMENT_ID,
        label_kind: row.kind,
        label_pool: str(row.pk),
    }
    try:
        stream = machine_boot(engine_get(), row, labels)
        try:
            first = prompt_await(row, stream, quiet)
        finally:
            stream.close()
    except EngineError as error:
        log.warning("%s could not be made: %s", row.engine_name, error)
        setback_note(shape_of(row))
        pool_drop(row.pk, "could not be made")
        return
    setbacks.get(engine_get(), {}).pop(shape_of(row), None)
    rows = Machine.objects.filter(pk=row.pk, session=None, claimed_at=None)
    if not rows.update(warm_at=timezone.now(), first_output=first):
        machine_remove(row)  # given up meanwhile


def setback_note(shape: Shape) -> None:
    """It could not be made, and is left alone for a while, and longer each time."""
    known = setbacks.setdefault(engine_get(), {})
    pause = min(known[shape].pause * 2 if shape in known else setback_least, setback_most)
    known[shape] = Setback(pause, time.monotonic() + pause)


def barred_now() -> set[Shape]:
    now = time.monotonic()
    known = setbacks.get(engine_get(), {})
    return {shape for shape, setback in known.items() if setback.until > now}


def impossible_of(shapes: Collection[Shape]) -> set[Shape]:
    """Those that need not be tried: their image is not built yet, or nothing runs their runtime.

    That is told where it is found out (labs.provisioning.runtimes, `manage.py lab images`), not
    each round.
    """
    engine = engine_get()
    try:
        images = {image for image in {each.image for each in shapes} if engine.image_present(image)}
        runtimes = {
            name for name in {each.runtime for each in shapes} if not engine.runtime_fault(name)
        }
    except EngineError:  # the next round asks again
        return set(shapes)
    return {each for each in shapes if each.image not in images or each.runtime not in runtimes}


def pool_drop(pk: int, reason: str) -> None:
    """Gives a machine up, if it is still the pool's, and removes it."""
    pool_give_up(Q(pk=pk))
    if row := Machine.objects.filter(pk=pk, session=None).first():
        log.info("%s: %s", row.engine_name, reason)
        later(machine_remove, row)


def machine_remove(row: Machine) -> None:
    """Its row goes once the machine is gone; else the keeper tries again."""
    if fault := machine_try_remove(row):
        log.warning("%s is not removed yet: %s", row.engine_name, fault)


def machine_try_remove(row: Machine) -> str:
    """Why the machine is still there; empty where it is gone, and its row too."""
    try:
        engine_get().remove(row.handle)
    except EngineError as error:
        return str(error)
    Machine.objects.filter(pk=row.pk, session=None).delete()
    return ""

"""Decides the warm pool's size by shape: which machines go, which are made. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from labs.engines.base import Listed
from labs.scheduling.policy.placement import Room, Shape, total

making_longest = timedelta(seconds=60)  # who was making a machine for longer has died
ordinary_mb = 128  # what a container of a lab may take
making_most = 8  # machines that are being made at once, or wait for it


class PoolMachine(msgspec.Struct, frozen=True, kw_only=True):
    """What the database says of a machine without a session."""

    pk: int
    name: str  # at the engine
    shape: Shape
    room: Room
    created_at: datetime
    warm_at: datetime | None = None  # None: it is being made
    given_up: bool = False


class Drop(msgspec.Struct, frozen=True):
    pk: int
    reason: str


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is made from.

    `listed` is what the engine had at `seen_at`, before `pool` was read. `free` is what neither
    sessions nor the pool take, `rooms` what one machine of a shape takes. `pressed`: the host's
    memory runs out. `pace`: how many machines may be being made at once. `barred`: what could not
    be made a moment ago.
    """

    now: datetime
    pool: Sequence[PoolMachine]
    targets: Mapping[Shape, int]
    listed: Sequence[Listed]
    seen_at: datetime
    free: Room
    rooms: Mapping[Shape, Room]
    pressed: bool = False
    pace: int = making_most
    barred: Collection[Shape] = ()


class PoolPlan(msgspec.Struct, frozen=True, kw_only=True):
    make: Sequence[Shape] = ()
    drop: Sequence[Drop] = ()


def targets_of(
    rooms: Mapping[Shape, Room],
    demand: Mapping[Shape, int],
    least: int,
    most: int,
    expected: Mapping[Shape, int] | None = None,
) -> dict[Shape, int]:
    """Of each shape as many as are likely to be wanted soon, within bounds.

    `least` is meant for machines of the ordinary size; of bigger ones fewer wait, but one. `most`
    bounds what is guessed from `demand`; what is `expected` by a timetable is no guess, and bounded
    by the host's room alone. A pool of which `most` is 0 is off.
    """
    planned = expected or {}
    return {
        shape: max(
            min(most, max(least_of(room, least), demand.get(shape, 0))),
            planned.get(shape, 0) if most else 0,
        )
        for shape, room in rooms.items()
    }


def least_of(room: Room, least: int) -> int:
    return min(least, max(1, least * ordinary_mb // max(1, room.memory_mb)))


def pool_plan(at: Situation) -> PoolPlan:
    """What to make and what to drop. Under pressure half of the pool goes, and none is made."""
    running = {each.handle.name for each in at.listed if each.status == "running"}
    drops: list[Drop] = []
    kept: dict[Shape, list[PoolMachine]] = {shape: [] for shape in at.targets}
    for machine in at.pool:
        if reason := fault_of(at, machine, running):
            drops.append(Drop(machine.pk, reason))
        elif machine.shape not in at.targets:
            drops.append(Drop(machine.pk, "no lab starts such a machine any more"))
        else:
            kept[machine.shape].append(machine)
    for shape, machines in kept.items():
        most = len(machines) // 2 if at.pressed else at.targets[shape]
        reason = "the host's memory runs out" if at.pressed else "more than are wanted"
        machines.sort(key=lambda each: each.created_at)  # the youngest go
        drops += [Drop(each.pk, reason) for each in machines[most:]]
        del machines[most:]
    return PoolPlan(drop=drops, make=() if at.pressed else to_make(at, kept))


def fault_of(at: Situation, machine: PoolMachine, running: Collection[str]) -> str:
    """Why a machine can't stay, whatever is wanted; empty where nothing is wrong."""
    if machine.given_up:
        return "was given up"
    if machine.warm_at is None:
        late = at.now - machine.created_at > making_longest
        return "was never finished" if late else ""
    if machine.warm_at < at.seen_at and machine.name not in running:
        return "does not run any more"
    return ""


def to_make(at: Situation, kept: Mapping[Shape, Sequence[PoolMachine]]) -> list[Shape]:
    """What to make now: always for the shape that has least of what it should have."""
    counts = {shape: len(kept[shape]) for shape in at.targets}
    making = sum(each.warm_at is None for machines in kept.values() for each in machines)
    make: list[Shape] = []
    short = {shape for shape, target in at.targets.items() if counts[shape] < target}
    short.difference_update(at.barred)
    while short and making + len(make) < min(at.pace, making_most):
        shape = min(
            short, key=lambda each: (counts[each] / at.targets[each], each.image, each.hostname)
        )
        if not total(at.rooms[each] for each in (shape, *make)).within(at.free):
            short.discard(shape)
            continue
        make.append(shape)
        counts[shape] += 1
        if counts[shape] >= at.targets[shape]:
            short.discard(shape)
    return make

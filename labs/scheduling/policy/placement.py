"""Decides whether machines have room on this server, and which warm ones make room. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from labs.engines.base import Limits


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """What machines take, or what there is: a number of machines, memory in MiB, processors.

    A machine takes its limits, however little of them it uses: so nothing can be oversubscribed.
    """

    machines: int = 0
    memory_mb: int = 0
    cpus: float = 0.0

    def __add__(self, other: Room) -> Room:
        return Room(
            machines=self.machines + other.machines,
            memory_mb=self.memory_mb + other.memory_mb,
            cpus=self.cpus + other.cpus,
        )

    def __sub__(self, other: Room) -> Room:
        return Room(
            machines=self.machines - other.machines,
            memory_mb=self.memory_mb - other.memory_mb,
            cpus=self.cpus - other.cpus,
        )

    def within(self, budget: Room) -> bool:
        return (
            self.machines <= budget.machines
            and self.memory_mb <= budget.memory_mb
            and self.cpus <= budget.cpus + 1e-6
        )


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one machine as good as another before anybody has used it."""

    kind: str
    image: str
    runtime: str = ""
    hostname: str = "lab"


class Warm(msgspec.Struct, frozen=True, kw_only=True):
    """A machine of the pool; not `ready` while it is being made."""

    pk: int
    shape: Shape
    room: Room
    ready: bool = True


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A machine that a session asks for; `pooled`: a warm one of its shape will do."""

    shape: Shape
    room: Room
    pooled: bool = True


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """`take`: for each machine that is wanted a warm one's key, or None: a new one."""

    take: Sequence[int | None]
    give_up: Sequence[int]


def room_of(limits: Limits) -> Room:
    return Room(machines=1, memory_mb=limits.memory_mb, cpus=limits.cpus)


def total(rooms: Iterable[Room]) -> Room:
    return sum(rooms, start=Room())


def admit(
    wanted: Sequence[Wanted], used: Room, warm: Sequence[Warm], budget: Room
) -> Places | None:
    """Which warm machines `wanted` may take, and which must go so that it has room; None where
    there is no room.

    `used` is what sessions have. Warm machines go in the order of `warm`, and only as many as it
    takes; those that are taken are the last ones of their shape.
    """
    needed = used + total(machine.room for machine in wanted)
    if not needed.within(budget):
        return None
    rest = list(warm)
    take: list[int | None] = []
    for machine in wanted:
        match = match_of(machine.shape, rest) if machine.pooled else None
        if match:
            rest.remove(match)
        take.append(match.pk if match else None)
    give_up: list[int] = []
    while rest and not (needed + total(each.room for each in rest)).within(budget):
        give_up.append(rest.pop(0).pk)
    return Places(take=take, give_up=give_up)


def giving_way(waiting: Sequence[Room], used: Room, guests: Sequence[Room], budget: Room) -> int:
    """How many labs of guests end so that accounts that wait find room: the first of `guests`.

    `used` is what sessions have that are not being ended, guests' too. Accounts are counted in the
    order of `waiting`, as far as they would find room with no guest there.
    """
    without, needed = used - total(guests), Room()
    for room in waiting:
        if not (without + needed + room).within(budget):
            break
        needed += room
    if needed == Room():
        return 0
    freed, count = Room(), 0
    while not (used - freed + needed).within(budget):
        freed += guests[count]
        count += 1
    return count


def match_of(shape: Shape, warm: Sequence[Warm]) -> Warm | None:
    return next((each for each in reversed(warm) if each.ready and each.shape == shape), None)

"""Says how many of the machines that a class is about to want are warm, and why not more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import msgspec
from django.conf import settings

from labs.catalog.provider import Lab
from labs.models import KeeperBeat, LabSession, Machine, active_states
from labs.models.image_builds import BuildState, ImageBuild
from labs.provisioning.images import limits_of
from labs.scheduling.capacity import budget_of, machines_wanted, room_for, room_used, shape_of
from labs.scheduling.policy.placement import room_of, total
from labs.scheduling.pool import host_pressed


class Shortage(StrEnum):
    """Why there are fewer warm machines than are wanted."""

    NONE = ""
    OFF = "off"  # the operator wants no pool
    NETWORK = "network"  # machines with a network of their own are made at the start
    ENGINE = "engine"  # it does not answer, or no keeper runs
    IMAGE = "image"  # not built yet, or it can't be
    MEMORY = "memory"  # the host's memory runs out
    ROOM = "room"  # no more fit on the host
    MAKING = "making"  # they are on their way


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Of `users` who are about to start a lab: `running` have it, `warm` find theirs waiting."""

    users: int
    running: int
    warm: int
    shortage: Shortage = Shortage.NONE

    @property
    def wanted(self) -> int:
        return self.users - self.running


def readiness_of(lab: Lab, users: Collection[int], now: datetime) -> Readiness:
    """Five statements, however many are expected; the engine is not asked."""
    rows = LabSession.objects.filter(
        course=lab.course, lab=lab.slug, user__in=users, state__in=active_states
    )
    running = rows.values("user").distinct().count()
    wanted = Counter(shape_of(each) for each in machines_wanted(LabSession(), lab.spec))
    pool = list(Machine.objects.filter(session=None, claimed_at=None).defer("first_output"))
    there = Counter(shape_of(each) for each in pool if each.warm_at is not None)
    warm = min((there[shape] // each for shape, each in wanted.items()), default=0)
    missing = len(users) - running
    shortage = Shortage.NONE
    if warm < missing:
        shortage = shortage_of(lab, pool, now)
    return Readiness(users=len(users), running=running, warm=min(warm, missing), shortage=shortage)


def shortage_of(lab: Lab, pool: Collection[Machine], now: datetime) -> Shortage:
    """The first reason that holds."""
    beat = KeeperBeat.objects.filter(pk=1).first()
    kinds = {each.kind for each in lab.spec.machines}
    builds = ImageBuild.objects.filter(kind__in=kinds).exclude(state=BuildState.BUILT)
    silent = beat is None or beat.at is None or (now - beat.at).total_seconds() > keeper_silent
    found = Shortage.MAKING
    if settings.POOL_MAX == 0:
        found = Shortage.OFF
    elif lab.spec.network:
        found = Shortage.NETWORK
    elif beat is None or silent or beat.engine_error:
        found = Shortage.ENGINE
    elif builds.exists():
        found = Shortage.IMAGE
    elif host_pressed():
        found = Shortage.MEMORY
    elif not another_fits(beat, kinds, pool):
        found = Shortage.ROOM
    return found


keeper_silent = 30.0  # seconds


def another_fits(beat: KeeperBeat, kinds: Collection[str], pool: Collection[Machine]) -> bool:
    """Whether the host has room for one more of each, beside sessions and the pool."""
    taken = room_used() + total(room_for(each) for each in pool)
    return total(room_of(limits_of(kind)) for kind in kinds).within(budget_of(beat) - taken)

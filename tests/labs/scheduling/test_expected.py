"""A class that is about to start a lab by its timetable finds as many warm machines as fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import KeeperBeat, Machine
from labs.scheduling.demand import demand_expected
from labs.scheduling.policy.placement import Room, Shape
from labs.scheduling.policy.pool_size import targets_of
from labs.scheduling.readiness import Shortage, readiness_of
from labs.spec.definition import MachineDecl
from tests.conftest import user_make
from tests.labs import timetable
from tests.labs.factory import lab_make, pool_round
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(settings: LazySettings, engine: FakeEngine) -> list[User]:
    """Five who are about to start the lab."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.LAB_COURSEWORK = "tests.labs.timetable"
    settings.POOL_HOST_FREE_MB = 0
    settings.POOL_MIN = 0
    settings.POOL_MAX = 2
    found = [user_make(f"member{number}") for number in range(5)]
    timetable.users = frozenset(each.pk for each in found)
    KeeperBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    return found


def ready(members: list[User]) -> tuple[int, int, Shortage]:
    found = readiness_of(lab_make(), [each.pk for each in members], timezone.now())
    return found.warm, found.wanted, found.shortage


def warm() -> int:
    return Machine.objects.filter(session=None, warm_at__isnull=False).count()


def test_as_many_are_warm_as_come_beyond_what_is_guessed(members: list[User]) -> None:
    assert ready(members) == (0, 5, Shortage.MAKING)
    pool_round()
    assert warm() == 5
    assert ready(members) == (5, 5, Shortage.NONE)


def test_who_has_one_wants_no_other(members: list[User]) -> None:
    pool_round()
    services.lab_session_start(user=members[0], lab=lab_make())
    assert list(demand_expected(timezone.now(), [lab_make()]).values()) == [4]
    pool_round()
    assert warm() == 4
    assert ready(members) == (4, 4, Shortage.NONE)


def test_no_more_than_fit_on_the_host(members: list[User], settings: LazySettings) -> None:
    settings.LABS_MAX = 3
    pool_round()
    pool_round()
    assert warm() == 3
    assert ready(members) == (3, 5, Shortage.ROOM)


def test_afterwards_the_pool_shrinks_again(members: list[User]) -> None:
    pool_round()
    timetable.users = frozenset()
    pool_round()
    assert warm() == 0


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"POOL_MAX": 0}, Shortage.OFF),
        ({"POOL_HOST_FREE_MB": 10**9}, Shortage.MEMORY),
        ({}, Shortage.ENGINE),
    ],
)
def test_why_there_are_not_more(
    members: list[User], settings: LazySettings, changed: Mapping[str, int], why: Shortage
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    if not changed:
        KeeperBeat.objects.update(at=timezone.now() - timedelta(minutes=2))
    else:
        pool_round()
    assert ready(members) == (0, 5, why)


def test_machines_with_a_network_are_made_at_the_start(members: list[User]) -> None:
    lab = lab_make(network=True)
    assert not demand_expected(timezone.now(), [lab])
    found = readiness_of(lab, timetable.users, timezone.now())
    assert found.shortage is Shortage.NETWORK


def test_a_lab_of_two_machines_needs_both(members: list[User]) -> None:
    pair = (MachineDecl(name="a", kind="container"), MachineDecl(name="b", kind="container"))
    lab = lab_make(machines=pair, tasks=())
    assert sorted(demand_expected(timezone.now(), [lab]).values()) == [5, 5]
    Machine.objects.create(
        kind="container", image="x", hostname="a", engine_name="one", warm_at=timezone.now()
    )
    assert readiness_of(lab, timetable.users, timezone.now()).warm == 0


def test_what_is_planned_is_bounded_by_room_and_by_no_guess() -> None:
    shape, room = Shape(kind="container", image="i"), Room(machines=1, memory_mb=128, cpus=0.5)
    assert targets_of({shape: room}, {shape: 99}, 2, 30, {shape: 60}) == {shape: 60}
    assert targets_of({shape: room}, {shape: 99}, 2, 30, {shape: 6}) == {shape: 30}
    assert targets_of({shape: room}, {}, 2, 0, {shape: 60}) == {shape: 0}

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from labs.engines.base import Handle, Listed
from labs.scheduling.policy.placement import Room, Shape
from labs.scheduling.policy.pool_size import (
    PoolMachine,
    PoolPlan,
    Situation,
    making_longest,
    making_most,
    pool_plan,
    targets_of,
)

now = datetime(2026, 1, 1, tzinfo=UTC)
shape = Shape(kind="container", image="i")
other = Shape(kind="container", image="i", hostname="main")
one = Room(machines=1, memory_mb=128, cpus=0.5)
plenty = Room(machines=100, memory_mb=100_000, cpus=100)


def machine(pk: int, of: Shape = shape, **changes: Any) -> PoolMachine:
    """One that has been warm for a minute."""
    long_ago = now - timedelta(seconds=60)
    fields = {"created_at": long_ago, "warm_at": long_ago} | changes
    return PoolMachine(pk=pk, name=f"m{pk}", shape=of, room=one, **fields)


def listed(*names: str, status: Any = "running") -> list[Listed]:
    return [Listed(handle=Handle(name, name), labels={}, status=status, age=60.0) for name in names]


def plan(
    pool: list[PoolMachine], targets: dict[Shape, int] | None = None, **changes: Any
) -> PoolPlan:
    fields: dict[str, Any] = {
        "now": now,
        "pool": pool,
        "targets": {shape: 2} if targets is None else targets,
        "listed": listed(*(each.name for each in pool)),
        "seen_at": now - timedelta(seconds=1),
        "free": plenty,
        "rooms": {shape: one, other: one},
    }
    return pool_plan(Situation(**fields | changes))


def dropped(found: PoolPlan) -> list[int]:
    assert all(drop.reason for drop in found.drop)
    return sorted(drop.pk for drop in found.drop)


def test_targets_follow_demand_within_bounds() -> None:
    room, big = Room(machines=1, memory_mb=128, cpus=0.5), Room(machines=1, memory_mb=384, cpus=1)
    assert targets_of({shape: room, other: room}, {shape: 7}, 2, 30) == {shape: 7, other: 2}
    assert targets_of({shape: room}, {shape: 99}, 2, 30) == {shape: 30}
    assert targets_of({shape: room}, {shape: 9}, 2, 0) == {shape: 0}
    assert targets_of({}, {shape: 9}, 2, 30) == {}
    assert targets_of({shape: big}, {}, 2, 30) == {shape: 1}
    assert targets_of({shape: big}, {}, 6, 30) == {shape: 2}
    assert targets_of({shape: big}, {shape: 5}, 2, 30) == {shape: 5}
    assert targets_of({shape: big}, {}, 0, 30) == {shape: 0}


def test_a_full_pool_is_left_alone() -> None:
    assert plan([machine(1), machine(2)]) == PoolPlan(make=[], drop=[])


def test_what_is_missing_is_made() -> None:
    assert plan([]).make == [shape, shape]
    assert plan([machine(1)]).make == [shape]


def test_the_shape_that_lacks_most_comes_first() -> None:
    found = plan([machine(1)], {shape: 2, other: 2}, pace=2)
    assert found.make[0] == other


def test_what_is_being_made_counts() -> None:
    being_made = machine(1, warm_at=None, created_at=now)
    assert plan([being_made], listed=[]).make == [shape]
    assert plan([being_made], pace=1, listed=[]).make == []


def test_no_more_are_made_at_once_than_the_host_stands() -> None:
    assert len(plan([], {shape: 30}).make) == making_most
    assert len(plan([], {shape: 30}, pace=1).make) == 1
    assert plan([], {shape: 30}, pace=0).make == []


def test_what_failed_a_moment_ago_is_not_tried_again() -> None:
    assert plan([], {shape: 2, other: 1}, barred={shape}).make == [other]


def test_only_what_fits_is_made() -> None:
    room = Room(machines=3, memory_mb=300, cpus=10)
    assert len(plan([], {shape: 8}, free=room).make) == 2
    assert plan([], {shape: 8}, free=Room()).make == []


def test_more_than_are_wanted_go_the_youngest_first() -> None:
    pool = [machine(pk, created_at=now - timedelta(minutes=pk)) for pk in range(1, 5)]
    assert dropped(plan(pool)) == [1, 2]


def test_a_shape_that_no_lab_starts_any_more_goes() -> None:
    old = machine(1, Shape(kind="container", image="old"))
    found = plan([old, machine(2), machine(3)])
    assert dropped(found) == [1]
    assert found.make == []


def test_one_that_died_goes_and_another_is_made() -> None:
    for there in (listed("m2"), [*listed("m2"), *listed("m1", status="exited")]):
        found = plan([machine(1), machine(2)], listed=there)
        assert dropped(found) == [1]
        assert found.make == [shape]


def test_one_that_became_warm_after_the_look_is_not_taken_for_dead() -> None:
    assert dropped(plan([machine(1, warm_at=now), machine(2)], listed=listed("m2"))) == []


def test_one_that_nobody_finished_goes() -> None:
    late = now - making_longest - timedelta(seconds=1)
    assert dropped(plan([machine(1, warm_at=None, created_at=late), machine(2)])) == [1]


def test_one_that_was_given_up_goes() -> None:
    assert dropped(plan([machine(1, given_up=True, warm_at=None)], {shape: 1})) == [1]


def test_under_pressure_half_of_the_pool_goes_and_none_is_made() -> None:
    pool = [machine(pk) for pk in range(1, 5)]
    found = plan(pool, {shape: 8, other: 2}, pressed=True)
    assert len(found.drop) == 2
    assert not found.make
    assert dropped(plan([machine(1)], {shape: 8}, pressed=True)) == [1]

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labs.engines.base import Limits
from labs.scheduling.policy.placement import (
    Places,
    Room,
    Shape,
    Wanted,
    Warm,
    admit,
    giving_way,
    room_of,
    total,
)

shape = Shape(kind="container", image="i")
other = Shape(kind="container", image="old")
one = Room(machines=1, memory_mb=128, cpus=0.5)


def wanted(of: Shape = shape, room: Room = one, pooled: bool = True) -> Wanted:
    return Wanted(shape=of, room=room, pooled=pooled)


def warm(pk: int, of: Shape = shape, ready: bool = True) -> Warm:
    return Warm(pk=pk, shape=of, room=one, ready=ready)


def budget(machines: int = 10, memory_mb: int = 10_000, cpus: float = 100) -> Room:
    return Room(machines=machines, memory_mb=memory_mb, cpus=cpus)


def test_a_machine_takes_its_limits() -> None:
    assert room_of(Limits(memory_mb=256, cpus=1.5)) == Room(machines=1, memory_mb=256, cpus=1.5)


def test_a_warm_machine_of_the_same_shape_is_taken() -> None:
    assert admit([wanted()], Room(), [warm(1, other), warm(2)], budget()) == Places(
        take=[2], give_up=[]
    )


def test_each_warm_machine_is_taken_once() -> None:
    found = admit([wanted(), wanted()], Room(), [warm(1)], budget())
    assert found == Places(take=[1, None], give_up=[])


def test_what_is_being_made_or_not_pooled_is_not_taken() -> None:
    pool = [warm(1, ready=False)]
    assert admit([wanted()], Room(), pool, budget()) == Places(take=[None], give_up=[])
    alone = [wanted(pooled=False)]
    assert admit(alone, Room(), [warm(1)], budget()) == Places(take=[None], give_up=[])


def test_each_part_of_the_budget_is_a_limit() -> None:
    assert admit([wanted()], Room(), [], budget(machines=0)) is None
    assert admit([wanted()], Room(), [], budget(memory_mb=127)) is None
    assert admit([wanted()], Room(), [], budget(cpus=0.4)) is None
    assert admit([wanted()], Room(), [], budget(machines=1, memory_mb=128, cpus=0.5))


def test_what_sessions_have_counts() -> None:
    used = total([one] * 3)
    assert admit([wanted()], used, [], budget(machines=4))
    assert admit([wanted()], used, [], budget(machines=3)) is None


def test_warm_machines_of_another_shape_make_room_and_no_more_than_it_takes() -> None:
    pool = [warm(1, other), warm(2, other), warm(3, other)]
    found = admit([wanted()], total([one] * 6), pool, budget(machines=9))
    assert found == Places(take=[None], give_up=[1])


def test_a_warm_machine_that_is_taken_is_not_given_up_for_itself() -> None:
    assert admit([wanted()], total([one] * 9), [warm(1)], budget(machines=10)) == Places(
        take=[1], give_up=[]
    )


rooms = st.builds(
    Room, machines=st.integers(0, 5), memory_mb=st.integers(0, 600), cpus=st.integers(0, 4)
)
shapes = st.sampled_from([shape, other])


@given(
    st.lists(st.builds(Wanted, shape=shapes, room=rooms, pooled=st.booleans()), max_size=3),
    rooms,
    st.lists(st.tuples(shapes, st.booleans()), max_size=5),
    rooms,
)
def test_nothing_is_ever_oversubscribed(
    asked: list[Wanted], used: Room, pool: list[tuple[Shape, bool]], most: Room
) -> None:
    pool_ = [warm(pk, of, ready) for pk, (of, ready) in enumerate(pool)]

    def fits(kept: int) -> bool:
        """Whether there is room beside `kept` warm machines: sums of our own, part by part."""
        return all(
            getattr(used, part)
            + sum(getattr(each.room, part) for each in asked)
            + kept * getattr(one, part)
            <= getattr(most, part)
            for part in ("machines", "memory_mb", "cpus")
        )

    found = admit(asked, used, pool_, most)
    if found is None:
        assert not fits(0)
        return
    assert fits(0)
    taken = {pk for pk in found.take if pk is not None}
    assert len(taken) == sum(pk is not None for pk in found.take)
    assert taken.isdisjoint(found.give_up)
    assert len(set(found.give_up)) == len(found.give_up)
    kept = len(pool_) - len(taken) - len(found.give_up)
    assert fits(kept)
    assert not found.give_up or not fits(kept + 1)  # no more go than it takes
    for machine, pk in zip(asked, found.take, strict=True):
        if pk is not None:
            assert machine.pooled
            assert (pool_[pk].shape, pool_[pk].ready) == (machine.shape, True)


def test_guests_give_way_as_far_as_accounts_find_room_by_it() -> None:
    full, two = budget(machines=4), Room(machines=2, memory_mb=256, cpus=1)
    used = total([one] * 4)
    assert giving_way([], used, [one, one], full) == 0
    assert giving_way([one], used, [], full) == 0
    assert giving_way([one], used, [one, one], full) == 1
    assert giving_way([one, one, one], used, [one, one], full) == 2
    assert giving_way([two], used, [one, one], full) == 2
    # Nobody ends for an account that would not find room by it, nor for those behind it.
    assert giving_way([total([one] * 3), one], used, [one, one], full) == 0
    # What is free, or is being removed already, is room.
    assert giving_way([one], total([one] * 3), [one], full) == 0


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(1, 12))
def test_no_more_guests_give_way_than_it_takes(
    accounts: int, guests: int, waiting: int, room: int
) -> None:
    used, full = total([one] * (accounts + guests)), budget(machines=room)
    count = giving_way([one] * waiting, used, [one] * guests, full)
    assert 0 <= count <= guests
    helped = min(waiting, max(0, room - accounts))
    if accounts + guests <= room:
        assert count == max(0, helped - (room - accounts - guests))

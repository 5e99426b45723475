"""Admission and the queue on the fake engine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState
from labs.scheduling.queue import QueuePosition, away_after, left_after, queue_move, queue_position
from labs.spec.definition import MachineDecl
from tests.conftest import user_make
from tests.labs.conftest import EngineUse
from tests.labs.factory import at_once, lab_make, pool_round
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
two = (MachineDecl(name="left", kind="container"), MachineDecl(name="right", kind="container"))


def start(name: str, lab: str = "whose-kernel", **changes: object) -> LabSession:
    user = User.objects.filter(username=name).first() or user_make(name)
    return services.lab_session_start(user=user, lab=lab_make(lab, **changes))


def stop(session: LabSession) -> None:
    services.lab_session_stop(session=session)


def state(session: LabSession) -> str:
    session.refresh_from_db()
    return session.state


def position(session: LabSession) -> int:
    return queue_position(session, timezone.now()).position


def unseen_for(session: LabSession, time: timedelta) -> None:
    LabSession.objects.filter(pk=session.pk).update(seen_at=timezone.now() - time)


@pytest.fixture(autouse=True)
def _full_with_one(settings: LazySettings, engine: FakeEngine) -> None:
    settings.LABS_MAX = 1
    settings.LAB_PROVIDER = "tests.labs.provider"


def test_one_who_finds_the_server_full_waits_and_is_next(engine: FakeEngine) -> None:
    first, second, third = (start(name) for name in ("a", "b", "c"))
    assert [state(each) for each in (first, second, third)] == ["ready", "queued", "queued"]
    assert [position(second), position(third)] == [1, 2]
    assert not second.machines.exists()
    assert len(engine.machines) == 1

    stop(first)  # nobody waits for the keeper
    assert [state(second), state(third), position(third)] == ["ready", "queued", 1]
    assert second.admitted_at
    assert second.machines.count() == 1
    assert second.results.count() == 3
    stop(second)
    assert state(third) == LabState.READY


def test_memory_and_processors_are_limits_too(settings: LazySettings) -> None:
    settings.LABS_MAX, settings.LABS_MEMORY_MB = 9, 128
    assert state(start("a")) == "ready"
    waits = start("b")
    assert state(waits) == "queued"
    settings.LABS_MEMORY_MB, settings.LABS_CPUS = 9999, 1
    queue_move(timezone.now())
    assert state(waits) == "ready"  # each takes half a processor
    assert state(start("c")) == "queued"


def test_nobody_overtakes_however_little_they_need(settings: LazySettings) -> None:
    settings.LABS_MAX = 3
    running = [start("a"), start("b")]
    large = start("c", machines=two, tasks=())
    small = start("d")
    assert [state(large), state(small)] == ["queued", "queued"]  # though one place is free
    stop(running[0])
    assert [state(large), state(small)] == ["ready", "queued"]
    stop(running[1])
    assert state(small) == "ready"


def test_a_new_one_does_not_overtake_those_who_wait(settings: LazySettings) -> None:
    start("a")
    waits = start("b")
    settings.LABS_MAX = 2
    late = start("c")
    assert (state(late), position(late)) == ("queued", 2)
    queue_move(timezone.now())
    assert [state(waits), state(late)] == ["ready", "queued"]


def test_who_is_away_loses_the_turn_but_not_the_place(settings: LazySettings) -> None:
    first = start("a")
    away, here = start("b"), start("c")
    unseen_for(away, away_after + timedelta(seconds=1))
    stop(first)
    assert [state(away), state(here), position(away)] == ["queued", "ready", 1]
    assert services.lab_session_seen(user=away.user, lab=lab_make())
    stop(here)
    assert state(away) == "ready"


def test_who_has_left_gives_up_the_place() -> None:
    start("a")
    left = start("b")
    unseen_for(left, left_after + timedelta(seconds=1))
    queue_move(timezone.now())
    assert (state(left), left.end_reason) == (LabState.ENDED, EndReason.LEFT)
    assert left.ended_at


def test_leaving_the_queue_asks_no_engine(use: EngineUse) -> None:
    start("a")
    waits, behind = start("b"), start("c")
    use("fake-never")
    stop(waits)
    assert (state(waits), waits.end_reason) == (LabState.ENDED, EndReason.LEFT)
    assert position(behind) == 1


def test_a_place_in_the_queue_counts_for_the_users_limit(settings: LazySettings) -> None:
    settings.LABS_PER_USER = 1
    start("a")
    start("b")
    with pytest.raises(LabRefusedError) as caught:
        start("b", "another")
    assert caught.value.code == RefusalCode.USER_LIMIT
    assert state(start("b")) == "queued"  # the same one again
    assert LabSession.objects.filter(user__username="b").count() == 1


def test_a_lab_that_never_fits_is_refused_and_does_not_wait() -> None:
    with pytest.raises(LabRefusedError) as caught:
        start("a", machines=two, tasks=())
    assert caught.value.code == RefusalCode.TOO_LARGE
    assert not LabSession.objects.exists()


def test_warm_machines_go_before_anybody_waits(engine: FakeEngine, settings: LazySettings) -> None:
    settings.LABS_MAX, settings.POOL_MIN, settings.POOL_HOST_FREE_MB = 3, 3, 0
    pool_round()
    assert len(engine.machines) == 3
    session = start(
        "a", machines=two, tasks=()
    )  # of other hostnames: none of the warm ones will do
    assert state(session) == "ready"
    pool_round()
    assert len(engine.machines) == 3  # and never more than there may be


def test_a_reset_keeps_the_place_although_others_wait() -> None:
    first = start("a")
    waits = start("b")
    fresh = services.lab_session_reset(session=first, lab=lab_make())
    assert [state(fresh), state(first), state(waits)] == ["ready", "ended", "queued"]


def test_a_reset_of_one_who_waits_does_not_overtake(settings: LazySettings) -> None:
    start("a")
    waits, last = start("b"), start("c")
    settings.LABS_MAX = 2
    same = services.lab_session_reset(session=last, lab=lab_make())
    assert (same.pk, state(last), position(last)) == (last.pk, "queued", 2)
    assert position(waits) == 1


def test_a_start_that_fails_when_the_turn_comes_says_so(use: EngineUse) -> None:
    first = start("a")
    waits, next_one = start("b"), start("c")
    LabSession.objects.filter(pk=first.pk).update(state=LabState.ENDED, ended_at=timezone.now())
    use("fake-refuses")
    queue_move(timezone.now())
    assert (state(waits), waits.end_reason) == (LabState.ENDED, EndReason.FAILED)
    use("fake")
    queue_move(timezone.now())
    assert state(next_one) == LabState.ENDED  # failed too, in the same round
    assert next_one.end_reason == EndReason.FAILED


def test_the_estimate_is_the_time_until_the_next_end() -> None:
    first = start("a")
    waits = start("b")
    until = timezone.now() + timedelta(minutes=4)
    LabSession.objects.filter(pk=first.pk).update(expires_at=until)
    found = queue_position(waits, timezone.now())
    assert isinstance(found, QueuePosition)
    assert timedelta(minutes=3) < found.wait <= timedelta(minutes=4)


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_are_never_more_than_there_is_room_for(
    engine: FakeEngine, settings: LazySettings
) -> None:
    settings.LABS_MAX = 7
    users = [user_make(f"learner-{number}") for number in range(30)]
    found = at_once(
        [
            lambda user=user: services.lab_session_start(user=user, lab=lab_make())  # type: ignore[misc]
            for user in users
        ]
    )
    states = [session.state for session in found]
    assert (states.count("ready"), states.count("queued")) == (7, 23)
    assert len(engine.machines) == 7
    waiting = LabSession.objects.filter(state="queued")
    assert sorted(position(each) for each in waiting) == list(range(1, 24))

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
from labs.sessions.end_reasons import ending_text
from labs.spec.definition import MachineDecl
from tests.conftest import user_make
from tests.labs.conftest import EngineUse
from tests.labs.factory import at_once, lab_make, pool_round
from virtlearn.core.rate import Rate
from virtlearn.limits.services import LimitReachedError
from virtlearn.people.models import Role, User

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


# Accounts before guests


def guest_make(name: str) -> User:
    guest: User = User.objects.create(username=name, is_guest=True)
    return guest


def start_as(user: User, address: str = "") -> LabSession:
    return services.lab_session_open(user=user, lab=lab_make(), address=address)[0]


def test_accounts_come_before_guests_and_else_who_came_first() -> None:
    running = start("a")
    guests = [start_as(guest_make(f"guest-{number}")) for number in (1, 2)]
    accounts = [start("b"), start("c")]
    assert [position(each) for each in (*accounts, *guests)] == [1, 2, 3, 4]
    for session in (*accounts, *guests):
        stop(running)
        assert state(session) == "ready"
        running = session


def test_an_account_does_not_wait_for_guests_who_wait(settings: LazySettings) -> None:
    """A guest waits for two machines while there is room for one."""
    settings.LABS_MAX = 3
    start("a"), start("b")
    large = services.lab_session_start(
        user=guest_make("guest-1"), lab=lab_make(machines=two, tasks=())
    )
    assert state(large) == "queued"
    assert state(start_as(guest_make("guest-2"))) == "queued"
    assert state(start("c")) == "ready"


def test_a_guest_who_signs_up_while_waiting_is_an_account() -> None:
    running = start("a")
    first, second = (start_as(guest_make(f"guest-{number}")) for number in (1, 2))
    User.objects.filter(pk=second.user_id).update(is_guest=False)
    second = LabSession.objects.get(pk=second.pk)
    assert [position(second), position(first)] == [1, 2]
    stop(running)
    assert [state(second), state(first)] == ["ready", "queued"]


# What guests of one address may have


def test_guests_of_one_address_leave_room_for_others(settings: LazySettings) -> None:
    settings.LABS_MAX, settings.LABS_PER_ADDRESS = 9, 2
    first = start_as(guest_make("guest-1"), "192.0.2.1")
    start_as(guest_make("guest-2"), "192.0.2.1")
    third = guest_make("guest-3")
    with pytest.raises(LabRefusedError) as raised:
        start_as(third, "192.0.2.1")
    assert raised.value.code == RefusalCode.ADDRESS_LIMIT
    assert state(start_as(guest_make("guest-4"), "192.0.2.2")) == "ready"
    assert state(start_as(user_make("b"), "192.0.2.1")) == "ready"
    assert not LabSession.objects.filter(guest_address__contains="192.0").exists()

    fresh = services.lab_session_reset(session=first, lab=lab_make())
    assert state(fresh) == "ready"  # machines afresh are not more machines
    assert fresh.guest_address
    stop(fresh)
    assert set(LabSession.objects.filter(state="ended").values_list("guest_address")) == {("",)}
    assert state(start_as(third, "192.0.2.1")) == "ready"


@pytest.mark.django_db(transaction=True)
def test_of_guests_who_come_at_once_no_more_get_in(settings: LazySettings) -> None:
    settings.LABS_MAX, settings.LABS_PER_ADDRESS = 20, 3
    guests = [guest_make(f"guest-{number}") for number in range(8)]

    def come(guest: User) -> LabSession:
        try:
            return start_as(guest, "192.0.2.1")
        except LabRefusedError:
            return LabSession(state="refused")

    found = at_once([lambda guest=guest: come(guest) for guest in guests])  # type: ignore[misc]
    assert sorted(each.state for each in found) == ["ready"] * 3 + ["refused"] * 5


# For whom labs are


@pytest.mark.parametrize(
    ("audience", "refused"),
    [
        ("everyone", {}),
        ("accounts", {"guest": "lab-account-needed"}),
        ("members", {"guest": "lab-account-needed", "learner": "lab-members-only"}),
    ],
)
def test_labs_are_for_whom_the_setting_says(
    audience: str, refused: dict[str, str], settings: LazySettings
) -> None:
    settings.LABS_FOR, settings.LABS_MAX = audience, 9
    users = {
        "guest": guest_make("guest-1"),
        "learner": user_make("learner"),
        "instructor": user_make("instructor", Role.INSTRUCTOR),
    }
    found = {}
    for name, user in users.items():
        try:
            session = start_as(user)
            services.lab_session_reset(session=session, lab=lab_make())
        except LabRefusedError as error:
            found[name] = str(error.code)
    assert found == refused


def test_who_starts_too_often_is_refused_and_keeps_what_runs(settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, "labs": Rate(4, timedelta(minutes=10))}
    session = start("a")
    for _ in range(3):
        session = services.lab_session_reset(session=session, lab=lab_make())
    with pytest.raises(LimitReachedError):
        services.lab_session_reset(session=session, lab=lab_make())
    assert state(session) == "ready"
    stop(session)
    with pytest.raises(LimitReachedError):
        start("a")
    assert state(start("b")) == "ready"


def guest_start(name: str) -> LabSession:
    user = user_make(name)
    User.objects.filter(pk=user.pk).update(is_guest=True)
    return services.lab_session_start(user=User.objects.get(pk=user.pk), lab=lab_make())


def test_a_guests_lab_gives_way_to_an_account_that_waits(
    engine: FakeEngine, settings: LazySettings
) -> None:
    settings.LABS_MAX = 3
    guests = [guest_start(name) for name in ("g1", "g2")]
    account = start("a")
    typed = timezone.now() - timedelta(minutes=1)
    LabSession.objects.filter(pk=guests[1].pk).update(last_input_at=typed)
    waiting = start("b")
    assert state(waiting) == "queued"

    queue_move(timezone.now())

    assert state(waiting) == "ready"
    assert [state(each) for each in (*guests, account)] == ["ready", "ended", "ready"]
    assert guests[1].end_reason == EndReason.ROOM
    assert "with an account, labs stay" in ending_text(guests[1])


def test_no_lab_gives_way_to_a_guest_nor_to_who_is_away(
    engine: FakeEngine, settings: LazySettings
) -> None:
    first, second = guest_start("g1"), guest_start("g2")
    queue_move(timezone.now())
    assert [state(first), state(second)] == ["ready", "queued"]
    waiting = start("a")
    unseen_for(waiting, away_after + timedelta(seconds=1))
    queue_move(timezone.now())
    assert [state(first), state(waiting)] == ["ready", "queued"]


def test_an_accounts_lab_gives_way_to_nobody(engine: FakeEngine) -> None:
    first, second = start("a"), start("b")
    queue_move(timezone.now())
    assert [state(first), state(second)] == ["ready", "queued"]


def test_accounts_that_wait_find_room_at_once(engine: FakeEngine, settings: LazySettings) -> None:
    settings.LABS_MAX = 4
    guests = [guest_start(f"g{number}") for number in range(4)]
    waiting = [start(f"a{number}") for number in range(3)]
    queue_move(timezone.now())
    assert [state(each) for each in waiting] == ["ready"] * 3
    assert sorted(state(each) for each in guests) == ["ended"] * 3 + ["ready"]

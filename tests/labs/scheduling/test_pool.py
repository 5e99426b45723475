"""The warm pool on the fake engine: made, claimed, mended, given up."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db.models import Q
from django.utils import timezone

from labs.engines.base import Event, Handle, MachineSpec, label_deployment, label_pool
from labs.engines.errors import EngineError
from labs.engines.fake.engine import FakeEngine
from labs.engines.protocols import Engine
from labs.keeper.events import event_take
from labs.keeper.reconciler import Keeper
from labs.keeper.workers import WorkNow
from labs.lifecycle import services
from labs.models import EndReason, KeeperBeat, LabSession, LabState, Machine
from labs.scheduling import pool as pool_module
from labs.scheduling.admission import session_new
from labs.scheduling.capacity import machines_wanted
from labs.scheduling.pool import pool_claim, pool_close, pool_give_up
from tests.conftest import user_make
from tests.labs.conftest import EngineUse
from tests.labs.factory import at_once, lab_make, pool_round, start
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
warm = Machine.objects.filter(session=None, warm_at__isnull=False)


@pytest.fixture(autouse=True)
def _courses(settings: LazySettings) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MIN = 2
    settings.POOL_HOST_FREE_MB = 0


@pytest.fixture
def pool(engine: FakeEngine) -> FakeEngine:
    """The engine with two warm machines."""
    pool_round()
    assert warm.count() == 2
    return engine


def test_a_keeper_makes_them_once_the_site_has_started(engine: FakeEngine) -> None:
    pages_started = False
    keeper = Keeper(settled=lambda: pages_started)
    keeper.round()
    assert engine.machines == {}
    pages_started = True
    keeper.round()
    assert len(engine.machines) == 2


def test_what_the_engine_has_no_runtime_for_is_not_tried(
    use: EngineUse, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LAB_RUNTIME = "runsc"
    engine = use("fake-runc-only")
    pool_round()
    pool_round()
    assert not Machine.objects.exists()
    assert engine.machines == {}
    assert caplog.records == []


def test_warm_machines_wait_with_their_shell_at_the_prompt(
    pool: FakeEngine, settings: LazySettings
) -> None:
    for row in warm.all():
        machine = pool.machines[row.handle_id]
        assert machine.status == "running"
        assert machine.spec.labels[label_deployment] == settings.DEPLOYMENT_ID
        assert machine.spec.labels[label_pool] == str(row.pk)
        assert (machine.spec.hostname, machine.spec.image) == ("lab", row.image)
        assert bytes(row.first_output) == b"learner@lab:~$ "
    pool_round()
    assert len(pool.machines) == 2  # and no more than are wanted


class DeafEngine(FakeEngine):
    """Every call is a failure: what works with it needs no engine."""

    def create(self, spec: MachineSpec) -> Handle:
        raise AssertionError("a start from the pool creates nothing")

    def start(self, handle: Handle) -> None:
        raise AssertionError("a start from the pool starts nothing")

    def info(self) -> None:  # type: ignore[override]
        raise AssertionError("a start from the pool asks nothing")

    def list(self, labels: object) -> None:  # type: ignore[override]
        raise AssertionError("a start from the pool looks at nothing")


class CountingEngine(FakeEngine):
    """Counts what it was asked to create, and creates nothing."""

    def create(self, spec: MachineSpec) -> Handle:
        self.count += 1
        raise EngineError("no space left on device")


def test_a_start_takes_a_warm_machine_and_asks_no_engine(
    pool: FakeEngine, learner: User, use: EngineUse
) -> None:
    oldest = warm.earliest("pk")
    use(f"{__name__}.DeafEngine")
    session = start(learner)

    assert session.state == LabState.READY
    machine = session.machines.get()
    assert machine.pk == oldest.pk
    assert machine.name == "main"
    assert machine.claimed_at
    assert session.results.count() == 3


def test_the_pool_is_filled_again_and_follows_demand(pool: FakeEngine, learner: User) -> None:
    for number in range(4):
        start(user_make(f"one-of-a-class-{number}"))
    claimed = Machine.objects.filter(session__isnull=False, claimed_at__isnull=False)
    claimed.update(claimed_at=timezone.now() + timedelta(minutes=1))  # just now, however slow
    for _ in range(3):  # while a class starts: one, since there was none left, and no more
        pool_round()
    assert warm.count() == 1
    claimed.update(claimed_at=timezone.now() - timedelta(seconds=2))
    pool_round()
    assert warm.count() == 4
    Machine.objects.filter(session__isnull=False).update(
        created_at=timezone.now() - timedelta(hours=1),
        claimed_at=timezone.now() - timedelta(hours=1),
    )
    pool_round()
    assert warm.count() == 2  # the class has gone
    assert len(pool.machines) == 6


@pytest.mark.django_db(transaction=True)
def test_of_thirty_at_once_each_gets_a_machine_of_its_own(
    engine: FakeEngine, settings: LazySettings
) -> None:
    settings.POOL_MIN, settings.LABS_MEMORY_MB = 12, 9999
    pool_round()
    pool_round()
    assert warm.count() == 12
    users = [user_make(f"learner-{number}") for number in range(30)]
    starts: list[Callable[[], LabSession]] = [lambda user=user: start(user) for user in users]  # type: ignore[misc]
    found = at_once(starts)

    assert [session.state for session in found] == [LabState.READY] * 30
    machines = list(Machine.objects.filter(session__isnull=False))
    assert len({machine.session_id for machine in machines}) == 30
    assert len({machine.handle_id for machine in machines}) == 30
    assert sum(machine.claimed_at is not None for machine in machines) == 12
    assert len(engine.machines) == 30
    assert not warm.exists()


def test_a_machine_is_used_once(pool: FakeEngine, learner: User) -> None:
    session = start(learner)
    used = session.machines.get().handle_id
    pool.machines[used].files["/home/learner/secret"] = "mine"
    services.lab_session_stop(session=session)
    assert session.state == LabState.ENDED
    assert used not in pool.machines

    fresh = start(learner)
    assert fresh.machines.get().handle_id != used
    assert pool.machines[fresh.machines.get().handle_id].files == {}


def test_a_machine_that_died_is_not_handed_out(pool: FakeEngine, learner: User) -> None:
    dead = warm.earliest("pk")
    pool.machines[dead.handle_id].end()
    event_take(
        Event(
            kind="die",
            handle=dead.handle,
            labels={},
            exit_code=137,
            at=timezone.now().timestamp(),
        ),
        WorkNow(),
    )
    assert start(learner).machines.get().pk != dead.pk
    pool_round()
    assert not Machine.objects.filter(pk=dead.pk).exists()
    assert dead.handle_id not in pool.machines


def test_a_round_sees_those_that_died_unheard(pool: FakeEngine) -> None:
    first, second = warm.order_by("pk")
    del pool.machines[first.handle_id]
    pool.machines[second.handle_id].end()
    pool_round()
    assert warm.count() == 2
    assert not warm.filter(pk__in=[first.pk, second.pk]).exists()
    assert len(pool.machines) == 2


def test_machines_of_another_image_or_hostname_are_not_taken(
    pool: FakeEngine, learner: User
) -> None:
    session = session_new(learner, lab_make())
    session.save()
    (wanted,) = machines_wanted(session, lab_make().spec)
    for field, value in (
        ("image", "old"),
        ("runtime", "other"),
        ("hostname", "a"),
        ("network", "n"),
    ):
        (different,) = machines_wanted(session, lab_make().spec)
        setattr(different, field, value)
        assert pool_claim(session, different) is None
    assert pool_claim(session, wanted)


def test_machines_that_no_lab_starts_any_more_are_retired(pool: FakeEngine) -> None:
    old = warm.earliest("pk")
    Machine.objects.filter(pk=old.pk).update(image="virtlearn/container:before")
    pool_round()
    assert not Machine.objects.filter(pk=old.pk).exists()
    assert old.handle_id not in pool.machines
    assert warm.count() == 2


def test_what_was_given_up_can_not_be_claimed_and_goes(pool: FakeEngine, learner: User) -> None:
    assert pool_give_up(Q()) == 2
    assert start(learner).machines.get().claimed_at is None  # a new one
    pool_round()
    assert len(pool.machines) == 1 + warm.count()


def test_without_memory_half_of_the_pool_goes(pool: FakeEngine, settings: LazySettings) -> None:
    settings.POOL_HOST_FREE_MB = 2**31
    pool_round()
    assert warm.count() == 1
    pool_round()
    assert pool.machines == {}


def test_without_a_pool_nothing_is_made(engine: FakeEngine, settings: LazySettings) -> None:
    settings.POOL_MAX = 0
    pool_round()
    assert engine.machines == {}


def test_the_pool_keeps_within_the_budget(engine: FakeEngine, settings: LazySettings) -> None:
    settings.POOL_MIN, settings.LABS_MEMORY_MB = 8, 3 * 128
    pool_round()
    pool_round()
    assert warm.count() == 3


def test_what_could_not_be_made_is_left_alone_for_a_while(
    use: EngineUse,
) -> None:
    engine = use(f"{__name__}.CountingEngine")
    pool_round()
    assert engine.count == 2
    pool_round()
    assert engine.count == 2
    time_is_over(engine)
    pool_round()
    assert engine.count == 4
    time_is_over(engine)
    pool_round()
    assert engine.count == 6


def time_is_over(engine: Engine) -> None:
    """What was left alone has been so for long enough."""
    known = pool_module.setbacks[engine]
    for shape, setback in known.items():
        known[shape] = setback._replace(until=time.monotonic())


@pytest.mark.parametrize("name", ["fake-refuses", "fake-vanishes"])
def test_an_engine_that_makes_no_machine_leaves_no_row(use: EngineUse, db: None, name: str) -> None:
    engine = use(name)
    pool_round()
    assert not Machine.objects.exists()
    assert engine.machines == {}


def test_a_removal_that_fails_is_tried_again(use: EngineUse, settings: LazySettings) -> None:
    engine = use("fake-removal-fails-once")
    pool_round()
    settings.POOL_MAX = 0
    pool_round()
    assert not warm.exists()
    assert len(engine.machines) == 2
    pool_round()
    assert engine.machines == {}
    assert not Machine.objects.exists()


def test_a_reset_takes_a_warm_machine_at_once(pool: FakeEngine, learner: User) -> None:
    session = start(learner)
    fresh = services.lab_session_reset(session=session, lab=lab_make())
    assert fresh.state == LabState.READY
    assert fresh.machines.get().claimed_at
    session.refresh_from_db()
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.RESET)
    assert len(pool.machines) == 1


def test_the_host_is_asked_for_what_it_has(pool: FakeEngine) -> None:
    beat = KeeperBeat.objects.get(pk=1)
    assert (beat.memory_mb, beat.cpus) == (2048, 2)


@pytest.mark.django_db(transaction=True)
def test_a_site_that_stops_leaves_no_warm_machine_and_every_lab(pool: FakeEngine) -> None:
    session = start(user_make("stays"))
    pool_close(5)
    assert not Machine.objects.filter(session=None).exists()
    left = {machine.spec.name for machine in pool.machines.values()}
    assert left == {row.engine_name for row in session.machines.all()}


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_removed_in_time_is_nobodys_to_claim(
    use: EngineUse, caplog: pytest.LogCaptureFixture
) -> None:
    use("fake-removal-fails-once")
    pool_round()
    pool_close(5)
    assert not warm.exists()
    said = [each for each in caplog.messages if "not removed yet" in each]
    assert len(said) == 1, "a line for each machine buries what else a stop says"

"""L9 to L12: more learners than machines; starts without end; a stop meanwhile; a bad image."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from labs.engines.base import label_deployment, label_session
from labs.engines.docker.engine import DockerEngine
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState, Machine
from labs.provisioning.images import image_of
from labs.spec.definition import MachineDecl
from tests.conftest import client_of, user_make
from tests.labs.factory import at_once, lab_make, pool_round, start
from tests.labs.streams import enter, read_until
from tests.redteam.machines import Careless
from tests.redteam.test_profile import differences
from virtlearn.people.models import User

page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))


@pytest.fixture(autouse=True)
def _courses(settings: LazySettings) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MAX = 0


def machines_of(engine: DockerEngine, deployment: str) -> int:
    return len(engine.list({label_deployment: deployment}))


def press_start(users: list[User]) -> list[LabSession]:
    calls: list[Callable[[], LabSession]] = [lambda user=user: start(user) for user in users]  # type: ignore[misc]
    return at_once(calls)


@pytest.mark.django_db(transaction=True)
def test_l9_more_learners_than_machines(
    engine: DockerEngine, deployment: str, settings: LazySettings
) -> None:
    users = [user_make(f"learner-{number}") for number in range(6)]
    settings.LABS_MAX = 99  # without the limit they all get one: the attack works
    running = press_start(users)
    assert machines_of(engine, deployment) == 6
    for session in running:
        services.lab_session_stop(session=session)
    assert machines_of(engine, deployment) == 0

    settings.LABS_MAX = 2
    most = [0]
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            most[0] = max(most[0], machines_of(engine, deployment))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        found = press_start(users)
        assert sorted(session.state for session in found) == ["queued"] * 4 + ["ready"] * 2
        waiting = list(LabSession.objects.filter(state=LabState.QUEUED).order_by("created_at"))
        for place, session in enumerate(waiting, 1):
            text = client_of(session.user).get(page, headers={"HX-Request": "true"})
            assert text.status_code == 200
            wanted = "You are next" if place == 1 else f"You are number {place} in the queue"
            assert wanted in text.content.decode()
        for number, session in enumerate(waiting):
            now = LabSession.objects.filter(state=LabState.READY).earliest("ready_at")
            services.lab_session_stop(session=now)
            session.refresh_from_db()
            assert session.state == LabState.READY, number  # first come, first served
    finally:
        over.set()
        looking.join()
    assert most[0] == 2


@pytest.mark.django_db
def test_l9_a_user_has_a_cap_and_is_told(
    engine: DockerEngine, deployment: str, learner: User, settings: LazySettings
) -> None:
    settings.LABS_PER_USER = 99
    sessions = [start(learner, slug) for slug in ("one", "two", "three")]
    assert machines_of(engine, deployment) == 3  # without the cap
    services.lab_session_stop(session=sessions.pop())

    settings.LABS_PER_USER = 2
    client: Client = client_of(learner)
    for headers in ({"HX-Request": "true"}, {}):
        answer = client.post(page + "start/", headers=headers, follow=True)
        assert answer.status_code == 200
        assert "You can run 2 labs at a time" in answer.content.decode()
    assert machines_of(engine, deployment) == 2


@pytest.mark.django_db(transaction=True)
def test_l10_sixty_starts_and_stops_leave_nothing(
    engine: DockerEngine, deployment: str, settings: LazySettings
) -> None:
    settings.POOL_MIN, settings.POOL_MAX, settings.KEEPER_GRACE_SECONDS = 2, 4, 1
    users = [user_make(f"learner-{number}") for number in range(4)]
    most = [0]

    def cycles(user: User) -> None:
        try:
            for number in range(15):
                session = start(user)
                if number % 5 == 4:
                    session = services.lab_session_reset(session=session, lab=lab_make())
                assert session.state == LabState.READY, session.error
                services.lab_session_stop(session=session)
        finally:
            connection.close()

    threads = [threading.Thread(target=cycles, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    keeper = Keeper()
    while any(thread.is_alive() for thread in threads):
        keeper.round()
        most[0] = max(most[0], machines_of(engine, deployment))
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    assert LabSession.objects.count() == 4 * (15 + 3)
    assert Machine.objects.filter(claimed_at__isnull=False).exists()  # some came from the pool
    assert 0 < most[0] <= 4 + 4 + 4  # the pool, what runs, and what is being removed

    settings.POOL_MAX = 0
    time.sleep(1.1)
    keeper.round()
    keeper.round()
    assert set(LabSession.objects.values_list("state", flat=True)) == {"ended"}
    assert machines_of(engine, deployment) == 0
    assert not Machine.objects.filter(session=None).exists()
    labels = {label_deployment: deployment}
    assert list(engine.networks(labels)) == list(engine.volumes(labels)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.12, 0.25])
def test_l11_a_stop_during_the_start_leaves_nothing(
    engine: DockerEngine, deployment: str, learner: User, seconds: float
) -> None:

    def click() -> None:
        start(learner)
        connection.close()

    starting = threading.Thread(target=click)
    starting.start()
    end = time.monotonic() + 20
    while not LabSession.objects.exists():
        assert time.monotonic() < end
    time.sleep(seconds)
    services.lab_session_stop(session=LabSession.objects.get())
    starting.join()

    session = LabSession.objects.get()
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.LEARNER)
    assert machines_of(engine, deployment) == 0
    assert start(learner).state == LabState.READY


@pytest.fixture
def broken(engine: DockerEngine, careless: Callable[..., Careless]) -> Iterator[str]:
    """A kind of machine whose image is there and whose command is not."""
    kind = f"broken-{deployment_word(engine)}"
    repository, tag = image_of(kind).split(":")
    base = careless()
    engine.api.commit(
        base.handle.id, repository=repository, tag=tag, changes='CMD ["/lab/no-such-program"]'
    )
    yield kind
    engine.api.remove_image(image_of(kind), force=True)


def deployment_word(engine: DockerEngine) -> str:
    return f"{time.monotonic_ns():x}"


@pytest.mark.django_db
def test_l12_an_image_that_is_missing_fails_with_the_reason(
    engine: DockerEngine, deployment: str, learner: User
) -> None:
    missing = (MachineDecl(name="main", kind="no-such-kind"),)
    session = start(learner, machines=missing, tasks=())
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.FAILED)
    assert "no-such-kind" in session.error
    assert machines_of(engine, deployment) == 0

    client = client_of(learner)
    text = client.get(page).content.decode()
    assert "could not be started" in text
    assert "Try again" in text
    assert client.post(page + "start/", follow=True).status_code == 200
    assert LabSession.objects.get(state=LabState.READY)


@pytest.mark.django_db
def test_l12_a_command_that_is_bad_fails_with_the_reason(
    engine: DockerEngine, deployment: str, learner: User, broken: str
) -> None:
    engine.api.remove_container(
        engine.list({label_deployment: deployment})[0].handle.id, force=True
    )
    session = start(learner, machines=(MachineDecl(name="main", kind=broken),), tasks=())
    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.FAILED)
    assert "no-such-program" in session.error
    assert machines_of(engine, deployment) == 0  # not even one that was only created
    assert start(learner).state == LabState.READY


# The pool, on the real engine


@pytest.fixture
def pool(engine: DockerEngine, settings: LazySettings, db: None) -> DockerEngine:
    settings.POOL_MIN, settings.POOL_MAX = 2, 2
    pool_round()
    assert Machine.objects.filter(session=None, warm_at__isnull=False).count() == 2
    return engine


def test_a_claimed_machine_is_as_hard_as_another_and_nobody_was_in_it(
    pool: DockerEngine, deployment: str, learner: User, careless: Callable[..., Careless]
) -> None:
    loose = careless()
    assert differences(pool.api.inspect_container(loose.handle.id))
    session = start(learner)
    machine = session.machines.get()
    assert machine.claimed_at
    assert differences(pool.api.inspect_container(machine.handle_id)) == {}
    assert pool.list({label_session: str(session.pk)}) == []  # it is the row that says whose

    def look() -> str:
        script = "ls -A ~ /tmp; ps -eo args --no-headers; hostname"
        return pool.run(session.machines.get().handle, script, user="learner", timeout=10).output

    assert look().splitlines()[-1] == "lab"
    pool.run(machine.handle, "echo mine >~/secret; sleep 99 &", user="learner", timeout=10)
    assert "secret" in look()
    session = services.lab_session_reset(session=session, lab=lab_make())
    assert session.machines.get().claimed_at
    assert "secret" not in look()
    assert "sleep" not in look()
    assert pool.poll(machine.handle).status == "gone"


def test_the_prompt_of_a_claimed_machine_is_known_and_its_shell_waits(
    pool: DockerEngine, learner: User
) -> None:
    machine = start(learner).machines.get()
    assert b"learner@lab" in bytes(machine.first_output)
    stream = pool.attach(machine.handle)
    enter(stream, "echo here-$((20+3))")
    assert "here-23" in read_until(stream, r"\nhere-23\r\n.*\$ ")
    stream.close()


def test_a_machine_killed_in_the_pool_is_never_handed_out(
    pool: DockerEngine, learner: User
) -> None:
    first, second = Machine.objects.filter(session=None).order_by("pk")
    pool.api.kill(first.handle_id)
    pool.api.remove_container(second.handle_id, force=True)
    pool_round()
    machine = start(learner).machines.get()
    assert machine.pk not in (first.pk, second.pk)
    assert pool.poll(machine.handle).status == "running"

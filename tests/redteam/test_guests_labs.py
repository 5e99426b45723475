"""M4: strangers without an account, who come as often as they like, at the machines of a class.

The attack is first seen to work with the limits off. Machines are the fake engine's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.engines.registry import engine_get, engine_load, engine_use, in_use
from labs.lifecycle import services
from labs.models import LabSession
from labs.scheduling import queue
from tests.conftest import client_of, user_make
from virtlearn.core.rate import Rate
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))
start = page + "start/"
htmx = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def engine(settings: LazySettings) -> Iterator[FakeEngine]:
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_MAX = 0
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("fake")
    found = engine_get()
    assert isinstance(found, FakeEngine)
    yield found
    engine_use(before)
    engine_load.cache_clear()


def state_of(user: User) -> str:
    return str(LabSession.objects.filter(user=user).latest("created_at").state)


def test_m4_guests_of_one_address_do_not_fill_the_server(
    engine: FakeEngine, settings: LazySettings, learner: User, head: User
) -> None:
    settings.LABS_MAX, settings.LABS_PER_ADDRESS = 4, 99
    for _ in range(14):
        assert Client().post(start).status_code == 302
    assert len(engine.machines) == 4
    client_of(learner).post(start)
    assert state_of(learner) == "queued"

    # All that is left of the attack: who was in already. The account comes before ten guests.
    first = LabSession.objects.filter(state="ready").earliest("created_at")
    services.lab_session_stop(session=first)
    assert state_of(learner) == "ready"
    assert services.lab_sessions_stop(by=head) == 14

    settings.LABS_PER_ADDRESS = 3
    for _ in range(14):
        Client().post(start)
    assert len(engine.machines) == 3
    refused = Client().post(start, headers=htmx).content.decode()
    assert "From your network 3 guests have a lab already" in refused
    assert "Sign up" in refused
    client_of(learner).post(start)
    assert state_of(learner) == "ready"


def test_m4_guests_who_were_in_before_a_class_take_no_place_of_it(
    engine: FakeEngine, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LABS_MAX, settings.LABS_PER_ADDRESS = 4, 99
    for _ in range(14):
        Client().post(start)
    class_of = [user_make(f"learner-{number}") for number in range(4)]
    for user in class_of:
        client_of(user).post(start)
    with monkeypatch.context() as without:
        without.setattr(queue, "guests_give_way", lambda *_: [])
        queue.queue_move(timezone.now())
        assert [state_of(user) for user in class_of] == ["queued"] * 4

    queue.queue_move(timezone.now())
    assert [state_of(user) for user in class_of] == ["ready"] * 4
    assert len(engine.machines) == 4


def test_m4_guests_are_counted_by_address(settings: LazySettings) -> None:
    limits = settings.LIMITS
    settings.LIMITS = {**limits, "guest": None}
    settings.LABS_PER_ADDRESS = 1  # a guest is made before a lab is refused
    for _ in range(12):
        Client().post(start)
    assert User.objects.filter(is_guest=True).count() == 12

    settings.LIMITS = {**limits, "guest": Rate(4, timedelta(hours=1))}
    User.objects.all().delete()
    answers = [Client().post(start).status_code for _ in range(12)]
    assert (answers.count(302), answers.count(429)) == (4, 8)
    assert User.objects.filter(is_guest=True).count() == 4
    assert Client(REMOTE_ADDR="203.0.113.9").post(start).status_code == 302
    told = Client().post(start, headers=htmx)
    assert (told.status_code, told.headers["HX-Retarget"]) == (429, "#messages")
    assert reverse("account_signup") in told.content.decode()


@pytest.mark.parametrize("audience", ["accounts", "members"])
def test_m4_labs_may_be_for_accounts_or_members(
    engine: FakeEngine, settings: LazySettings, audience: str, learner: User, head: User
) -> None:
    Client().post(start)
    assert len(engine.machines) == 1
    services.lab_sessions_stop(by=head)
    User.objects.filter(is_guest=True).delete()

    settings.LABS_FOR = audience
    visitor = Client()
    refused = visitor.post(start, follow=True).content.decode()
    assert "You need an account to start labs here" in refused
    assert not engine.machines
    assert not User.objects.filter(is_guest=True).exists()  # nor is a guest made for nothing
    client_of(learner).post(start)
    assert len(engine.machines) == (1 if audience == "accounts" else 0)


@pytest.mark.slow("makes more machines afresh than a user may, twice")
def test_l5_machines_are_not_made_afresh_without_end(
    engine: FakeEngine, settings: LazySettings, learner_client: Client, learner: User
) -> None:
    def resets(count: int) -> list[int]:
        answers = []
        for _ in range(count):
            session = LabSession.objects.get(user=learner, state="ready")
            answers.append(learner_client.post(f"{page}{session.pk}/reset/").status_code)
        return answers

    limits = settings.LIMITS
    settings.LIMITS = {**limits, "labs": None}
    learner_client.post(start)
    assert resets(50) == [302] * 50
    settings.LIMITS = limits
    assert resets(50) == [302] * 30 + [429] * 20
    assert LabSession.objects.get(user=learner, state="ready")

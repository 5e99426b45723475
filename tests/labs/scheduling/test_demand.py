"""Who reads a lab's page is expected to start it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.catalog.provider import Lab
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabLook, LabSession, Machine
from labs.scheduling.demand import demand_of, demand_read, look_note
from labs.spec.definition import MachineDecl
from tests.labs.factory import lab_make, pool_round
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))
pair = (MachineDecl(name="left", kind="container"), MachineDecl(name="right", kind="container"))


@pytest.fixture(autouse=True)
def _courses(settings: LazySettings, engine: FakeEngine) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    settings.POOL_HOST_FREE_MB = 0


def wanted(lab: Lab) -> list[int]:
    return list(demand_of(timezone.now(), [lab]).values())


def test_each_opening_of_the_page_counts_until_it_is_started(
    client: Client, learner_client: Client, learner: User
) -> None:
    for _ in range(3):
        client.get(page)
    learner_client.get(page)
    assert LabLook.objects.get().count == 4
    assert wanted(lab_make()) == [4]
    services.lab_session_start(user=learner, lab=lab_make())
    assert list(demand_read(timezone.now(), [lab_make()]).values()) == [3]
    learner_client.get(page)  # a running lab is not going to be started
    assert LabLook.objects.get().count == 4


def test_the_pool_is_ready_before_a_class_begins(client: Client) -> None:
    for _ in range(7):
        client.get(page)
    pool_round()
    assert Machine.objects.filter(session=None, warm_at__isnull=False).count() == 7


def test_a_lab_of_two_machines_wants_both(learner: User) -> None:
    lab = lab_make("pair", machines=pair, tasks=())
    look_note(lab)
    look_note(lab)
    assert wanted(lab) == [2, 2]
    assert wanted(lab_make("pair", machines=pair, tasks=(), network=True)) == []


def test_what_is_long_ago_does_not_count_and_goes(client: Client) -> None:
    client.get(page)
    LabLook.objects.update(minute=timezone.now() - timedelta(minutes=11))
    assert wanted(lab_make()) == []
    assert LabLook.objects.exists()
    LabLook.objects.update(minute=timezone.now() - timedelta(minutes=21))
    assert wanted(lab_make()) == []
    assert not LabLook.objects.exists()


def test_more_starts_than_looks_are_none_to_come(learner: User) -> None:
    services.lab_session_start(user=learner, lab=lab_make())
    assert list(demand_read(timezone.now(), [lab_make()]).values()) == []
    assert LabSession.objects.count() == 1

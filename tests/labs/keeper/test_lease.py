from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from labs.keeper import lease as keeper_lease
from labs.keeper.lease import Lease, lease_give_back, lease_take
from labs.models import KeeperBeat, KeeperLease
from labs.provisioning import health
from labs.sessions.selectors import lease_is_held

pytestmark = pytest.mark.django_db


def lapse() -> None:
    KeeperLease.objects.update(until=timezone.now() - timedelta(seconds=1))


def test_one_leads_until_its_lease_is_over() -> None:
    assert not lease_is_held()
    assert lease_take("a")
    assert not lease_take("b")
    assert lease_take("a")
    assert lease_is_held()
    lapse()
    assert not lease_is_held()
    assert lease_take("b")
    assert not lease_take("a")
    assert KeeperLease.objects.count() == 1


def test_renewing_moves_the_end_and_not_the_beginning() -> None:
    lease_take("a")
    first = KeeperLease.objects.get()
    time.sleep(0.01)
    lease_take("a")
    again = KeeperLease.objects.get()
    assert again.since == first.since
    assert again.until > first.until
    left = again.until - timezone.now()
    assert timedelta(seconds=9) < left <= timedelta(seconds=keeper_lease.lease_seconds)


def test_who_takes_over_leads_since_then() -> None:
    lease_take("a")
    first = KeeperLease.objects.get().since
    lapse()
    lease_take("b")
    taken = KeeperLease.objects.get()
    assert taken.holder == "b"
    assert first
    assert taken.since
    assert taken.since > first


def test_a_lease_that_is_given_back_is_free_at_once() -> None:
    lease_take("a")
    lease_give_back("b")
    assert not lease_take("b")
    lease_give_back("a")
    assert not lease_is_held()
    assert lease_take("b")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_leads() -> None:
    taken: list[str] = []

    def take(name: str) -> None:
        try:
            if lease_take(name):
                taken.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(f"k{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_a_leader_knows_that_it_leads_no_longer_than_the_database_says() -> None:
    now = [100.0]
    changes: list[bool] = []
    lease = Lease("a", lambda: changes.append(lease.held), lease_seconds=60.0, clock=lambda: now[0])
    assert not lease.held
    lease.renew()
    assert lease.held
    assert changes == [True]
    now[0] += 59.1
    assert not lease.held
    assert lease_is_held()  # the database is the last to give it up
    assert not Lease("b").held


def test_a_leader_that_another_replaced_hears_it_at_once() -> None:
    lease = Lease("a")
    lease.renew()
    KeeperLease.objects.update(holder="b")
    lease.renew()
    assert not lease.held


def test_a_leader_that_is_stuck_does_not_hold_on() -> None:
    now = [100.0]
    lease = Lease("a", stuck_seconds=60.0, clock=lambda: now[0])
    lease.renew()
    before = KeeperLease.objects.get().until
    now[0] += 60.1
    lease.renew()
    assert KeeperLease.objects.get().until == before
    lease.mark()
    lease.renew()
    assert KeeperLease.objects.get().until > before


def test_health_tells_who_leads_and_since_when() -> None:
    assert health.keeper_health() == {
        "ok": False,
        "seconds_ago": None,
        "leader": None,
        "since": None,
    }
    KeeperBeat.objects.create(pk=1, at=timezone.now())
    lease_take("host:1:ab")
    told = health.keeper_health()
    since = KeeperLease.objects.get().since
    assert since
    assert told["ok"]
    assert told["leader"] == "host:1:ab"
    assert told["since"] == since.isoformat(timespec="seconds")
    lapse()
    assert health.keeper_health()["leader"] is None

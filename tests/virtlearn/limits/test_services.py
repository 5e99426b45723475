"""Counts in the database: exact under parallel requests, and gone after their time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from virtlearn.core.rate import Rate
from virtlearn.limits.models import Tally
from virtlearn.limits.services import (
    LimitReachedError,
    address_counted,
    limit_give_back,
    limit_take,
    tallies_expire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings: LazySettings) -> None:
    settings.LIMITS = {"tries": Rate(3, timedelta(minutes=5)), "free": None}


def taken(*subject: object) -> bool:
    try:
        limit_take("tries", *subject)
    except LimitReachedError:
        return False
    return True


def test_the_fourth_of_three_is_refused_and_told_when_to_come_back() -> None:
    assert [taken("a") for _ in range(3)] == [True] * 3
    with pytest.raises(LimitReachedError) as raised:
        limit_take("tries", "a")
    assert raised.value.limit == "tries"
    assert 295 <= raised.value.seconds <= 300
    assert taken("b")
    assert not taken("a")


def test_a_subject_of_two_parts_is_not_that_of_another_cut() -> None:
    assert [taken("ab", "c") for _ in range(3)] == [True] * 3
    assert taken("a", "bc")


def test_what_is_given_back_does_not_count() -> None:
    for _ in range(9):
        limit_take("tries", "a")
        limit_give_back("tries", "a")
    assert [taken("a") for _ in range(4)] == [True] * 3 + [False]
    limit_give_back("tries", "nobody")  # no count is no fault, and never goes below nothing
    assert [taken("nobody") for _ in range(4)] == [True] * 3 + [False]


def test_a_count_is_over_after_its_time_and_removed() -> None:
    for _ in range(3):
        limit_take("tries", "a")
    limit_take("tries", "b")
    now = timezone.now()
    Tally.objects.filter(count=3).update(ends_at=now - timedelta(seconds=1))
    assert taken("a")  # counts anew, in the same row
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1, 1]
    assert tallies_expire(now) == 0
    assert tallies_expire(now + timedelta(minutes=6)) == 2
    assert not Tally.objects.exists()


def test_no_name_and_no_address_is_kept() -> None:
    limit_take("tries", "maria", "192.0.2.7")
    row = Tally.objects.get()
    assert row.key.startswith("tries:")
    assert "maria" not in row.key
    assert "192" not in row.key.partition(":")[0]


def test_what_is_refused_writes_nothing_and_what_is_not_limited_asks_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        limit_take("tries", "a")
    with django_assert_num_queries(1) as asked:
        assert not taken("a")
    assert asked[0]["sql"].startswith("SELECT")
    with django_assert_num_queries(0):
        limit_take("free", "a")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("over", [False, True])
def test_of_twenty_at_once_three_get_through(over: bool) -> None:
    """Where there is no count yet, and where one has just ended."""
    if over:
        limit_take("tries", "a")
        Tally.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    gate = threading.Barrier(20)
    found: list[bool] = []

    def run() -> None:
        try:
            gate.wait()
            found.append(taken("a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), sum(found)) == (20, 3)
    assert Tally.objects.get().count == 3


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_an_address_and_its_network(said: str, counted: str) -> None:
    assert address_counted(said) == counted

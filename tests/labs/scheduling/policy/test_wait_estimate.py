from __future__ import annotations

from datetime import UTC, datetime, timedelta

from labs.scheduling.policy.wait_estimate import Running, soon, usual, wait_estimate

now = datetime(2026, 1, 1, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def running(began: float, until: float | None = None, machines: int = 1) -> Running:
    """Began so many minutes ago, and may run for so many more."""
    return Running(
        machines=machines,
        since=now - minutes(began),
        until=None if until is None else now + minutes(until),
    )


def test_the_first_waits_for_the_first_end() -> None:
    lasted = [minutes(10)] * 3
    assert wait_estimate(now, [running(2), running(7)], 1, lasted) == minutes(3)
    assert wait_estimate(now, [running(2), running(7)], 2, lasted) == minutes(8)


def test_nothing_lasts_longer_than_it_may() -> None:
    assert wait_estimate(now, [running(2, until=4)], 1, [minutes(60)]) == minutes(4)


def test_where_none_has_ended_lately_the_usual_time_is_taken() -> None:
    assert wait_estimate(now, [running(5)], 1, []) == usual - minutes(5)


def test_the_middle_of_what_lasted_is_taken() -> None:
    lasted = [minutes(1), minutes(10), minutes(400)]
    assert wait_estimate(now, [running(0)], 1, lasted) == minutes(10)


def test_one_that_is_overdue_or_being_removed_goes_soon() -> None:
    assert wait_estimate(now, [running(90)], 1, [minutes(10)]) == soon
    stopping = Running(machines=1, since=now, stopping=True)
    assert wait_estimate(now, [stopping], 1, [minutes(10)]) == soon


def test_a_lab_of_two_machines_frees_two() -> None:
    assert wait_estimate(now, [running(4, machines=2), running(0)], 2, [minutes(5)]) == minutes(1)


def test_who_is_far_back_waits_for_those_who_begin_meanwhile() -> None:
    lasted = [minutes(10)]
    assert wait_estimate(now, [running(4)], 1, lasted) == minutes(6)
    assert wait_estimate(now, [running(4)], 3, lasted) == minutes(26)


def test_with_nothing_running_it_is_soon() -> None:
    assert wait_estimate(now, [], 1, []) == soon

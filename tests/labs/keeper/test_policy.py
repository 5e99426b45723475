from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from labs.engines.base import Handle, Listed, MachineStatus, label_session
from labs.engines.inventory import Inventory
from labs.keeper.policy import Decision, SessionFacts, plan

now = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)  # noqa: UP017
minute = timedelta(minutes=1)
grace = timedelta(seconds=60)

running = SessionFacts(
    id="s1",
    state="ready",
    due_at=now - 10 * minute,
    ready_at=now - 9 * minute,
    expires_at=now + 30 * minute,
    idle_at=now + 10 * minute,
    machines=("m1",),
)


def facts(**changes: Any) -> SessionFacts:
    return msgspec.structs.replace(running, **changes)


def machine(
    name: str = "m1", session: str = "s1", age: float = 600, status: MachineStatus = "running"
) -> Listed:
    labels = {label_session: session} if session else {}
    return Listed(handle=Handle(f"id-{name}", name), labels=labels, status=status, age=age)


def decide(
    *sessions: SessionFacts, listed: list[Listed] | None, warm: tuple[str, ...] = (), **seen: Any
) -> list[Decision]:
    return plan(now, sessions, warm, Inventory(listed=listed, at=now, **seen), grace)


def actions(*sessions: SessionFacts, listed: list[Listed] | None, **more: Any) -> list[str]:
    return [decision.action for decision in decide(*sessions, listed=listed, **more)]


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({}, "keep"),
        ({"expires_at": now}, "expire"),
        ({"expires_at": now + timedelta(seconds=1)}, "keep"),
        ({"idle_at": now}, "idle"),
        ({"idle_at": now + timedelta(seconds=1)}, "keep"),
        ({"idle_at": now, "expires_at": now}, "expire"),
        ({"expires_at": None, "idle_at": None}, "keep"),
        ({"state": "queued", "due_at": now - minute}, "keep"),
        ({"state": "starting", "due_at": now + minute}, "keep"),
        ({"state": "starting", "due_at": now - minute}, "fail"),
        ({"state": "starting", "due_at": now}, "fail"),
        ({"state": "stopping", "due_at": now + minute}, "keep"),
        ({"state": "stopping", "due_at": now - minute}, "clear"),
        # The clock of a session that does not run yet, or no more, is not looked at.
        ({"state": "starting", "due_at": now + minute, "expires_at": now, "idle_at": now}, "keep"),
        ({"state": "stopping", "due_at": now + minute, "expires_at": now, "idle_at": now}, "keep"),
    ],
)
def test_what_is_done_with_a_session(changes: dict[str, Any], action: str) -> None:
    assert actions(facts(**changes), listed=[machine()]) == [action]


@pytest.mark.parametrize("status", ["exited", "created"])
def test_a_machine_that_does_not_run_ends_its_session(status: MachineStatus) -> None:
    decision = decide(facts(), listed=[machine(status=status)])[0]

    assert decision.action == "lost"
    assert status in decision.reason


def test_a_machine_that_is_gone_ends_its_session() -> None:
    assert actions(facts(), listed=[]) == ["lost"]
    assert actions(facts(machines=("m1", "m2")), listed=[machine()]) == ["lost"]


def test_a_machine_that_is_being_made_need_not_be_there_yet() -> None:
    assert actions(facts(making=("m1",)), listed=[]) == ["keep"]
    assert actions(facts(making=("m1",)), listed=[machine()]) == ["keep"]
    assert actions(facts(machines=("m1", "m2"), making=("m1",)), listed=[]) == ["lost"]


def test_a_session_whose_time_is_over_ends_by_that_though_its_machine_is_gone() -> None:
    assert actions(facts(expires_at=now), listed=[]) == ["expire"]


def test_a_machine_that_is_gone_comes_before_idleness() -> None:
    assert actions(facts(idle_at=now), listed=[]) == ["lost"]


def test_a_session_that_became_ready_after_the_engine_was_asked_is_kept() -> None:
    assert actions(facts(ready_at=now + timedelta(seconds=1)), listed=[]) == ["keep"]
    assert actions(facts(ready_at=now), listed=[]) == ["keep"]


def test_an_engine_without_an_answer_ends_nothing_but_what_is_over() -> None:
    assert actions(facts(), listed=None) == ["keep"]
    assert actions(facts(expires_at=now), listed=None) == ["expire"]
    assert actions(facts(idle_at=now), listed=None) == ["idle"]
    assert actions(facts(state="stopping"), listed=None) == ["clear"]


@pytest.mark.parametrize("session", ["unknown", ""])
def test_a_machine_of_no_session_is_removed_once_it_is_old_enough(session: str) -> None:
    assert actions(listed=[machine(session=session, age=61)]) == ["reap"]
    assert actions(listed=[machine(session=session, age=60)]) == ["reap"]
    assert actions(listed=[machine(session=session, age=59)]) == ["keep"]


def test_a_machine_of_the_pool_is_left_to_the_pool() -> None:
    warm = machine(name="warm", session="")
    assert actions(listed=[warm], warm=("warm",)) == []
    assert actions(listed=[warm], warm=("another",)) == ["reap"]


def test_a_machine_that_came_from_the_pool_is_its_sessions_by_name() -> None:
    claimed = machine(name="warm", session="")
    assert actions(facts(machines=("warm",)), listed=[claimed]) == ["keep"]
    assert actions(facts(machines=("warm",)), listed=[]) == ["lost"]


def test_a_machine_that_its_session_does_not_know_is_removed() -> None:
    found = decide(facts(), listed=[machine(), machine(name="m2")])

    assert [(each.action, each.handle and each.handle.name) for each in found] == [
        ("keep", None),
        ("reap", "m2"),
    ]


def test_the_machines_of_a_session_that_stops_are_left_to_it() -> None:
    session = facts(state="stopping", due_at=now + minute)
    assert actions(session, listed=[machine(name="other")]) == ["keep"]


def test_a_network_is_removed_with_its_session() -> None:
    assert actions(facts(networks=("n1",)), listed=[machine()], networks=["n1"]) == ["keep"]
    found = decide(facts(), listed=[machine()], networks=["n1"])
    assert [(each.action, each.name) for each in found[1:]] == [("reap-network", "n1")]
    assert actions(networks=["n1"], listed=[]) == ["reap-network"]


def test_a_volume_belongs_to_nobody() -> None:
    found = decide(facts(), listed=[machine()], volumes=["v1"])
    assert [(each.action, each.name) for each in found[1:]] == [("reap-volume", "v1")]


def test_everything_is_decided_on_once_and_has_a_reason() -> None:
    """Every combination of what a session and a machine can be."""
    states = ("queued", "starting", "ready", "stopping")
    times = (now - minute, now, now + minute)
    statuses: tuple[MachineStatus | None, ...] = ("created", "running", "exited", None)
    ages = (1.0, 3600.0)
    names = ("m1", "stranger")
    for state, due, expires, idle, status, age, name in itertools.product(
        states, times, times, times, statuses, ages, names
    ):
        session = facts(state=state, due_at=due, expires_at=expires, idle_at=idle)
        listed = [machine(name=name, age=age, status=status)] if status else []
        found = decide(session, listed=listed)
        assert found[0].session == "s1"
        assert all(each.reason and each.whose for each in found)
        assert len({each.whose for each in found}) == len(found)
        ends = found[0].action in ("expire", "idle", "lost")
        assert state == "ready" or not ends
        assert (found[0].action == "fail") == (state == "starting" and due <= now)
        assert (found[0].action == "clear") == (state == "stopping" and due <= now)
        reaped = [each for each in found if each.action == "reap"]
        assert bool(reaped) == (
            status is not None and name == "stranger" and age > 60 and state != "stopping"
        )

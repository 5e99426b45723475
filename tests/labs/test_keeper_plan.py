from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from labs.engines.base import Handle, Listed, MachineStatus, label_session
from labs.keeper_plan import Decision, Seen, SessionFacts, plan

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
    handle = Handle(f"id-{name}", name)
    return Listed(handle=handle, labels={label_session: session}, status=status, age=age)


def decide(*sessions: SessionFacts, listed: list[Listed] | None) -> list[Decision]:
    return plan(now, sessions, Seen(listed=listed, at=now), grace)


def actions(*sessions: SessionFacts, listed: list[Listed] | None) -> list[str]:
    return [decision.action for decision in decide(*sessions, listed=listed)]


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        ({}, "keep"),
        ({"expires_at": now}, "expire"),
        ({"expires_at": now + timedelta(seconds=1)}, "warn"),
        ({"expires_at": now + minute, "warning": "time"}, "keep"),
        ({"warning": "time"}, "warn"),  # extended: the warning goes
        ({"idle_at": now}, "idle"),
        ({"idle_at": now + minute}, "warn"),
        ({"state": "starting", "due_at": now + minute}, "keep"),
        ({"state": "starting", "due_at": now - minute}, "fail"),
        ({"state": "stopping", "due_at": now + minute}, "keep"),
        ({"state": "stopping", "due_at": now - minute}, "clear"),
    ],
)
def test_what_is_done_with_a_session(changes: dict[str, Any], action: str) -> None:
    assert actions(facts(**changes), listed=[machine()]) == [action]


def test_the_nearer_end_is_the_one_warned_of() -> None:
    session = facts(expires_at=now + minute, idle_at=now + minute)
    assert decide(session, listed=[machine()])[0].warning == "time"
    assert decide(facts(idle_at=now + minute), listed=[machine()])[0].warning == "idle"


def test_a_short_lab_is_not_warned_of_from_its_first_minute() -> None:
    session = facts(minutes=4, expires_at=now + 1.5 * minute)
    assert actions(session, listed=[machine()]) == ["keep"]


@pytest.mark.parametrize("status", ["exited", "created"])
def test_a_machine_that_does_not_run_ends_its_session(status: MachineStatus) -> None:
    decision = decide(facts(), listed=[machine(status=status)])[0]

    assert decision.action == "gone"
    assert status in decision.reason


def test_a_machine_that_is_gone_ends_its_session() -> None:
    assert actions(facts(), listed=[]) == ["gone"]


def test_a_session_that_became_ready_after_the_engine_was_asked_is_kept() -> None:
    assert actions(facts(ready_at=now + timedelta(seconds=1)), listed=[]) == ["keep"]


def test_an_engine_without_an_answer_ends_nothing_but_what_is_over() -> None:
    assert actions(facts(), listed=None) == ["keep"]
    assert actions(facts(expires_at=now), listed=None) == ["expire"]


def test_a_machine_of_no_session_is_removed_once_it_is_old_enough() -> None:
    assert actions(listed=[machine(session="unknown", age=61)]) == ["reap"]
    assert actions(listed=[machine(session="unknown", age=59)]) == ["keep"]


def test_a_machine_that_its_session_does_not_know_is_removed() -> None:
    found = decide(facts(), listed=[machine(), machine(name="m2")])

    assert [(each.action, each.handle and each.handle.name) for each in found] == [
        ("keep", None),
        ("reap", "m2"),
    ]


def test_the_machines_of_a_session_that_stops_are_left_to_it() -> None:
    session = facts(state="stopping", due_at=now + minute)
    assert actions(session, listed=[machine(name="other")]) == ["keep"]


def test_everything_has_a_reason() -> None:
    found = decide(
        facts(), facts(id="s2", expires_at=now), listed=[machine(), machine("x", "s9", 5)]
    )
    assert all(decision.reason for decision in found)

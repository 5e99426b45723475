from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from labs.engines import errors
from labs.engines.base import MachineStatus, State
from labs.engines.fake.engine import FakeEngine
from labs.keeper.reconciler import Keeper
from labs.lifecycle import services
from labs.models import EndReason, LabSession, StartFault
from labs.sessions.end_reasons import ending_is_certain, ending_of, ending_text
from labs.spec.definition import MachineDecl
from tests.labs.factory import lab_make
from virtlearn.people.models import User

now = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)  # noqa: UP017
just = now - timedelta(seconds=2)
long_ago = now - timedelta(minutes=2)


@pytest.mark.parametrize(
    ("status", "code", "oom", "memory_at", "restarted", "reason"),
    [
        ("running", None, True, just, True, None),
        ("gone", None, False, None, False, EndReason.REMOVED),
        ("gone", None, False, None, True, EndReason.REMOVED),
        ("gone", None, False, just, False, EndReason.REMOVED),
        ("created", None, False, None, False, EndReason.GONE),
        ("created", None, False, None, True, EndReason.ENGINE),
        ("exited", None, False, None, False, EndReason.GONE),
        ("exited", 0, False, None, False, EndReason.SHELL),
        ("exited", 1, True, just, False, EndReason.SHELL),
        ("exited", 0, False, None, True, EndReason.ENGINE),  # one that ends well when asked to
        ("exited", 137, False, None, False, EndReason.KILLED),
        ("exited", 143, False, None, False, EndReason.KILLED),
        ("exited", 137, True, None, False, EndReason.OUT_OF_MEMORY),
        ("exited", 137, False, just, False, EndReason.OUT_OF_MEMORY),
        ("exited", 137, True, just, True, EndReason.OUT_OF_MEMORY),
        # The engine remembers every lack of memory; that one was long before the death.
        ("exited", 137, True, long_ago, False, EndReason.KILLED),
        ("exited", 137, True, long_ago, True, EndReason.ENGINE),
        ("exited", 137, False, None, True, EndReason.ENGINE),
        ("exited", 143, False, None, True, EndReason.ENGINE),
        ("exited", 255, False, None, False, EndReason.ENGINE),
    ],
)
def test_why_a_machine_does_not_run(
    status: MachineStatus,
    code: int | None,
    oom: bool,
    memory_at: datetime | None,
    restarted: bool,
    reason: EndReason | None,
) -> None:
    state = State(status=status, exit_code=code, out_of_memory=oom)
    assert ending_of(state, memory_at=memory_at, now=now, restarted=restarted) == reason


def test_only_what_one_look_tells_is_certain() -> None:
    certain = {reason for reason in EndReason if ending_is_certain(reason)}
    assert certain == {EndReason.OUT_OF_MEMORY, EndReason.SHELL}


def ended(learner: User, reason: EndReason, **lab: Any) -> LabSession:
    session = services.lab_session_start(user=learner, lab=lab_make(**lab))
    return services.lab_session_stop(session=session, reason=reason)


@pytest.mark.parametrize("reason", EndReason)
def test_every_ending_is_told_apart(engine: FakeEngine, learner: User, reason: EndReason) -> None:
    spec = ended(learner, reason).spec_json
    texts = [ending_text(LabSession(end_reason=each, spec_json=spec)) for each in EndReason]
    text = ending_text(LabSession(end_reason=reason, spec_json=spec))
    assert text
    assert texts.count(text) == 1


def test_an_ending_has_the_labs_own_numbers(engine: FakeEngine, learner: User) -> None:
    idle = ended(learner, EndReason.IDLE, idle_minutes=20)
    assert "after 20 minutes without input" in ending_text(idle)
    idle = ended(learner, EndReason.IDLE, idle_minutes=1)
    assert "after 1 minute without input" in ending_text(idle)

    session = services.lab_session_start(user=learner, lab=lab_make(minutes=30, extend_minutes=12))
    services.lab_session_extend(session=session)
    services.lab_session_extend(session=session)
    services.lab_session_stop(session=session, reason=EndReason.EXPIRED)
    assert "after 54 minutes" in ending_text(session)


def test_of_several_machines_the_one_is_named(engine: FakeEngine, learner: User) -> None:
    names = ("left", "right")
    lab = lab_make(machines=tuple(MachineDecl(name=name, kind="container") for name in names))
    session = services.lab_session_start(user=learner, lab=lab)
    engine.machines[session.machines.get(name="right").handle_id].end(137, out_of_memory=True)
    Keeper().round()
    session.refresh_from_db()
    assert ending_text(session) == (
        "The machine ran out of memory. It was the machine “right”. You can start the lab again."
    )


def test_a_session_that_runs_has_no_ending(engine: FakeEngine, learner: User) -> None:
    assert ending_text(services.lab_session_start(user=learner, lab=lab_make())) == ""


def test_every_cause_that_an_engine_has_is_told_to_the_learner() -> None:
    causes = {kind.cause for kind in vars(errors).values() if hasattr(kind, "cause")} - {""}
    assert causes | {StartFault.UNFINISHED} == set(StartFault)

"""Probes a learner's own running machine for questions that only it can answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from labs.engines.base import Handle, Process
from labs.engines.errors import EngineError, ProcessesUnlistable
from labs.engines.registry import engine_get
from labs.models import LabSession, LabState, Machine
from labs.sessions.selectors import lab_session_active
from labs.spec.probes import fact_scripts
from virtlearn.people.models import User

seconds = 5.0
text_most = 200
Trouble = Literal["", "machine", "fact", "list"]


class Fact(msgspec.Struct, frozen=True):
    """What was read, or why not: "machine" where none runs or answers, "fact" where it has no such
    thing (no `sleep`, say), "list" where the engine's host can't list processes.
    """

    text: str = ""
    trouble: Trouble = ""


def machine_fact(*, user: User | None, course: str, lab: str, machine: str = "", fact: str) -> Fact:
    """`fact` (a key of fact_scripts) of the user's machine of that name, or of the lab's first.

    Never raises for what the engine does.
    """
    handle = handle_of(user, course, lab, machine)
    if handle is None:
        return Fact(trouble="machine")
    asked = fact_scripts[fact]
    try:
        if asked.script:
            result = engine_get().run(handle, asked.script, user=asked.user, timeout=seconds)
            text = result.output.strip()[:text_most] if result.status == 0 else ""
        else:
            text = sleep_of(engine_get().processes(handle))
    except ProcessesUnlistable:
        return Fact(trouble="list")
    except EngineError:
        return Fact(trouble="machine")
    return Fact(text) if text else Fact(trouble="fact")


def machine_processes(
    *, user: User | None, course: str, lab: str, machine: str = ""
) -> tuple[Sequence[Process], Trouble]:
    """The processes of the user's machine as the host sees them, or none and why not."""
    handle = handle_of(user, course, lab, machine)
    if handle is None:
        return (), "machine"
    try:
        found = engine_get().processes(handle)
    except ProcessesUnlistable:
        return (), "list"
    except EngineError:
        return (), "machine"
    return found, "" if found else "machine"


def handle_of(user: User | None, course: str, lab: str, name: str) -> Handle | None:
    session = lab_session_active(user, course, lab)
    if session is None or session.state != LabState.READY:
        return None
    machine = machine_of(session, name)
    return Handle(machine.handle_id, machine.engine_name) if machine else None


def machine_of(session: LabSession, name: str) -> Machine | None:
    names = [name] if name else [machine.name for machine in session.spec.machines]
    found = {machine.name: machine for machine in session.machines.exclude(handle_id="")}
    return next((found[each] for each in names if each in found), None)


def sleep_of(processes: Sequence[Process]) -> str:
    """The host's number for the newest `sleep`; "" where there is none."""
    numbers = [each.pid for each in processes if each.command.split()[:1] == ["sleep"]]
    return str(max(numbers)) if numbers else ""

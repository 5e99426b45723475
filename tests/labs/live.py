"""Labs whose tasks are prepared, hinted at and spoiled, for tests; and a session's machine."""

from __future__ import annotations

from typing import Any

import msgspec

from labs.catalog.provider import Lab
from labs.engines.fake.engine import FakeEngine, FakeMachine
from labs.models import LabSession
from tests.labs.factory import lab_make, scripts

live_scripts = {
    **scripts,
    "init.sh": "touch ~/prepared\n",
    "hint.sh": "echo en: from the script\necho es: del guion\nexit 0\n",
    "fail.sh": (
        "test -e /home/learner/broken || exit 1\n"
        "echo en: you broke it\necho es: lo rompiste\nexit 0\n"
    ),
    **{f"solve-{task}.sh": f"touch ~/{task}\n" for task in ("one", "two", "three")},
    "spoil.sh": "touch ~/broken\n",
    "cheat.sh": "touch ~/twice\n",
    "way.sh": "touch ~/two\n",
    **dict.fromkeys(("way-three.sh", "late.sh"), "touch ~/three\n"),
}


def lab_live(changes: dict[str, dict[str, Any]], **lab: Any) -> Lab:
    """The lab of factory.py with fields of its tasks changed, by task; `lab` of its spec."""
    made = lab_make()
    tasks = tuple(
        msgspec.structs.replace(task, **changes.get(task.id, {})) for task in made.spec.tasks
    )
    spec = msgspec.structs.replace(made.spec, tasks=tasks, **lab)
    return msgspec.structs.replace(made, spec=spec, scripts=live_scripts)


def only(engine: FakeEngine) -> FakeMachine:
    """The machine of an engine that has one."""
    (machine,) = engine.machines.values()
    return machine


def files_of(engine: FakeEngine, session: LabSession) -> dict[str, str]:
    """The files of the session's machine."""
    return engine.machines[session.machines.get().handle_id].files


def script_change(session: LabSession, name: str, text: str) -> None:
    scripts_now = LabSession.objects.get(pk=session.pk).scripts
    LabSession.objects.filter(pk=session.pk).update(scripts={**scripts_now, name: text})

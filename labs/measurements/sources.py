"""Whose word a task's result is: that of a check with an identity of its own, or of the learner's
own machine."""

from __future__ import annotations

from labs.provisioning.images import reports_itself
from labs.spec.definition import LabSpec, TaskDecl


def is_reported(task: TaskDecl, kind: str) -> bool:
    """Whether the learner's machine, of this kind, itself reports what the task's checks find.

    Its learner is root where they look, or owns what they read; not where they look from outside.
    """
    return reports_itself(kind) and not task.outside


def tasks_reported(spec: LabSpec) -> frozenset[str]:
    """The tasks of a lab of which that is so, by their ids."""
    kinds = {machine.name: machine.kind for machine in spec.machines}
    return frozenset(
        task.id for task in spec.tasks if is_reported(task, kinds.get(task.machine, ""))
    )

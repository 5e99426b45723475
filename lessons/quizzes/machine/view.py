"""What a page shows of a question that a machine answers."""

from __future__ import annotations

from collections.abc import Sequence

from labs.engines.base import Process
from lessons.quizzes.machine.form import MachineQuestion
from lessons.quizzes.view import Standing, TypedView, typed_view


class MachineView(TypedView, frozen=True, kw_only=True):
    lab: str  # whose machine is asked
    from_host: bool  # whether the host's list of processes belongs to the question
    processes: Sequence[Process]  # that list, once it was asked for


def view(question: MachineQuestion, standing: Standing) -> MachineView:
    solution = f"{question.answer} {question.unit}".strip() if question.answer else ""
    shown = typed_view(standing, solution=solution, unit=question.unit)
    return MachineView(
        **{name: getattr(shown, name) for name in shown.__struct_fields__},
        lab=question.lab,
        from_host=question.from_host and not standing.closed,
        processes=standing.processes,
    )

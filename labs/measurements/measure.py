"""Records measurements: figures that checks report, and those the platform takes itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from django.utils import timezone

from labs.engines.base import RunResult
from labs.engines.errors import EngineError
from labs.engines.registry import engine_get
from labs.measurements.sources import is_reported
from labs.models import LabSession, LabState, Machine, Measurement
from labs.provisioning.images import accelerator_of
from labs.spec.definition import TaskDecl
from labs.spec.measures import refusal

log = logging.getLogger(__name__)

measure_line = re.compile(
    r"^measure +(?P<key>[a-z][a-z0-9._-]{0,63})=(?P<value>[-+]?[0-9.]+(?:[eE][-+]?\d{1,3})?)"
    r"(?: +(?P<unit>\S.{0,31}?))? *$"
)
platform = "platform."  # keys of a whole session
prompt_key, memory_key = platform + "prompt", platform + "memory"
megabyte = 1_000_000


class Figure(msgspec.Struct, frozen=True):
    """One `measure` line."""

    key: str
    value: float
    unit: str


def figures_read(output: str) -> list[Figure]:
    """The `measure key=value unit` lines; what is no number is left out."""
    figures = []
    for line in output.splitlines():
        if found := measure_line.match(line):
            try:
                value = float(found["value"])
            except ValueError:
                continue
            figures.append(Figure(found["key"], value, found["unit"] or ""))
    return figures


def figures_allowed(task: TaskDecl, output: str, session_id: UUID) -> list[Figure]:
    """What the check of `task` reports and may report; what it may not is logged."""
    allowed = []
    for figure in figures_read(output):
        if fault := refusal(task.measures, figure.key, figure.value, figure.unit):
            log.warning("session %s, task %s: refused a figure: %s", session_id, task.id, fault)
        else:
            allowed.append(figure)
    return allowed


def figures_record(
    session: LabSession, task: TaskDecl, machine: Machine, run: RunResult | None
) -> None:
    """Keeps what the check of `task`, which passed, has measured in `machine`."""
    if run is not None and (figures := figures_allowed(task, run.output, session.pk)):
        figures_write(session, [machine], figures, source_of(task, machine))


def points_record(
    session: LabSession,
    task: TaskDecl,
    machine: Machine,
    run: RunResult | None,
    series: Collection[str],
) -> None:
    """Keeps the points `series.N` that a check has measured which is not passed yet: a line is
    drawn while it grows. Its other figures count once the task is done."""
    if run is None or not series:
        return
    points = [
        figure
        for figure in figures_allowed(task, run.output, session.pk)
        if figure.key.rpartition(".")[0] in series
    ]
    figures_write(session, [machine], points, source_of(task, machine), again=False)


def source_of(task: TaskDecl, machine: Machine) -> Measurement.Source:
    """Whose word it is what the check of `task` finds in `machine`."""
    reported = is_reported(task, machine.kind)
    return Measurement.Source.MACHINE if reported else Measurement.Source.CHECK


def platform_record(session_id: UUID) -> bool:
    """Keeps the time to the prompt and the memory of a session's machines; whether both are known.

    That of the session, and of each kind of machine in it: `start.vm` is the time from a machine's
    creation to its prompt, though it may have waited in the pool since; `memory.vm` what one takes.
    Measured again whenever this is called, while the session is ready: the last figure stays.
    """
    session = LabSession.objects.filter(pk=session_id, state=LabState.READY).first()
    if session is None:
        return True
    machines = list(session.machines.order_by("pk"))
    figures = []
    if session.prompt_ms is not None:
        figures.append(Figure(prompt_key, round(session.prompt_ms, 1), "ms"))
    used: dict[int, float] = {}
    try:
        for machine in machines:
            used[machine.pk] = engine_get().usage(machine.handle).memory_bytes / megabyte
    except EngineError as error:
        log.warning("the memory of session %s is not known: %s", session.pk, error)
    else:
        figures.append(Figure(memory_key, round(sum(used.values()), 2), "MB"))
    figures_write(session, machines, figures, Measurement.Source.PLATFORM)
    for machine in {machine.kind: machine for machine in machines}.values():
        own = []
        if machine.prompt_ms is not None:
            own.append(Figure(f"start.{machine.kind}", round(machine.prompt_ms, 1), "ms"))
        if machine.pk in used:
            own.append(Figure(f"memory.{machine.kind}", round(used[machine.pk], 2), "MB"))
        figures_write(session, [machine], own, Measurement.Source.PLATFORM)
    return len(figures) == 2


def figures_write(
    session: LabSession,
    machines: Sequence[Machine],
    figures: Sequence[Figure],
    source: Measurement.Source,
    *,
    again: bool = True,
) -> None:
    """One row a session and key: what is measured again takes the place of what was.

    Without `again` a row whose value is the same stays as it is.
    """
    if not figures:
        return
    by_key = {figure.key: figure for figure in figures}  # of two by one key, the last
    rows = {
        row.key: row for row in Measurement.objects.filter(session=session, key__in=list(by_key))
    }
    if not again:
        for key in [key for key, row in rows.items() if row.value == by_key[key].value]:
            del rows[key], by_key[key]
    if not by_key:
        return
    on, now = measured_on(machines), timezone.now()
    new: list[Measurement] = []
    for key, figure in by_key.items():
        row = rows.get(key) or Measurement(
            session=session, user_id=session.user_id, course=session.course, lab=session.lab
        )
        if row.pk is None:
            new.append(row)
        row.key, row.value, row.unit = key, figure.value, figure.unit
        row.measured_on, row.measured_at, row.source = on, now, source
    Measurement.objects.bulk_create(new)
    Measurement.objects.bulk_update(
        rows.values(), ["value", "unit", "source", "measured_on", "measured_at"], batch_size=100
    )


def measured_on(machines: Sequence[Machine]) -> str:
    """Kind and runtime of the machines, the engine with its version, the host's kernel and size."""
    kinds = dict.fromkeys(
        f"{name} on {machine.runtime}" if machine.runtime else name
        for machine in machines
        for name in [" ".join(filter(None, (machine.kind, accelerator_of(machine.kind))))]
    )
    parts = [" + ".join(kinds)]
    try:
        info = engine_get().info()
    except EngineError:
        pass  # what was measured counts all the same
    else:
        parts += [info.name, f"Linux {info.kernel}", f"{info.cpus} CPU"]
        parts.append(f"{info.memory / (1 << 30):.0f} GiB")
    return ", ".join(parts)[: Measurement.measured_on.field.max_length]

"""How templates name what a machine is."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from labs.provisioning.images import accelerator_of
from labs.provisioning.labels import labels
from labs.spec.definition import MachineDecl

register = template.Library()


@register.filter
def kind_label(kind: str) -> str:
    """`kind`, a folder of labs/machines, in the reader's language, and what executes its guests."""
    name = str(labels.get(kind, kind))
    accelerator = accelerator_of(kind)
    return f"{name} ({accelerator})" if accelerator else name


@register.filter
def any_translated(machines: Iterable[MachineDecl]) -> bool:
    """Whether a guest of one of these is executed by TCG."""
    return any(accelerator_of(machine.kind) == "TCG" for machine in machines)


@register.filter
def is_translated(measured_on: str) -> bool:
    """Whether a figure was measured in such a guest; `measured_on` as Measurement has it."""
    return " TCG" in measured_on

"""Names of the kinds of machines, for readers, and what executes their guests."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from labs.provisioning.images import accelerator_of
from labs.spec.definition import MachineDecl

# The technologies that have a colour and a shape; a kind of one's own is shown by its name.
labels = {
    "container": gettext_lazy("container"),
    "system-container": gettext_lazy("system container"),
    "vm": gettext_lazy("virtual machine"),
    "workstation": gettext_lazy("workstation"),
    "hypervisor": gettext_lazy("container with QEMU"),
}


def kind_label(kind: str) -> str:
    """`kind`, a folder of labs/machines, in the reader's language, and what executes its guests."""
    name = str(labels.get(kind, kind))
    accelerator = accelerator_of(kind)
    return f"{name} ({accelerator})" if accelerator else name


def accelerators(machines: Iterable[MachineDecl]) -> str:
    """What executes the guests of these: "KVM", "TCG", both, or "" where none has a guest."""
    return ", ".join(sorted({accelerator_of(each.kind) for each in machines} - {""}))


def any_translated(machines: Iterable[MachineDecl]) -> bool:
    """Whether a guest of one of these is executed by TCG."""
    return any(accelerator_of(machine.kind) == "TCG" for machine in machines)


def is_translated(measured_on: str) -> bool:
    """Whether a figure was measured in such a guest; `measured_on` as Measurement has it."""
    return " TCG" in measured_on

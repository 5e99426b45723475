"""How templates name what a machine is."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy

register = template.Library()

# The technologies that have a colour and a shape; a kind of one's own is shown by its name.
labels = {
    "container": gettext_lazy("container"),
    "system-container": gettext_lazy("system container"),
    # Without the host's /dev/kvm, which no machine is given: translated, and said so.
    "vm": gettext_lazy("virtual machine (TCG)"),
    "hypervisor": gettext_lazy("container with QEMU (TCG)"),
}


@register.filter
def kind_label(kind: str) -> str:
    """`kind`, a folder of labs/machines, in the reader's language."""
    return str(labels.get(kind, kind))
